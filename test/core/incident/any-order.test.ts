import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silencedBy } from '#core/delivery/due';
import { Conflict, InvalidInput, NotFound, Superseded, TooEarly } from '#core/errors';
import { type Command, commands } from '#core/incident/command';
import { deadlinesOf, nextDue } from '#core/incident/deadlines';
import type { Deadline } from '#core/incident/deadlines/deadline';
import { decide } from '#core/incident/decide';
import type { Event } from '#core/incident/events';
import { evolve } from '#core/incident/evolve';
import { Incident } from '#core/incident/state';
import type { Pack } from '#core/playbook/pack';
import { plugins, vocabularyOf } from '#plugins/registry';
import { changed, highErrorRate, tracktion } from '#test/story';
import { healthy, openings, where, words } from './any-order-words.ts';

/** Tracktion, and playbooks that do otherwise: a watch with a checklist, a rating left to a person, recoveries that resolve, steps to undo. */
const packs: Pack[] = [
  tracktion.pack,
  changed((p) => {
    p.playbook.watch = { P1: '1m', P2: '1m', P3: '1m' };
    p.playbook.facts = { hit: { title: 'Customers hit', type: 'number' } };
    p.playbook.closure = [
      { id: 'told', do: { task: 'IC', text: 'All are told', within: '5m', blocks: 'closed' } },
      { id: 'word', if: { severity: 'P1' }, do: { task: 'IC', text: 'A customer confirms', blocks: 'resolved' } },
      { id: 'how-many', do: { ask: 'IC', facts: ['hit'], within: '10m' } },
    ];
    p.playbook.triage.confirm = { ask: 'IC', again: '10m' };
    p.playbook.choice.tellLevel = 4;
  }, 'watched'),
  changed((p) => {
    p.playbook.detection.recovery = { does: 'resolve' };
    const act = { kind: 'http' as const, base: 'operations', path: '/actions/x', parameters: {} };
    p.runbooks['rollback'] = {
      id: 'rollback',
      title: 'Back',
      when: [],
      escalateWhen: [],
      steps: [
        { id: 'one', title: 'One', act, timeout: '5m', destructive: false, undo: act },
        { id: 'two', title: 'Two', human: 'IC', instruction: 'Look', again: '10m' },
        { id: 'three', title: 'Three', act, timeout: '5m', destructive: false },
      ],
    };
  }, 'undone'),
];

/** What may be said next; `where` is filled in from the incident, right or stale. */
type Said = { wait: number; stale: boolean; make: (i: Incident) => Command };

