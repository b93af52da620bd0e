import { expect, test } from 'vitest';
import { attributesOf } from '#adapters/memory/item';
import { readIncident } from '#core/incident/read';
import { Incident } from '#core/incident/state';
import type { Json } from '#core/json';

const at = '2026-03-11T14:02:00.000Z';
const row = {
  v: 2,
  id: 'INC-1',
  title: 'Shop is slow',
  source: 'manual',
  playbook: 'hash',
  speed: 1,
  openedAt: at,
  detectedAt: at,
  beganAt: at,
  severity: 'SEV1',
  severityBecause: 'declared by alice',
  status: 'investigating',
  signals: {},
  roles: { IC: 'ana' },
  snapshot: [{ check: 'db', title: 'Database', value: 1, because: 'answers 200' }],
  facts: { hit: 3 },
  checklist: {},
  acts: { A: { start: 'opened', n: 1, at, skipped: false } },
  told: ['incidents'],
  updates: {},
  done: {},
  evidence: [],
  decisions: [],
  attempts: 0,
  lastMeasured: [],
  cycle: 1,
  visit: 1,
  communicateVisit: 1,
  seq: 1,
  lastAt: at,
  life: 'open',
  phase: 'mitigate',
  run: { n: 1, deaths: [] },
  clocks: { cycleFrom: at, unacknowledgedFrom: at, epoch: 0, progressAt: at, paged: [], reminded: {} },
};
/** As the table in memory keeps it. */
const frozen = (incident: Record<string, Json>): { [name: string]: Json } =>
  attributesOf({ incident })['incident'] as { [name: string]: Json };
const errorOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return String(error);
  }
  throw new Error('it was read');
};

const { clocks, ...closed } = { ...row, life: 'closed', phase: 'post-mortem', resolvedAt: at, closedAt: at };
const first = { ...row, ...clocks, v: 1, clocks: {} };

test.each([
  ['open', row],
  ['closed', closed],
  ['of the first shape', first],
  ['of a newer release, with fields that this one does not know', { ...row, newer: 1, run: { ...row.run, newer: 2 } }],
])('a frozen row is read as any other, field by field in the same order: %s', (_, given) => {
  expect(JSON.stringify(readIncident(frozen(given)))).toBe(JSON.stringify(Incident.parse(given)));
});

test.each([
  ['a field is wrong', { ...row, speed: 'fast' }],
  ['a part is wrong, and a field is lacking', { ...row, run: { n: 'one', deaths: [] }, title: null }],
  ['it has no such life', { ...row, life: 'asleep' }],
])('what is wrong with a frozen row is said as of any other: %s', (_, given) => {
  const [row, other] = [frozen(given), structuredClone(given)];
  expect(errorOf(() => readIncident(row))).toBe(errorOf(() => Incident.parse(other)));
  expect(errorOf(() => readIncident(undefined))).toBe(errorOf(() => Incident.parse(undefined)));
});

test('what a write has left alone is the same object in the incident, and what it has changed is read anew', () => {
  const before = frozen(row);
  const after = frozen({ ...before, seq: 2, status: 'fixing', roles: { IC: 'bo' } });
  const [one, other] = [readIncident(before), readIncident(after)];
  expect(other).toEqual({ ...one, seq: 2, status: 'fixing', roles: { IC: 'bo' } });
  for (const part of ['snapshot', 'facts', 'acts', 'told', 'run'] as const) expect(other[part]).toBe(one[part]);
});

test('a row that may still be changed is read each time', () => {
  const given = structuredClone(row);
  const before = readIncident(given);
  given.facts.hit = 4;
  expect([before.facts, readIncident(given).facts]).toEqual([{ hit: 3 }, { hit: 4 }]);
});

test('a part is read by its life: what an incident that is over keeps of its run is not what an open one keeps', () => {
  const open = frozen({ ...row, run: { n: 2, deaths: [at] } });
  const { clocks: _, ...others } = open;
  const over = frozen({ ...others, life: 'ended', phase: 'over', endedAt: at, endedAs: 'recovered' });
  expect(over['run']).toBe(open['run']);
  expect([readIncident(open).run, readIncident(over).run]).toEqual([{ n: 2, deaths: [at] }, { n: 2 }]);
});
