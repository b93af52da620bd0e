import { expect, test } from 'vitest';
import { type Digest, dueOf, withIncident } from '#core/digest/digest';

const empty: Digest = { name: 'weekly', person: 'tom', target: 'team_lead', incidents: [], more: 0 };
const at = '2026-03-11T14:02:00.000Z';
const playbook = {
  zone: 'UTC',
  calendars: {},
  digests: { weekly: { at: 'monday' } },
  moments: { monday: { weekday: 'mon' as const, time: '09:00' } },
};

test('a hundred incidents of a week: fifty are named, the others counted, and one that is there already is no second', () => {
  let digest = empty;
  for (let n = 0; n < 100; n += 1) digest = withIncident(digest, `INC-${n}`, 'team_lead', at);
  expect([digest.incidents.length, digest.incidents[0], digest.more]).toEqual([50, 'INC-0', 50]);
  expect(withIncident(digest, 'INC-7', 'cto', '2026-03-12T00:00:00.000Z')).toBe(digest);
});

test('it is due at the first moment after something was put in; one that the playbook has no more goes out at once', () => {
  const filled = withIncident(empty, 'INC-1', 'team_lead', at);
  expect(dueOf(empty, playbook)).toBeUndefined();
  expect(dueOf(filled, playbook)).toBe('2026-03-16T09:00:00Z');
  expect(dueOf(withIncident(filled, 'INC-2', 'cto', '2026-03-15T00:00:00.000Z'), playbook)).toBe(
    '2026-03-16T09:00:00Z',
  );
  expect(dueOf(filled, { ...playbook, digests: {} })).toBe('2026-03-11T14:02:00Z');
});
