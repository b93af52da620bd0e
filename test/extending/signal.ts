import type { Signal } from '#core/incident/signal';

/** An alarm that the small playbook rates SEV1. */
export const errors: Signal = {
  source: 'cloudwatch',
  key: 'errors',
  state: 'firing',
  at: '2026-03-11T14:02:00.000Z',
  title: 'Errors',
  service: 'shop',
  rule: 'errors',
  value: 23,
  summary: '23 % of requests fail',
};
