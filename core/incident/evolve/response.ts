import { clocked, type Evolution, unchanged } from './apply.ts';

/** Signals, severity, people and pages. */
export const response = {
  SignalFired: (s, e) => ({
    ...s,
    signals: { ...s.signals, [e.key]: { state: 'firing', at: e.signalAt, title: e.title } },
  }),
  SignalRecovered: (s, e) => ({
    ...s,
    signals: { ...s.signals, [e.key]: { state: 'recovered', at: e.signalAt, title: e.title } },
  }),
  SignalsCleared: unchanged,
  SnapshotTaken: (s, e) => ({ ...s, snapshot: e.readings }),
  SeverityRated: (s, e) => {
    const rated = { ...s, severity: e.severity, severityBecause: e.because };
    const epoch = s.life === 'open' ? s.clocks.epoch + 1 : 0;
    return clocked(rated, { unacknowledgedFrom: e.at, epoch, reminded: {} });
  },
  SeverityConfirmed: (s, e) =>
    // the rule's own word stands there from the opening
    e.by === 'rule' ? s : { ...s, severityBecause: `${s.severityBecause}; ${e.because}` },
  SeverityKept: unchanged,
  Acknowledged: (s, e) => clocked({ ...s, acknowledged: { at: e.at, by: e.by } }, { progressAt: e.at }),
  RoleAssigned: (s, e) => ({ ...s, roles: { ...s.roles, [e.role]: e.person } }),
  EscalationFired: (s, e) => ({ ...s, done: { ...s.done, [e.key]: e.at } }),
  EscalatedByHand: (s, e) => clocked(s, { progressAt: e.at }),
  NobodyOnCall: unchanged,
  PageQueued: (s, e) =>
    s.life === 'open' && !s.clocks.paged.includes(e.target) ? clocked(s, { paged: [...s.clocks.paged, e.target] }) : s,
  PageUndelivered: unchanged,
} satisfies Partial<Evolution>;
