import type { Given } from './examples.ts';

const title = (check: string): string => ({ health: 'Health', errors: 'Errors' })[check] ?? check;
const read = (check: string, value: number | null, because = 'read') => ({
  check,
  title: title(check),
  value,
  because,
});
/** The shop is down and fails; it is well again; nothing can be read. */
export const down = [read('health', 0, 'answers 500'), read('errors', 30, 'reads 30')];
export const well = [read('health', 1, 'answers 200'), read('errors', 0.5, 'reads 0.5')];
export const unread = [read('health', null, 'no answer'), read('errors', null, 'no answer')];

/** An alarm of the shop's rule: 23 is above its higher limit, 7 above its lower one. */
export const alarm = (value: number, at = '2026-03-11T14:02:00Z', key = 'errors') => ({
  source: 'cloudwatch',
  key,
  state: 'firing' as const,
  at,
  title: 'Errors',
  service: 'shop',
  rule: 'errors',
  value,
  summary: `${value} % of requests fail`,
});
export const recovery = (at: string, key = 'errors') => ({
  ...alarm(0, at, key),
  state: 'recovered' as const,
  summary: 'errors are back below 5 %',
});

/** Lives of an incident up to a point, as the commands that led there. */
export const opened: Given[] = [
  { do: 'declare', id: 'INC-1', by: 'alice', title: 'Shop is slow', service: 'shop', severity: 'SEV1', speed: 1 },
];
export const low: Given[] = [
  { do: 'declare', id: 'INC-1', by: 'alice', title: 'Shop is slow', service: 'shop', severity: 'SEV2', speed: 1 },
];
/** Work on the shop for an hour, which alice has planned and leads. */
export const maintenance: Given[] = [
  {
    do: 'open-maintenance',
    id: 'INC-1',
    by: 'alice',
    lead: 'alice',
    title: 'New database',
    facts: {},
    speed: 1,
    window: {
      id: 'PW-1',
      from: '2026-03-11T14:02:00Z',
      until: '2026-03-11T15:02:00Z',
      services: ['shop'],
      severity: 'SEV1',
    },
  },
];
export const alarmed: Given[] = [{ do: 'open-by-signal', id: 'INC-1', signal: alarm(23), speed: 1 }];
export const acknowledged: Given[] = [...opened, { do: 'acknowledge', by: 'bob' }];
export const assessing: Given[] = [...opened, { do: 'snapshot-taken', readings: down }];
export const mitigating: Given[] = [...assessing, { do: 'rate-severity' }];
export const asked: Given[] = [...mitigating, { do: 'ask', slot: 'choice' }];
export const planned: Given[] = [...asked, { do: 'answer', by: 'alice', question: 'choice', option: 'restart' }];
export const claimed: Given[] = [...planned, { do: 'claim-step' }];
export const running: Given[] = [...claimed, { do: 'step-started', index: 0, handle: 'job-7' }];
export const resolving: Given[] = [...running, { do: 'step-ended', index: 0, outcome: 'done', output: 'exit 0' }];
export const verifying: Given[] = [...resolving, { do: 'begin-verification' }];
export const verified: Given[] = [...verifying, { do: 'measured', n: 0, readings: well }];
const passes = (from: number, to: number): Given[] =>
  Array.from({ length: to - from + 1 }, (_, n): Given => ({ do: 'measured', n: from + n, readings: well }));
export const almostStable: Given[] = [...verified, ...passes(1, 4)];
/** Resolved, and closed with it: this playbook observes nothing afterwards. */
export const closed: Given[] = [...almostStable, ...passes(5, 5)];
export const exhausted: Given[] = [
  ...verified,
  ...Array.from({ length: 10 }, (_, n): Given => ({ do: 'measured', n: n + 1, readings: down })),
];
export const scheduled: Given[] = [...closed, { do: 'schedule-review' }];
export const reviewAsked: Given[] = [...scheduled, { do: 'ask', slot: 'review' }];
export const reviewed: Given[] = [...reviewAsked, { do: 'answer', by: 'alice', question: 'review', option: 'publish' }];
export const ended: Given[] = [...opened, { do: 'resolve', by: 'alice', as: 'false-alarm', reason: 'a load test' }];

/** What the small playbook's first rule makes of a SEV1 at once. */
export const pagedAtOnce = [
  {
    type: 'RuleActed',
    rule: 'first',
    start: 'epoch-0',
    n: 1,
    page: ['primary'],
    tell: [],
    due: '2026-03-11T14:02:00.000Z',
    because: 'rule first: at once (playbook.yaml)',
  },
  {
    type: 'PageQueued',
    target: 'primary',
    person: 'bob',
    rule: 'first',
    because: 'rule first: at once (playbook.yaml)',
  },
];
