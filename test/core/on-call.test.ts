import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { fallbackTarget, onCall, shiftAt } from '#core/on-call';
import { People } from '#core/playbook/people';

const zones = ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'America/St_Johns'];
const team = (rotation: object, more: object = {}) =>
  People.parse({
    version: 1,
    people: Object.fromEntries(
      ['alice', 'bob', 'carol'].map((id) => [id, { name: id, email: `${id}@shop.example`, channels: ['email'] }]),
    ),
    rotations: {
      weekly: {
        zone: 'Europe/Berlin',
        shift: '1w',
        handover: { day: 'mon', time: '09:00' },
        starts: '2026-01-05',
        members: ['alice', 'bob', 'carol'],
        ...rotation,
      },
    },
    targets: {
      primary: { title: 'Primary', rotation: 'weekly' },
      lead: { title: 'Lead', person: 'carol' },
      all: { title: 'All', people: ['alice', 'bob', 'alice'] },
    },
    ...more,
  });
const who = (people: People, at: string, target = 'primary') =>
  onCall(people, target, new Date(at)).map((o) => o.person);

test('a shift ends at its wall-clock time, also on the Monday after the clocks went forward', () => {
  const people = team({});
  expect(who(people, '2026-03-30T06:59:59Z')).toEqual(['carol']); // 08:59:59 in Berlin, summer time since Sunday
  expect(who(people, '2026-03-30T07:00:00Z')).toEqual(['alice']);
  expect(who(people, '2026-03-23T07:59:59Z')).toEqual(['bob']); // 08:59:59 in winter
  expect(who(people, '2026-03-23T08:00:00Z')).toEqual(['carol']);
});

test('a handover in the hour that the clocks skip is at the end of that hour, and nobody has two duties', () => {
  const people = team({ handover: { day: 'sun', time: '02:30' }, starts: '2026-01-04' });
  // Sunday 29 March: 02:00 becomes 03:00 in Berlin, and 02:30 is read as 03:30
  expect(who(people, '2026-03-29T01:15:00Z')).toEqual(['carol']);
  expect(who(people, '2026-03-29T01:30:00Z')).toEqual(['alice']);
});

describe('of several overrides', () => {
  const from = '2026-03-09T09:00:00Z';
  const to = '2026-03-16T09:00:00Z';
  const week = { rotation: 'weekly', person: 'bob', from, to };
  const afternoon = { ...week, person: 'carol', from: '2026-03-11T14:00:00Z', to: '2026-03-11T16:00:00Z' };

  test.each([
    ['the narrower stands first', [afternoon, week]],
    ['the narrower stands last', [week, afternoon]],
  ])('the narrower counts, from its beginning up to its end: %s', (_, overrides) => {
    const people = team({}, { overrides });
    expect(
      ['2026-03-09T08:59:59Z', from, '2026-03-11T14:00:00Z', '2026-03-11T15:59:59Z', '2026-03-11T16:00:00Z', to].map(
        (at) => who(people, at)[0],
      ),
    ).toEqual(['alice', 'bob', 'carol', 'carol', 'bob', 'bob']);
    expect(shiftAt(people, 'weekly', new Date('2026-03-11T15:00:00Z'))).toEqual({
      person: 'carol',
      from: new Date('2026-03-11T14:00:00Z'),
      until: new Date('2026-03-11T16:00:00Z'),
      because: 'stands in for alice on weekly until 2026-03-11T16:00:00Z',
    });
  });

  test('of two alike the later counts, and its reason is said', () => {
    const people = team({}, { overrides: [week, { ...week, person: 'carol', reason: 'bob is ill' }] });
    expect(onCall(people, 'primary', new Date('2026-03-10T09:00:00Z'))).toEqual([
      { person: 'carol', because: `stands in for alice on weekly until ${to}: bob is ill` },
    ]);
  });
});

