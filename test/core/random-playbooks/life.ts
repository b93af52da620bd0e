import { isDeepStrictEqual } from 'node:util';
import { Conflict, InvalidInput, NotFound, Superseded, TooEarly } from '#core/errors';
import type { Command } from '#core/incident/command';
import { deadlinesOf, nextDue } from '#core/incident/deadlines';
import { decide } from '#core/incident/decide';
import type { Event } from '#core/incident/events';
import { evolve } from '#core/incident/evolve';
import { meantBy } from '#core/incident/meant-by';
import type { PageOrder } from '#core/incident/outbox';
import { Incident } from '#core/incident/state';
import type { Turn } from '#core/incident/turn';
import { entryOf } from '#core/message/entry';
import type { Pack, People } from '#core/playbook/pack';
import type { Vocabulary } from '#core/playbook/vocabulary';
import { targetsOf } from '#core/playbook/who';
import { rulesOf } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';

const refusals = [Superseded, Conflict, InvalidInput, TooEarly, NotFound];
/** Events and rows of one turn at the most: what is due together is cut off at 24, and one act of a random playbook adds less than this. */
const MOST = 120;
const MOST_BYTES = 100_000;

/** A page that was ordered, with the instant of its turn. */
export interface Ordered {
  at: number;
  page: PageOrder;
}

/** A rule that has acted, with the incident as it was then: later in the turn a role may have been vacated. */
interface Acted {
  rule: string;
  was: Incident;
}

/** One incident under one playbook, on the pure core: every turn is held to what must always be true. */
export class Life {
  now: number;
  readonly pages: Ordered[] = [];
  /** Targets that meant nobody, with the instant. */
  readonly nobody: { at: number; target: string }[] = [];
  /** Rules that have acted, and rules whose approval was asked for, each with the instant. */
  readonly acted: { at: number; rule: string }[] = [];
  readonly toApprove: { at: number; rule: string }[] = [];
  readonly seen = new Set<string>();
  most = { events: 0, rows: 0, bytes: 0 };
  turns = 0;
  /** What is done with each turn besides. */
  onTurn: ((turn: Turn) => void) | undefined;
  readonly pack: Pack;
  readonly #people: People;
  readonly #vocabulary: Vocabulary;
  #state: Incident | undefined;
  #replayed: Incident | undefined;
  #lastDone: string | undefined;
  readonly #queued = new Set<string>();
  readonly #paging: ReadonlyMap<string, readonly string[]>;

  constructor(pack: Pack, people: People, vocabulary: Vocabulary, start: number) {
    this.pack = pack;
    this.#people = people;
    this.#vocabulary = vocabulary;
    this.now = start;
    this.#paging = new Map(rulesOf(pack.playbook).map((rule) => [rule.id, pagedBy(rule)]));
  }

  get state(): Incident {
    if (this.#state === undefined) throw new Error('no incident yet');
    return this.#state;
  }

  #context() {
    return {
      pack: this.pack,
      people: this.#people,
      vocabulary: this.#vocabulary,
      now: new Date(this.now),
      publicUrl: 'https://t.test',
      dashboardUrl: 'https://t.test',
      catchAll: 'lead',
    };
  }

