import { cut } from '#core/message/plain-text';
import { own } from '#core/own';
import { declinedKey, lapsed, unacknowledged } from '../acknowledgement.ts';
import { type Incident, NAMED } from '../state.ts';
import { clocked, type Evolution, unchanged } from './apply.ts';

/**
 * A few signals are named, those that fire before those that have recovered; an incident with thousands must not grow by each.
 * One that is named stays so until it has recovered: an incident of a release that named more than these is still read.
 */
function withSignal(
  { signals }: Incident,
  key: string,
  state: 'firing' | 'recovered',
  { signalAt: at, title }: { signalAt: string; title: string },
): Incident['signals'] {
  const others = Object.entries(signals).filter(([k]) => k !== key);
  if (others.length >= NAMED && !Object.hasOwn(signals, key)) {
    const over = others.findIndex(([, s]) => s.state === 'recovered');
    if (over < 0) return signals;
    others.splice(over, 1);
  }
  return { ...Object.fromEntries(others), [key]: { state, at, title } };
}

const withoutApproval = (s: Incident, rule: string): Incident => {
  const { [rule]: _, ...others } = s.approvals ?? {};
  return { ...s, approvals: Object.keys(others).length === 0 ? undefined : others };
};

const counted = ({ by, severity }: { by: string; severity: string }) => (by === 'count' ? { countGave: severity } : {});

/** A severity may be confirmed any number of times: of the reasons the first and the last are kept. */
const brief = (reasons: string): string =>
  reasons.length <= 2000 ? reasons : `${cut(reasons, 1000)} ${reasons.slice(-900).replace(/^[\udc00-\udfff]/, '')}`;

/** What is done, without what was done while another severity stood unacknowledged: its clocks count anew. */
const ofNow = ({ done, ...s }: Incident): Incident['done'] =>
  s.life === 'open'
    ? Object.fromEntries(Object.entries(done).filter(([key]) => key !== `respond/${s.clocks.epoch}`))
    : done;

/** A rule counts from its time where it acted within the minute, so that repeats do not wander. */
const acted = (
  s: Incident,
  e: { rule: string; start: string; n: number; due: string; at: string; texts?: Record<string, string> | undefined },
  skipped: boolean,
): Incident => {
  const at = Date.parse(e.at) - Date.parse(e.due) < 60_000 ? e.due : e.at;
  const times = (own(s.acts, e.rule)?.times ?? 0) + (skipped ? 0 : 1);
  return {
    ...s,
    acts: {
      ...s.acts,
      [e.rule]: { start: e.start, n: e.n, at, skipped, times, ...(e.texts === undefined ? {} : { texts: e.texts }) },
    },
  };
};

type Lists = Incident['each'];
const eachList = (lists: Lists, change: (list: NonNullable<Lists>[string]) => string[]): Lists =>
  lists && Object.fromEntries(Object.entries(lists).map(([target, list]) => [target, { ...list, by: change(list) }]));

/** The incident with a person's acknowledgement on each list that they belong to. */
const withAcknowledgement = (s: Incident, person: string): Incident => {
  if (s.each === undefined) return s;
  const add = ({ people, by }: { people: string[]; by: string[] }) =>
    people.includes(person) && !by.includes(person) ? [...by, person] : by;
  return { ...s, each: eachList(s.each, add) };
};
const withoutOne = (s: Incident, person: string): Incident =>
  s.each === undefined ? s : { ...s, each: eachList(s.each, ({ by }) => by.filter((one) => one !== person)) };
/** Where no acknowledgement stands any more, each of a list is asked anew: else nobody might be paged. */
const anew = ({ each }: Incident): Lists => eachList(each, () => []);

