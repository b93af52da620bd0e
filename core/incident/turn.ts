import { reachedVia } from '#core/delivery/channels';
import { linkOf, TOKEN_LENGTH } from '#core/message/link';
import { pageText, smsPageText } from '#core/message/render';
import { own } from '#core/own';
import type { Moment } from '#core/playbook/communication';
import { followsPages, placeLabel, ringsFor, withdraws } from '#core/playbook/vocabulary';
import { targetsOf } from '#core/playbook/who';
import { publicWord } from '#core/playbook/words-of';
import type { Event as Happens } from '#core/rules/rule';
import { msOf } from '#core/time/iso';
import { type Extra, viewOf } from '../message/incident-view.ts';
import { servicesOf } from './concerned.ts';
import type { Context } from './context.ts';
import { promises } from './deadlines/updates.ts';
import { eachOf } from './each.ts';
import type { Event, Happened } from './events.ts';
import { evolve } from './evolve.ts';
import { meantBy } from './meant-by.ts';
import type { AlertsOrder, Effect, MessageOrder, OutboxEntry, PageOrder, PageReason } from './outbox.ts';
import { epochOf, type Incident } from './state.ts';
import { iso } from './time.ts';
import type { Way } from './way.ts';

/** The place that stands for whom the playbook invites to its reviews. */
export const INVITATION = 'invitation';

/** Why a target is paged, and who is left out: they know already, or cannot take it. */
interface Paging extends Omit<PageReason, 'target' | 'round'> {
  round?: number;
  except?: readonly string[];
}

/** What an event adds to what its rules tell. `once`: a rule acts at it once in a cycle, for the first step that asks. */
export type Happening = Extra & { once?: boolean };

/** How the rules of the playbook react to an event. */
export type Reaction = (t: Turn, event: Happens, because: string, happening: Happening) => void;

/** What was ordered before an acknowledgement that has been undone, and what is ordered after it, are two pages. */
function roundOf(i: Incident, { round }: PageReason): string {
  const released = i.life === 'open' ? (i.clocks.released ?? 0) : 0;
  return released === 0 ? `${round}` : `${round}~${released}`;
}

/** A decision under way: each event is applied at once, so that what follows sees it. */
export class Turn {
  readonly events: Event[] = [];
  readonly outbox: OutboxEntry[] = [];
  readonly context: Context;
  private current: Incident | undefined;
  /** The person who has said what is decided, and by which way; undefined where no person has. */
  readonly saidBy: string | undefined;
  private readonly way: Way | undefined;
  private readonly react: Reaction | undefined;

  /** `react` is needed where something can happen that rules act on. */
  constructor(
    current: Incident | undefined,
    context: Context,
    { way, react, by }: { way?: Way | undefined; react?: Reaction; by?: string | undefined } = {},
  ) {
    this.current = current;
    this.context = context;
    this.way = way;
    this.saidBy = by;
    this.react = react;
  }

  get state(): Incident {
    if (this.current === undefined) throw new Error('no incident yet');
    return this.current;
  }

  get playbook() {
    return this.context.pack.playbook;
  }

  /** `at` of an event is never earlier than the event before. */
  get at(): string {
    const last = this.current?.lastAt;
    const now = this.context.now.getTime();
    return last !== undefined && msOf(last) > now ? last : iso(now);
  }

  emit(happened: Happened, because: string): void {
    const stamp = { seq: (this.current?.seq ?? 0) + 1, at: this.at, because };
    const said = this.way !== undefined && 'by' in happened;
    const event: Event = { ...happened, ...stamp, ...(said ? { way: this.way } : {}) };
    this.events.push(event);
    this.current = evolve(this.current, event);
  }

  /** The rule's place in the playbook behind a reason: `rule A: 15 min unacknowledged (playbook.yaml:88)`. */
  because(text: string, path?: string): string {
    const place = path === undefined ? undefined : own(this.context.pack.places, path);
    return place === undefined ? text : `${text} (${place})`;
  }

  /**
   * Pages each person that a target means now, once a turn: a further reason joins the page that the turn has already ordered. An empty
   * target falls through to the catch-all at once.
   */
  page(word: string, paging: Paging): void {
    for (const target of targetsOf(this.playbook, this.state, word)) this.#pageTarget(target, paging);
  }

