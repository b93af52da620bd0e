import { cut } from '#core/message/plain-text';
import { declinedKey } from '../acknowledgement.ts';
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

const counted = ({ by, severity }: { by: string; severity: string }) => (by === 'count' ? { countGave: severity } : {});

/** A severity may be confirmed any number of times: of the reasons the first and the last are kept. */
const brief = (reasons: string): string =>
  reasons.length <= 2000 ? reasons : `${cut(reasons, 1000)} ${reasons.slice(-900).replace(/^[\udc00-\udfff]/, '')}`;

/** What is done, without what was done while another severity stood unacknowledged: its clocks count anew. */
const ofNow = ({ done, ...s }: Incident): Incident['done'] =>
  s.life === 'open'
    ? Object.fromEntries(Object.entries(done).filter(([key]) => !isOfEpoch(key, s.clocks.epoch)))
    : done;

const isOfEpoch = (key: string, epoch: number): boolean =>
  key === `respond/${epoch}` || key.startsWith(`respond/${epoch}/`);

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
  RoleAssigned: (s, e) => ({ ...s, roles: { ...s.roles, [e.role]: e.person } }),
  RoleVacated: (s, e) => {
    const { [e.role]: _, ...roles } = s.roles;
    return { ...s, roles };
  },
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