/** Signals, severity, people and pages. */
export const response = {
  SignalFired: (s, e) => ({ ...s, signals: withSignal(s, e.key, 'firing', e) }),
  SignalRecovered: (s, e) => ({ ...s, signals: withSignal(s, e.key, 'recovered', e) }),
  SignalsCleared: unchanged,
  Flaps: (s, { title, until }) => ({ ...s, flapping: { title, until } }),
  FlappingStopped: (s) => ({ ...s, flapping: undefined }),
  SnapshotTaken: (s, e) => ({ ...s, snapshot: e.readings }),
  SeverityRated: (s, e) => {
    const rated = { ...s, severity: e.severity, severityBecause: e.because, standsAgainst: e.against, ...counted(e) };
    const epoch = s.life === 'open' ? s.clocks.epoch + 1 : 0;
    return clocked(
      { ...rated, done: ofNow(s) },
      { unacknowledgedFrom: e.at, cadenceFrom: undefined, epoch, reminded: {}, promised: e.promised },
    );
  },
  SeverityConfirmed: (s, e) => {
    // the rule's own word stands there from the opening
    if (e.by === 'rule') return s;
    const said = e.by === 'count' ? counted(e) : { standsAgainst: e.against };
    return { ...s, ...said, severityBecause: brief(`${s.severityBecause}; ${e.because}`) };
  },
  SeverityKept: (s, e) => ({ ...s, countGave: e.counted }),
  Acknowledged: (s, { at, by, roles, way, targets }) =>
    clocked(
      {
        ...withAcknowledgement(s, by),
        acknowledged: {
          at,
          by,
          ...(way === undefined ? {} : { way }),
          ...(roles === undefined ? {} : { roles }),
          ...(targets === undefined ? {} : { targets }),
        },
      },
      { progressAt: at },
    ),
  AlsoAcknowledged: (s, { at, by, targets = [] }) => {
    const { acknowledged } = s;
    const all = [...new Set([...(acknowledged?.targets ?? []), ...targets])];
    return clocked(
      {
        ...withAcknowledgement(s, by),
        ...(acknowledged === undefined || all.length === 0 ? {} : { acknowledged: { ...acknowledged, targets: all } }),
      },
      { progressAt: at },
    );
  },
  // who has acknowledged before the list was asked has done so as one of it
  EachAsked: (s, { target, people }) => {
    const known = new Set([s.acknowledged?.by, ...Object.values(s.each ?? {}).flatMap(({ by }) => by)]);
    return { ...s, each: { ...s.each, [target]: { people, by: people.filter((person) => known.has(person)) } } };
  },
  Declined: (s, e) => ({ ...s, done: { ...s.done, [declinedKey(e.by)]: e.at } }),
  Released: (s, e) => {
    if (s.life !== 'open') return s;
    const after = s.acknowledged?.by === e.by ? { ...unacknowledged(s, e.at), each: anew(s) } : withoutOne(s, e.by);
    return { ...after, done: { ...s.done, [declinedKey(e.by)]: e.at } };
  },
  AcknowledgementLapsed: (s, e) => (s.life === 'open' ? { ...lapsed(s, e.at), each: anew(s) } : s),
  // as if it had never been given: the time counts
  AcknowledgementTakenBack: (s, e) => {
    if (s.acknowledged?.by !== e.by) return withoutOne(s, e.by);
    const after = { ...s, acknowledged: undefined, each: anew(s) };
    return s.life === 'open' ? clocked(after, { released: (s.clocks.released ?? 0) + 1 }) : after;
  },
  RoleAssigned: (s, e) => ({ ...s, roles: { ...s.roles, [e.role]: e.person } }),
  ApprovalAsked: (s, e) => ({
    ...s,
    approvals: { ...s.approvals, [e.rule]: { ...e.approval, askedAt: e.at, seq: e.seq } },
  }),
  ApprovalAnswered: (s, e) => clocked(withoutApproval(s, e.rule), { progressAt: e.at }),
  ApprovalWithdrawn: (s, e) => withoutApproval(s, e.rule),
  RoleVacated: (s, e) => {
    const { [e.role]: _, ...roles } = s.roles;
    return { ...s, roles };
  },
  RuleActed: (s, e) => {
    const after = acted(s, e, false);
    if (e.gives === undefined) return after;
    const still = Object.entries(s.checklist).filter(([item]) => e.gives?.includes(item) !== true);
    return { ...after, checklist: Object.fromEntries(still) };
  },
  RuleSkipped: (s, e) => acted(s, e, true),
  EscalationFired: (s, e) => ({ ...s, done: { ...s.done, [e.key]: e.at } }),
  EscalatedByHand: (s, e) => clocked(s, { progressAt: e.at }),
  NobodyOnCall: unchanged,
  PageQueued: (s, e) => {
    // who is paged anew is asked anew
    const { [declinedKey(e.person)]: _, ...done } = s.done;
    const named = s.life === 'open' && !s.clocks.paged.includes(e.target);
    return named ? clocked({ ...s, done }, { paged: [...s.clocks.paged, e.target] }) : { ...s, done };
  },
  PagedOtherwise: unchanged,
  PageUndelivered: unchanged,
} satisfies Partial<Evolution>;