/** What the machine of the present phase would say next when all goes well: without it no order gets far. */
function machine(i: Incident): Command {
  const at = where(i);
  const outlives = i.phase === 'mitigate' ? undefined : i.actions?.find((a) => a.endedAt === undefined);
  if (outlives !== undefined) return { do: 'action-ended', key: outlives.key, outcome: 'succeeded', output: 'o' };
  switch (i.phase) {
    case 'detect':
      return { do: 'snapshot-taken', readings: healthy, ...at };
    case 'assess':
      return i.question?.slot === 'severity'
        ? { do: 'answer', by: 'ana', question: i.question.id, option: i.severity }
        : { do: 'rate-severity', ...at };
    case 'mitigate': {
      if (i.plan?.outcome !== 'running')
        return i.question?.slot === 'choice'
          ? { do: 'answer', by: 'ana', question: i.question.id, option: 'rollback' }
          : { do: 'ask', slot: 'choice', ...at };
      if (i.question?.slot === 'approval')
        return { do: 'answer', by: 'ana', question: i.question.id, option: 'approve' };
      if (i.plan.steps.some((s) => s.status === 'held')) return { do: 'ask', slot: 'approval', ...at };
      const index = i.plan.steps.findIndex(
        (s) => s.status === 'claimed' || s.status === 'running' || s.status === 'asked',
      );
      // now and then somebody has mended it otherwise meanwhile
      if (index >= 0 && i.seq % 4 === 0) return { do: 'resolve', by: 'ana', as: 'fixed', reason: 'by hand' };
      return index < 0 ? { do: 'claim-step', ...at } : { do: 'step-ended', index, outcome: 'done', output: 'o', ...at };
    }
    case 'resolve':
      // held open by an alarm: a person is asked, and resolves it; by a task: it is done first
      if (i.verifying?.held === true && i.acts?.['word'] !== undefined && i.checklist['word'] === undefined)
        return { do: 'tick', by: 'ana', item: 'word' };
      if (i.verifying?.held === true)
        return i.question?.slot === 'what-next'
          ? { do: 'answer', by: 'ana', question: i.question.id, option: 'resolve' }
          : { do: 'ask', slot: 'what-next', ...at };
      return i.verifying === undefined
        ? { do: 'begin-verification', ...at }
        : { do: 'measured', n: i.verifying.n, readings: healthy, ...at };
    case 'post-mortem':
      // an alarm that fires holds the close
      if (i.life === 'resolved' && i.signals[highErrorRate.key]?.state === 'firing' && i.seq % 3 === 0)
        return { do: 'signal-recovered', signal: { ...highErrorRate, state: 'recovered', at: i.lastAt } };
      // first the meeting and the closing, then the published review
      if (i.life === 'resolved' && i.acts?.['told'] !== undefined && i.checklist['told'] === undefined)
        return { do: 'tick', by: 'ana', item: 'told' };
      return i.review === undefined
        ? { do: i.seq % 2 === 0 ? 'report-written' : 'schedule-review', ...at }
        : i.question?.slot === 'review'
          ? { do: 'answer', by: 'ana', question: i.question.id, option: 'publish' }
          : { do: 'ask', slot: 'review', ...at };
    case 'over':
      return { do: 'note', by: 'ana', text: 'all is over' };
  }
}

const make: fc.Arbitrary<(i: Incident) => Command> = fc.oneof(
  { weight: 90, arbitrary: fc.constant(machine) },
  ...Object.values(words).map(([weight, arbitrary]) => ({ weight, arbitrary })),
);
const said: fc.Arbitrary<Said> = fc.record({
  wait: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 900 }),
    fc.constant(60),
    fc.integer({ min: -5, max: 0 }),
    fc.integer({ min: 0, max: 40_000 }),
  ),
  stale: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  make,
});

const known = [Superseded, Conflict, InvalidInput, TooEarly, NotFound];
/** The declared graph of an incident's life, event by event. */
const graph: Record<Incident['life'], Incident['life'][]> = {
  open: ['open', 'resolved', 'ended'],
  resolved: ['resolved', 'closed', 'open'],
  closed: ['closed', 'reviewed', 'open'],
  reviewed: ['reviewed', 'open'],
  ended: ['ended', 'open'],
};
const stored = (i: Incident): Incident => Incident.parse(JSON.parse(JSON.stringify(i)));

/** Its deadlines where nothing is remembered: another incident was asked for in between. */
function workedOutAnew(i: Incident, pack: Pack): readonly Deadline[] {
  deadlinesOf({ ...i, id: 'another' }, pack);
  return deadlinesOf({ ...i }, pack);
}

