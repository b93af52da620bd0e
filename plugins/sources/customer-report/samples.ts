import type { SourcePlugin } from '../source.ts';

const allowed = {
  alarms: {},
  services: ['payments'],
  rules: ['reported', 'reported-outage'],
  ruleWords: [{ id: 'reported-outage', matches: { impact: 'cannot work' } }],
};
const report = {
  reportId: 'ZD-40711',
  at: '2026-03-10T14:02:00Z',
  title: 'Cards are declined',
  text: 'Every card is declined since two o’clock.',
  reporter: 'shop 4711',
  service: 'payments',
  labels: { impact: 'cannot work' },
};
const declined = {
  source: 'customer-report',
  key: 'customer-report/ZD-40711',
  title: 'Cards are declined',
  service: 'payments',
  rule: 'reported-outage',
  summary: 'shop 4711: Every card is declined since two o’clock.',
} as const;

/** A report, its solution, and one that was none. */
export const samples: SourcePlugin['samples'] = [
  { payload: report, allowed, signals: [{ ...declined, state: 'firing', at: '2026-03-10T14:02:00.000Z' }] },
  {
    payload: { ...report, status: 'solved', at: '2026-03-10T15:30:00+01:00' },
    allowed,
    signals: [{ ...declined, state: 'recovered', at: '2026-03-10T14:30:00.000Z' }],
  },
  { payload: { ...report, status: 'spam' }, allowed, signals: [] },
];