  /** What is said must be taken; `or`: it may be refused, by one of the named errors. */
  say(command: Command, or?: 'refused'): void {
    let turn: Turn;
    try {
      ({ turn } = decide(this.#state, command, this.#context()));
    } catch (error) {
      if (or === 'refused' && refusals.some((one) => error instanceof one)) return;
      throw new Error(`${command.do}: ${(error as Error).stack}`, { cause: error });
    }
    this.#hold(command, turn);
  }

  #hold(command: Command, turn: Turn): void {
    const before = this.#state;
    const wrong = (what: string): never => {
      throw new Error(`${command.do}: ${what}`);
    };
    this.turns += 1;
    this.onTurn?.(turn);
    this.seen.add(command.do);
    let seq = before?.seq ?? 0;
    const acted: Acted[] = [];
    for (const event of turn.events) {
      seq += 1;
      if (event.seq !== seq) wrong(`event ${event.seq} after ${seq - 1}`);
      this.#replayed = evolve(this.#replayed, event as Event);
      this.seen.add(event.type);
      if (event.type === 'RuleActed') {
        acted.push({ rule: event.rule, was: this.#replayed });
        this.acted.push({ at: this.now, rule: event.rule });
      }
      if (event.type === 'ApprovalAsked') this.toApprove.push({ at: this.now, rule: event.rule });
      if (event.type === 'NobodyOnCall') this.nobody.push({ at: this.now, target: event.target });
    }
    this.#state = turn.state;
    if (JSON.stringify(this.#replayed) !== JSON.stringify(turn.state)) wrong('replayed, the events give another state');
    // a table in memory gives the state that was written without reading it
    const text = JSON.stringify(turn.state);
    if (!isDeepStrictEqual(Incident.parse(JSON.parse(text)), JSON.parse(text)))
      wrong('stored, it reads as another state');
    // nor does it read events that were written here
    for (const event of turn.events) {
      const row: unknown = JSON.parse(JSON.stringify(event.type === 'Opened' ? { ...event, state: undefined } : event));
      if (!isDeepStrictEqual(entryOf(row), row)) wrong(`stored, ${event.type} reads as another event`);
    }
    for (const entry of turn.outbox) {
      if (this.#queued.has(entry.key)) wrong(`queues ${entry.key} again`);
      this.#queued.add(entry.key);
      if (entry.queue === 'page') this.pages.push({ at: this.now, page: entry.page });
    }
    this.#pagesArrive(command, turn, acted, wrong);
    const [events, rows] = [turn.events.length, turn.outbox.length];
    const bytes = text.length;
    if (events > MOST || rows > MOST) wrong(`${events} events and ${rows} rows in one turn`);
    if (bytes > MOST_BYTES) wrong(`the state has ${bytes} bytes`);
    this.most = {
      events: Math.max(this.most.events, events),
      rows: Math.max(this.most.rows, rows),
      bytes: Math.max(this.most.bytes, bytes),
    };
    if (turn.state.life !== 'open') this.#onlyLate(wrong);
  }

  /** A rule that has acted and pages has a page for everybody whom it meant then; where it means nobody, the timeline says so and the catch-all has one. */
  #pagesArrive(command: Command, turn: Turn, acted: readonly Acted[], wrong: (what: string) => never): void {
    for (const { rule, was } of acted) {
      for (const target of (this.#paging.get(rule) ?? []).flatMap((word) =>
        targetsOf(this.pack.playbook, this.state, word),
      )) {
        const meant = meantBy(was, turn.context, target);
        // of a list of which each must acknowledge, those who have are left out
        const list = was.each?.[target] ?? turn.state.each?.[target];
        const found = meant.filter((who) => list?.by.includes(who) !== true);
        if (meant.length > 0 && found.length === 0) continue;
        // and once somebody has acknowledged, a rule that waited for that pages such lists alone
        const waited = rulesOf(this.pack.playbook).find(({ id }) => id === rule)?.unless === 'acknowledged';
        if (waited && was.acknowledged !== undefined && list?.people.some((who) => !list.by.includes(who)) !== true)
          continue;
        const ordered = (who: string): boolean =>
          turn.outbox.some(
            (o) => o.queue === 'page' && o.page.person === who && o.page.reasons.some((r) => r.rule === rule),
          );
        const catchAll = meantBy(was, turn.context, 'lead');
        const silent = turn.events.some((e) => e.type === 'NobodyOnCall' && e.target === target);
        // who lets go, cannot take it, or has raised it by hand, is not paged for it
        const left =
          'by' in command && ['cannot', 'not-me', 'release', 'set-severity'].includes(command.do)
            ? command.by
            : undefined;
        if (
          found.length === 0
            ? !silent || !catchAll.every((who) => who === left || ordered(who))
            : !found.every((who) => who === left || ordered(who))
        )
          wrong(`${rule} has acted, and ${target} (${found.join(', ') || 'nobody'}) has no page of it`);
      }
    }
  }

  /** What is over has nothing due but what counts from its end. */
  #onlyLate(wrong: (what: string) => never): void {
    for (const due of deadlinesOf(this.state, this.pack)) {
      if (due.does === 'act' && !due.by.rule.late) wrong(`${this.state.life}, and rule ${due.by.rule.id} is due`);
      if (due.does === 'miss' && (due.missed.target === 'respond' || due.missed.target === 'resolve'))
        wrong(`${this.state.life}, and ${due.what} is due`);
      if (due.does === 'remind' || due.does === 'lapse' || (due.does === 'close' && this.state.life !== 'resolved'))
        wrong(`${this.state.life}, and ${due.key} is due`);
    }
  }

  get due(): string | undefined {
    return nextDue(this.state, this.pack, new Date(this.now), this.#lastDone);
  }

  /** Jumps from one deadline to the next, at most so many; true where the time was reached. */
  wind(until: number, most: number): boolean {
    for (let n = 0; n < most; n += 1) {
      const { due } = this;
      if (due === undefined || Date.parse(due) > until) {
        this.now = Math.max(this.now, until);
        return true;
      }
      if (Date.parse(due) < this.now) throw new Error(`the next time is ${due}, and it is later`);
      this.now = Date.parse(due);
      this.#lastDone = due;
      this.say({ do: 'time-passed', due });
    }
    return false;
  }
}
