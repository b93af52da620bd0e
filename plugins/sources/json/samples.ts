import type { SourcePlugin } from '../source.ts';

const allowed = { alarms: {}, services: ['orders'], rules: ['backlog'] };
const backlog = { key: 'orders-backlog', state: 'firing', at: '2026-03-10T14:02:00Z', title: 'Backlog of orders' };
const signal = {
  source: 'json',
  key: 'json/orders-backlog',
  state: 'firing',
  at: '2026-03-10T14:02:00.000Z',
  title: 'Backlog of orders',
} as const;

/** One signal, a list with its end, and one that opens nothing. */
export const samples: SourcePlugin['samples'] = [
  {
    payload: { ...backlog, service: 'orders', rule: 'backlog', value: 1200, summary: '1,200 orders wait' },
    allowed,
    signals: [{ ...signal, service: 'orders', rule: 'backlog', value: 1200, summary: '1,200 orders wait' }],
  },
  {
    payload: {
      signals: [{ ...backlog, state: 'recovered', at: '2026-03-10T14:12:00Z', began: '2026-03-10T14:00:00Z' }],
    },
    allowed,
    signals: [
      {
        ...signal,
        state: 'recovered',
        at: '2026-03-10T14:12:00.000Z',
        began: '2026-03-10T14:00:00.000Z',
        summary: 'Backlog of orders',
      },
    ],
  },
  { payload: { ...backlog, state: 'ignored' }, allowed, signals: [] },
];
