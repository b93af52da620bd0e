import { expect, test } from 'vitest';
import type { Incident } from '#core/incident/state';
import { periodOf, trendsOf } from '#core/readiness/period';
import { tracktion } from '#test/story';

const playbook = {
  ...tracktion.pack.playbook,
  metrics: { customerShare: 'share', countBy: ['cause'], stable: 10 },
};
const hour = (n: number): string => new Date(Date.UTC(2026, 2, 11, n)).toISOString();
/** An incident that was resolved so many hours after it was detected. */
const incident = (given: Partial<Incident> & { severity: string; lasted?: number }): Incident =>
  ({
    life: 'closed',
    detectedAt: hour(0),
    beganAt: hour(0),
    resolvedAt: hour(given.lasted ?? 1),
    facts: {},
    attempts: 1,
    cycle: 1,
    ...given,
  }) as Incident;

test('the customer impact score is share × minutes × weight, over the incidents of which the share is known', () => {
  const all = [
    // 50 % × 60 min × 4
    incident({ severity: 'P1', facts: { share: 50 } }),
    // 10 % × 120 min × 1
    incident({ severity: 'P4', lasted: 2, facts: { share: 10 } }),
    incident({ severity: 'P1' }),
  ];
  expect(periodOf(all, playbook)).toMatchObject({ impactScore: 132, duration: 4800, incidents: 3, resolved: 3 });
  expect(periodOf(all.slice(2), playbook).impactScore).toBeNull();
});

test('first-time fix: of the resolved with a mitigation those whose first one held and that did not open again', () => {
  const all = [
    incident({ severity: 'P1' }),
    incident({ severity: 'P1', attempts: 2 }),
    incident({ severity: 'P2', cycle: 2 }),
    incident({ severity: 'P2', attempts: 0 }),
    incident({ severity: 'P2', life: 'open' } as Partial<Incident> & { severity: string }),
  ];
  expect(periodOf(all, playbook)).toMatchObject({ firstTimeFix: 33.3, open: 1 });
});

test('false alarms and duplicates are none; categories and facts are counted, the most frequent first', () => {
  const ended = { life: 'ended', endedAs: 'false-alarm' } as Partial<Incident>;
  const all = [
    incident({ severity: 'P1', category: 'data', facts: { cause: 'disk' } }),
    incident({ severity: 'P1', category: 'outage', facts: { cause: 'deploy' } }),
    incident({ severity: 'P2', category: 'outage', facts: { cause: 'deploy' } }),
    incident({ severity: 'P1', category: 'outage', ...ended }),
  ];
  const { byCategory, byFact, bySeverity } = periodOf(all, playbook);
  expect(byCategory).toEqual([
    { category: 'outage', incidents: 2 },
    { category: 'data', incidents: 1 },
  ]);
  expect(byFact).toEqual([
    { fact: 'cause', value: 'deploy', incidents: 2 },
    { fact: 'cause', value: 'disk', incidents: 1 },
  ]);
  expect(bySeverity.map(({ severity, incidents }) => `${severity} ${incidents}`)).toEqual([
    'P1 2',
    'P2 1',
    'P3 0',
    'P4 0',
  ]);
});

test.each([
  [10, 11, 'stable'],
  [10, 9, 'stable'],
  [10, 12, 'up'],
  [10, 8, 'down'],
  [0, 0, 'stable'],
  [0, 1, 'up'],
])('from %s to %s incidents is %s', (was, is, trend) => {
  const of = (n: number) =>
    periodOf(
      Array.from({ length: n }, () => incident({ severity: 'P1' })),
      playbook,
    );
  expect(trendsOf(of(is), of(was), playbook.metrics).incidents).toBe(trend);
});

test('a figure that one of the periods has not has no trend', () => {
  const some = periodOf([incident({ severity: 'P1' })], playbook);
  const none = periodOf([], playbook);
  expect(trendsOf(some, none, playbook.metrics)).toMatchObject({ incidents: 'up', duration: null, firstTimeFix: null });
});
