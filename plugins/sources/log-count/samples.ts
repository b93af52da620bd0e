import type { SourcePlugin } from '../source.ts';

const allowed = {
  alarms: {},
  services: ['pampax'],
  rules: ['error-lines'],
  ruleWords: [{ id: 'error-lines', threshold: { above: 5 } }],
};
const window = { from: '2026-03-10T13:57:00Z', to: '2026-03-10T14:02:00Z' };
const errors = {
  source: 'log-count',
  key: 'log-count/pampax/error-lines',
  title: 'error-lines',
  service: 'pampax',
  rule: 'error-lines',
} as const;

/** Windows with too many lines, with few enough, and one that could not be counted. */
export const samples: SourcePlugin['samples'] = [
  {
    payload: { search: 'error-lines', service: 'pampax', count: 6, ...window, lines: ['database is locked'] },
    allowed,
    signals: [
      {
        ...errors,
        state: 'firing',
        at: '2026-03-10T14:02:00.000Z',
        began: '2026-03-10T13:57:00.000Z',
        value: 6,
        summary: '6 lines from 2026-03-10T13:57:00.000Z to 2026-03-10T14:02:00.000Z, more than 5\ndatabase is locked',
      },
    ],
  },
  {
    payload: { search: 'error-lines', service: 'pampax', count: 5, to: '2026-03-10T14:07:00Z' },
    allowed,
    signals: [
      {
        ...errors,
        state: 'recovered',
        at: '2026-03-10T14:07:00.000Z',
        value: 5,
        summary: '5 lines until 2026-03-10T14:07:00.000Z, not more than 5',
      },
    ],
  },
  {
    payload: { search: 'error-lines', service: 'pampax', count: null, to: '2026-03-10T14:12:00Z' },
    allowed,
    signals: [
      {
        ...errors,
        state: 'unknown',
        at: '2026-03-10T14:12:00.000Z',
        summary: 'not counted until 2026-03-10T14:12:00.000Z',
      },
    ],
  },
];
