import { type Evolution, unchanged } from './apply.ts';

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
  SeverityRated: (s, e) => ({
    ...s,
    severity: e.severity,
    severityBecause: e.because,
    unacknowledgedFrom: e.at,
    epoch: s.epoch + 1,
    reminded: {},
  }),
  SeverityConfirmed: (s, e) =>
    // the rule's own word stands there from the opening
    e.by === 'rule' ? s : { ...s, severityBecause: `${s.severityBecause}; ${e.because}` },
  SeverityKept: unchanged,
  Acknowledged: (s, e) => ({ ...s, acknowledged: { at: e.at, by: e.by }, progressAt: e.at }),
  RoleAssigned: (s, e) => ({ ...s, roles: { ...s.roles, [e.role]: e.person } }),
  EscalationFired: (s, e) => ({ ...s, done: { ...s.done, [e.key]: e.at } }),
  EscalatedByHand: (s, e) => ({ ...s, progressAt: e.at }),
  NobodyOnCall: unchanged,
  PageQueued: (s, e) => ({ ...s, paged: s.paged.includes(e.target) ? s.paged : [...s.paged, e.target] }),
  PageUndelivered: unchanged,
} satisfies Partial<Evolution>;