  #pageTarget(target: string, paging: Paging): void {
    const { except, ...order } = paging;
    const { catchAll } = this.context;
    const found = meantBy(this.state, this.context, target);
    const list = eachOf(this.context.people, target);
    if (list !== undefined && own(this.state.each, target)?.people.join() !== list.join())
      this.emit({ type: 'EachAsked', target, people: list }, order.because);
    if (found.length === 0) {
      // behind the catch-all there is nobody left to page: the timeline alone can say it
      const last = target === catchAll;
      const nobody = `nobody is on call for ${target}${last ? ', the catch-all: nobody is paged' : ''}`;
      this.emit({ type: 'NobodyOnCall', target }, `${nobody}; ${order.because}`);
      // by which channels was said of whom the rule meant, not of the catch-all
      const { via: _, each: __, ...rest } = paging;
      if (!last) this.page(catchAll, { ...rest, why: `nobody on call for ${target}` });
      return;
    }
    const answered = order.each === true ? (own(this.state.each, target)?.by ?? []) : [];
    for (const person of found)
      if (except?.includes(person) !== true && !answered.includes(person))
        this.pageFor(person, { ...order, round: order.round ?? 0, target });
  }

  private pageFor(person: string, reason: PageReason): void {
    const { id, cycle, severity } = this.state;
    const key = `${id}.${cycle}.${reason.rule}.${roundOf(this.state, reason)}.${person}`;
    const same = this.outbox.findIndex((o) => 'page' in o && o.page.person === person);
    const known = this.outbox[same];
    const before = known !== undefined && 'page' in known ? known : undefined;
    const said = (r: PageReason): boolean =>
      r.rule === reason.rule &&
      r.round === reason.round &&
      r.target === reason.target &&
      r.via?.join() === reason.via?.join();
    if (before?.page.reasons.some(said) === true) return;
    this.emit({ type: 'PageQueued', target: reason.target, person, rule: reason.rule }, reason.because);
    this.#otherwise(person, reason);
    const reasons: PageOrder['reasons'] = before === undefined ? [reason] : [...before.page.reasons, reason];
    const why = [...new Set(reasons.map((r) => r.why))].join('; ');
    const view = viewOf(this, 'opened', { why });
    const linkLength = linkOf(this.context.publicUrl, '').length + TOKEN_LENGTH;
    const [text, sms] = [pageText(view), smsPageText(view, linkLength)];
    const page = {
      cycle,
      person,
      reasons,
      severity,
      epoch: epochOf(this.state),
      text,
      sms,
      seq: before?.page.seq ?? this.state.seq,
    };
    if (before === undefined) this.outbox.push({ queue: 'page', key, page });
    else this.outbox[same] = { ...before, page };
  }

  /** A page is never not sent: who has none of the channels that its rule names is paged by all of their own. */
  #otherwise(person: string, { target, via, because }: PageReason): void {
    if (via === undefined || reachedVia(this.context, person, { target, via }).length > 0) return;
    const by = reachedVia(this.context, person, { target }).map(({ channel }) => channel.tool);
    const own = by.length === 0 ? 'no other channel either' : `by ${by.join(', ')} instead`;
    this.emit(
      { type: 'PagedOtherwise', target, person, via },
      `${person} has no ${via.join(' or ')}: ${own}; ${because}`,
    );
  }

  /** The alerts of this cycle's pages follow the incident, where a deployed channel has alerts with a life of their own; `except` is the one that said it, `of` the only person whose alerts do. */
  followAlerts(
    change: 'acknowledge' | 'resolve',
    because: string,
    { except, of }: { except?: { channel: string; key: string } | undefined; of?: string } = {},
  ): void {
    if (this.context.vocabulary.channels.some(followsPages))
      this.#alerts(change, {
        change,
        because,
        ...(except === undefined ? {} : { except }),
        ...(of === undefined ? {} : { of }),
      });
  }

  /** What rings at a person rings no more, where a deployed channel rings until it is answered. */
  silence(person: string, because: string): void {
    if (own(this.context.people.people, person) === undefined) return;
    if (this.context.vocabulary.channels.some((channel) => ringsFor(channel) !== undefined))
      this.#alerts(`silence-${person}`, { change: 'acknowledge', silences: person, because });
  }

  #alerts(name: string, order: Omit<AlertsOrder, 'cycle' | 'seq'>): void {
    const { id, cycle, seq } = this.state;
    this.outbox.push({ queue: 'send', key: `${id}.${cycle}.alerts.${name}.${seq}`, alerts: { ...order, cycle, seq } });
  }

  /** Something has happened that rules of the playbook may act on. */
  happen(event: Happens, because: string, happening: Happening = {}): void {
    if (this.react === undefined) throw new Error(`${event}: this turn has no rules`);
    this.react(this, event, because, happening);
  }

  /** Queues one message to one place of the playbook, or to `person:<id>`. */
  send(
    order: {
      moment: Moment;
      place: string;
      template: string;
      because: string;
      to?: string;
      once?: boolean;
      opensTicket?: true;
    },
    extra: Extra = {},
  ): void {
    const { state } = this;
    const { moment, place, template, because } = order;
    const spot = own(this.playbook.places, place);
    const atEnd = moment === 'resolved' || moment === 'ended';
    const isTakenDown = state.life !== 'open' && withdraws(this.context.vocabulary, spot);
    if (isTakenDown && !atEnd) return;
    const tag = order.once === true ? 'once' : String(state.seq);
    const key = `${state.id}.${state.cycle}.${moment}.${template}.${place.replace(':', '-')}.${tag}`;
    if (order.once === true && state.done[`sent/${key}`] !== undefined) return;
    if (this.outbox.some((o) => o.key === key)) return;
    if (order.once === true) this.emit({ type: 'Done', key: `sent/${key}` }, because);
    const tellsPublic = spot?.public === true && state.firstPublicAt === undefined && !isTakenDown;
    const publicStatus = publicWord(this.playbook, state.status);
    if (!state.told.includes(place)) this.emit({ type: 'Told', place }, because);
    const services = servicesOf(state);
    const components = services.flatMap((one) => own(this.playbook.services, one)?.statusPageComponent ?? []);
    const severity = this.playbook.severities.find((s) => s.id === state.severity);
    this.outbox.push({
      queue: 'send',
      key,
      message: {
        moment,
        cycle: state.cycle,
        content: extra.content ?? {
          kind: 'notice',
          public: {
            ...(publicStatus === undefined ? {} : { status: publicStatus }),
            ...(components.length === 0 ? {} : { components: [...new Set(components)] }),
            impact: severity?.impact ?? 'minor',
          },
          over: atEnd,
          services,
        },
        place,
        to: order.to ?? placeLabel(this.context.vocabulary, place, spot),
        template,
        because,
        view: viewOf(
          this,
          extra.update?.['what'] ?? moment,
          { because, ...extra },
          own(this.context.pack.templates, template),
        ),
        actions: extra.actions ?? [],
        tellsPublic,
        seq: state.seq,
        ...(extra.asks === undefined ? {} : { asks: extra.asks }),
        ...(order.opensTicket === undefined ? {} : { opensTicket: order.opensTicket }),
      },
    });
  }

  /** Queues the messages of another turn, which has only prepared them, word by word. */
  adopt(prepared: Turn, because: string): void {
    for (const event of prepared.events)
      if (event.type === 'Told') this.emit({ type: 'Told', place: event.place }, because);
    this.outbox.push(...prepared.outbox);
  }

  /** Takes messages back that this turn has queued. */
  withdraw(which: (message: MessageOrder) => boolean): void {
    for (let n = this.outbox.length - 1; n >= 0; n -= 1) {
      const entry = this.outbox[n];
      if (entry !== undefined && 'message' in entry && which(entry.message)) this.outbox.splice(n, 1);
    }
  }

  effect(name: string, effect: Effect): void {
    const key = `${this.state.id}.${this.state.cycle}.${name}`;
    if (!this.outbox.some((o) => o.key === key)) this.outbox.push({ queue: 'effects', key, effect });
  }

  /** Changes the status to the playbook's word for a moment; and says so to the rules. */
  status(word: keyof Turn['playbook']['statuses'], because: string): void {
    const status = this.playbook.statuses[word].word;
    if (status === this.state.status) return;
    const promised = promises(this.state, this.playbook, status);
    this.emit({ type: 'StatusChanged', status, ...(promised === undefined ? {} : { promised }) }, because);
    this.happen('status-changed', because);
  }
}