test('before the first shift nobody has the duty, and it is said why', () => {
  const people = team({});
  expect(who(people, '2026-01-05T07:59:59Z')).toEqual([]);
  expect(shiftAt(people, 'weekly', new Date('2026-01-05T07:59:59Z'))).toEqual({
    because: 'weekly begins only on 2026-01-05',
    until: new Date('2026-01-05T08:00:00Z'),
  });
  expect(who(people, '2026-01-05T08:00:00Z')).toEqual(['alice']);
});

test('a target is a person, several, or a rotation; a person goes by name; an unknown word means nobody', () => {
  const people = team({});
  expect(
    ['lead', 'all', 'bob', 'weekly', 'nobody-knows', 'constructor'].map((t) => who(people, '2026-03-10T08:00:00Z', t)),
  ).toEqual([['carol'], ['alice', 'bob'], ['bob'], ['alice'], [], []]);
});

describe.each(zones)('in %s', (zone) => {
  test('exactly one person has the duty at each instant, and no shift leaves a gap or overlaps', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('1w', '1d', '2d', '12h', '8h', '2w'),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom('00', '30', '15'),
        fc.date({ min: new Date('2026-02-01T00:00:00Z'), max: new Date('2031-12-31T00:00:00Z'), noInvalidDate: true }),
        (shift, hour, minute, at) => {
          const people = team({
            zone,
            shift,
            handover: { day: 'mon', time: `${String(hour).padStart(2, '0')}:${minute}` },
          });
          expect(onCall(people, 'primary', at)).toHaveLength(1);
          const turn = shiftAt(people, 'weekly', at);
          const { from, until } = turn;
          if (from === undefined || until === undefined) throw new Error('a shift without limits');
          expect(from <= at && at < until).toBe(true);
          expect(shiftAt(people, 'weekly', new Date(until.getTime() - 1)).person).toBe(turn.person);
          const next = shiftAt(people, 'weekly', until);
          expect(next.from?.getTime()).toBe(until.getTime());
          expect(next.person).not.toBe(turn.person);
          expect(shiftAt(people, 'weekly', new Date(from.getTime() - 1)).until?.getTime()).toBe(from.getTime());
        },
      ),
      { numRuns: 150 },
    );
  });

  test('weekly shifts are handed over at the same wall-clock time all year', () => {
    const people = team({ zone, handover: { day: 'mon', time: '09:00' } });
    let at = new Date('2026-02-01T00:00:00Z');
    for (let week = 0; week < 60; week += 1) {
      const { until } = shiftAt(people, 'weekly', at);
      if (until === undefined) throw new Error('a shift without end');
      const local = Temporal.Instant.fromEpochMilliseconds(until.getTime()).toZonedDateTimeISO(zone);
      expect([local.dayOfWeek, local.hour, local.minute]).toEqual([1, 9, 0]);
      at = until;
    }
  });
});

test('a day that a zone skipped shortens a shift and loses nobody (Apia, 30 December 2011)', () => {
  const people = team({
    zone: 'Pacific/Apia',
    shift: '1d',
    starts: '2011-12-26',
    handover: { day: 'mon', time: '00:00' },
  });
  for (let hour = 0; hour < 24 * 8; hour += 1)
    expect(onCall(people, 'primary', new Date(Date.UTC(2011, 11, 27) + hour * 3_600_000))).toHaveLength(1);
});

test('to fall back on: a person, who is always there, before a rotation; nobody only where nothing means anybody', () => {
  const at = new Date('2026-03-11T14:02:00Z');
  expect(fallbackTarget(team({}), at)).toBe('lead');
  const rotationOnly = { targets: { primary: { title: 'Primary', rotation: 'weekly' } } };
  expect(fallbackTarget(team({}, rotationOnly), at)).toBe('primary');
  expect(fallbackTarget(team({ starts: '2099-01-05' }, rotationOnly), at)).toBeUndefined();
  const empty = { targets: { none: { title: 'None', people: [] }, primary: { title: 'Primary', rotation: 'weekly' } } };
  expect(fallbackTarget(team({}, empty), at)).toBe('primary');
});