/** Plays commands and holds every turn to what must always be true; gives what kinds of things came about, and which words were taken. */
function play(pack: Pack, first: Command, sayings: Said[]): Set<string> {
  let now = Date.parse(highErrorRate.at);
  let state: Incident | undefined;
  let replayed: Incident | undefined;
  let lastDone: string | undefined;
  let due: string | undefined;
  const queued = new Set<string>();
  const seen = new Set<string>();
  for (const next of [undefined, ...sayings]) {
    now += (next?.wait ?? 0) * 1000;
    let command: Command = first;
    if (next !== undefined && state !== undefined) {
      command = next.make(state);
      // the clock never says a time that is not the one that was armed, and never early
      if (command.do === 'time-passed') {
        if (due === undefined) continue;
        now = Math.max(now, Date.parse(due));
        command = { do: 'time-passed', due };
      }
      if (next.stale && 'visit' in command) command = { ...command, visit: command.visit - 1 };
    }
    const context = {
      pack,
      people: tracktion.people,
      vocabulary: vocabularyOf(plugins),
      now: new Date(now),
      publicUrl: 'https://t.test',
      dashboardUrl: 'https://t.test',
      catchAll: 'oncall_manager',
    };
    let turn: ReturnType<typeof decide>['turn'];
    try {
      turn = decide(state, command, context).turn;
    } catch (error) {
      if (!known.some((k) => error instanceof k)) throw error;
      seen.add((error as Error).name);
      continue;
    }
    if (next?.stale === true && 'visit' in command && turn.events.length > 0)
      throw new Error(`${command.do} of an older visit did something`);
    seen.add(command.do);
    const before = state;
    let at = before?.lastAt ?? highErrorRate.at;
    let seq = before?.seq ?? 0;
    let life = before?.life ?? 'open';
    for (const event of turn.events) {
      seq += 1;
      expect(event.seq).toBe(seq);
      expect(Date.parse(event.at)).toBeGreaterThanOrEqual(Date.parse(at));
      at = event.at;
      replayed = evolve(replayed, JSON.parse(JSON.stringify(event)) as Event);
      expect(graph[life]).toContain(replayed.life);
      life = replayed.life;
      seen.add(event.type);
    }
    if (turn.events.length > 40 || turn.outbox.length > 40)
      throw new Error(`${command.do}: ${turn.events.length} events, ${turn.outbox.length} outbox rows`);
    const planned = deadlinesOf(turn.state, pack);
    // a table in memory gives the state that was written without reading it
    state = turn.state;
    expect(stored(state)).toEqual(state);
    expect(stored(replayed as Incident)).toEqual(state);
    expect(deadlinesOf(state, pack)).toEqual(planned);
    expect(workedOutAnew(state, pack)).toEqual(planned);
    for (const o of turn.outbox) {
      // a key that comes again would overwrite what was sent and be sent by nobody
      if (queued.has(o.key)) throw new Error(`${command.do} queues ${o.key} again`);
      queued.add(o.key);
      if (o.queue === 'page' && silencedBy(o.page) === 'acknowledged' && state.acknowledged !== undefined)
        throw new Error(`${command.do} queues a page that the acknowledgement has silenced: ${o.key}`);
    }
    if (command.do === 'time-passed') lastDone = command.due;
    due = nextDue(state, pack, new Date(now), lastDone);
    if (due !== undefined) {
      expect(due).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Date.parse(due)).toBeGreaterThanOrEqual(now);
      if (lastDone !== undefined) expect(Date.parse(due)).toBeGreaterThanOrEqual(Date.parse(lastDone) + 1000);
    }
    // what is over pages nobody any more; only what is counted from the end goes on
    if (state.life !== 'open' && deadlinesOf(state, pack).some((d) => d.does === 'act' && !d.by.rule.late))
      throw new Error(`${state.life} still escalates`);
  }
  return seen;
}

test.each(packs.map((pack) => [pack.hash.split('-')[0] ?? '', pack] as const))(
  'whatever is said in whatever order, what must always be true is true (%s)',
  (_, pack) => {
    const all = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(openings)),
        fc.array(said, { minLength: 10, maxLength: 60, size: 'max' }),
        (first, said) => {
          for (const type of play(pack, first, said)) all.add(type);
        },
      ),
      { numRuns: 400, seed: 42 },
    );
    // the orders went through the whole of a life, and every command was taken in one of them
    for (const type of [
      ...Object.keys(commands),
      'Acknowledged',
      'Declined',
      'Released',
      'AcknowledgementTakenBack',
      'SeverityRated',
      'PlanMade',
      'PlanEnded',
      'Measured',
      'Resolved',
      'Closed',
      'Ended',
      'Reopened',
      'RunDied',
      'ActionEnded',
      'PublicTold',
      'Superseded',
    ])
      expect([...all]).toContain(type);
  },
  240_000,
);
