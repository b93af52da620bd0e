import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { shiftAt } from '#core/on-call';
import { dutiesAhead } from '#core/on-call/ahead';
import { type Layer, People } from '#core/playbook/people';

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Africa/Cairo',
];
const ids = ['alice', 'bob', 'carol', 'dana', 'emil', 'fay'];
const team = (rotation: object): People =>
  People.parse({
    version: 2,
    people: Object.fromEntries(ids.map((id) => [id, { name: id, channels: ['email'] }])),
    rotations: { duty: rotation },
    targets: { primary: { title: 'Primary', rotation: 'duty' } },
  });
const layer = (of: Partial<Layer>): object => ({
  shift: '1w',
  handover: { time: '09:00' },
  starts: '2026-01-05',
  members: ['alice', 'bob', 'carol'],
  ...of,
});
const who = (people: People, at: string): string | undefined => shiftAt(people, 'duty', new Date(at)).person;
const line = (people: People, from: string, to: string): string[] =>
  [...dutiesAhead(people, 'duty', new Date(from), new Date(to))].map(
    (duty) => `${duty.from.toISOString().slice(5, 16).replace('T', ' ')} ${duty.person ?? 'nobody'}`,
  );

test('follow the sun: three layers with hours, each in its zone, over a base that covers the rest', () => {
  const people = team({
    zone: 'UTC',
    layers: [
      layer({ members: ['fay'] }),
      layer({ zone: 'Asia/Tokyo', hours: { from: '09:00', to: '17:00' }, members: ['alice', 'bob'] }),
      layer({ zone: 'Europe/Berlin', hours: { from: '09:00', to: '17:00' }, members: ['carol', 'dana'] }),
      layer({ zone: 'America/New_York', hours: { from: '11:00', to: '19:00' }, members: ['emil'] }),
    ],
  });
  expect(line(people, '2026-01-05T09:00:00Z', '2026-01-06T16:00:00Z')).toEqual([
    '01-05 09:00 carol',
    '01-05 16:00 emil',
    '01-06 00:00 alice',
    '01-06 08:00 carol',
  ]);
  // the clocks of New York are changed first: a base layer has the hour between
  expect(line(people, '2026-10-30T16:00:00Z', '2026-10-31T00:30:00Z')).toEqual([
    '10-30 16:00 emil',
    '10-30 23:00 fay',
    '10-31 00:00 alice',
  ]);
});

test('nights and weekends are a layer, which the layer of the working hours covers', () => {
  const people = team({
    zone: 'Europe/Berlin',
    layers: [
      layer({ members: ['alice', 'bob'] }),
      layer({
        shift: '1d',
        days: ['mon', 'tue', 'wed', 'thu', 'fri'],
        hours: { from: '09:00', to: '17:00' },
        members: ['carol', 'dana'],
      }),
    ],
  });
  expect(line(people, '2026-01-08T12:00:00Z', '2026-01-12T12:00:00Z')).toEqual([
    '01-08 12:00 dana',
    '01-08 16:00 alice',
    '01-09 08:00 carol',
    '01-09 16:00 alice',
    '01-12 08:00 dana', // seven days after the first Monday, and an odd number of turns
  ]);
});

test('hours past midnight belong to the day on which they begin; days of the week without hours are whole', () => {
  const night = team(layer({ days: ['fri'], hours: { from: '22:00', to: '06:00' }, members: ['alice'] }));
  expect(line(night, '2026-01-08T00:00:00Z', '2026-01-11T00:00:00Z')).toEqual([
    '01-08 00:00 nobody',
    '01-09 22:00 alice',
    '01-10 06:00 nobody',
  ]);
  const weekend = team(layer({ days: ['sat', 'sun'], members: ['alice'] }));
  expect(shiftAt(weekend, 'duty', new Date('2026-01-11T12:00:00Z'))).toEqual({
    person: 'alice',
    from: new Date('2026-01-10T00:00:00Z'),
    until: new Date('2026-01-12T00:00:00Z'),
    because: 'duty from 2026-01-10T00:00Z until 2026-01-12T00:00Z',
  });
  expect(shiftAt(weekend, 'duty', new Date('2026-01-12T12:00:00Z')).because).toBe('nobody has a turn on duty now');
});

test('who leaves takes no shift from that day on: the turn that runs is kept, and the order goes on', () => {
  const daily = { zone: 'Europe/Paris', shift: '1d', handover: { time: '08:00' }, starts: '2026-03-02' };
  const before = team(layer({ ...daily, members: ['alice', 'bob', 'carol', 'dana'] }));
  const members = ['alice', 'bob', { person: 'carol', until: '2026-03-10' }, 'dana'];
  const after = team(layer({ ...daily, members }));
  expect([who(before, '2026-03-10T12:00:00Z'), who(after, '2026-03-10T12:00:00Z')]).toEqual(['alice', 'alice']);
  expect(line(after, '2026-03-08T07:00:00Z', '2026-03-14T07:00:00Z')).toEqual([
    '03-08 07:00 carol',
    '03-09 07:00 dana',
    '03-10 07:00 alice',
    '03-11 07:00 bob',
    '03-12 07:00 dana',
    '03-13 07:00 alice',
  ]);
});

const durations = ['2h', '12h', '1d', '1w'] as const;
const dates = fc.date({
  min: new Date('2026-02-01T00:00:00Z'),
  max: new Date('2028-12-31T00:00:00Z'),
  noInvalidDate: true,
});

describe.each(zones)('in %s', (zone) => {
  test('a change of members moves nobody before it, and from then on turns go round in the order of the list', () => {
    const change = fc.record({
      shift: fc.constantFrom(...durations),
      size: fc.integer({ min: 2, max: 5 }),
      place: fc.nat(4),
      joins: fc.boolean(),
      at: dates,
    });
    fc.assert(
      fc.property(change, ({ shift, size, place, joins, at }) => {
        const members: Layer['members'] = ids.slice(0, size);
        const rest = { zone, shift };
        const was = team(layer({ ...rest, members }));
        const day = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();
        const who = place % size;
        const date = day.add({ days: 1 }).toString();
        const changed: Layer['members'] = joins
          ? members.toSpliced(who, 0, { person: 'fay', from: date })
          : members.with(who, { person: ids[who] ?? '', until: date });
        const is = team(layer({ ...rest, members: changed }));
        const running = shiftAt(was, 'duty', at);
        expect(shiftAt(is, 'duty', at)).toEqual(running);
        const last = (running.until?.getTime() ?? 0) - 1;
        expect(shiftAt(is, 'duty', new Date(last)).person).toBe(running.person);

        const remaining = joins ? ids.slice(0, size).toSpliced(who, 0, 'fay') : ids.slice(0, size).toSpliced(who, 1);
        let { until = at } = shiftAt(is, 'duty', new Date(at.getTime() + 3 * 86_400_000));
        let person = shiftAt(is, 'duty', until).person ?? '';
        for (let turn = 0; turn < 2 * size; turn += 1) {
          until = shiftAt(is, 'duty', until).until ?? at;
          const next = shiftAt(is, 'duty', until).person ?? '';
          // of a shift of a week the change may come only with the next one
          if (shift !== '1w') expect(next).toBe(remaining[(remaining.indexOf(person) + 1) % remaining.length]);
          person = next;
        }
      }),
      { numRuns: 40 },
    );
  });

  test('where the layers cover all hours, each instant has one person, and shares of a year are equal', () => {
    const made = fc.record({
      shift: fc.constantFrom('2h', '12h', '1d'),
      time: fc.constantFrom('00:00', '02:30', '09:00'),
      from: fc.constantFrom('00:00', '02:00', '08:00', '23:30'),
      to: fc.constantFrom('01:30', '03:00', '17:00', '00:30'),
      at: dates,
    });
    fc.assert(
      fc.property(made, ({ shift, time, from, to, at }) => {
        const people = team({
          zone,
          layers: [
            layer({ shift, handover: { time }, members: ['alice', 'bob', 'carol'] }),
            layer({ shift, handover: { time }, hours: { from, to }, members: ['dana', 'emil'] }),
          ],
        });
        let end = at;
        for (let n = 0; n < 12; n += 1) {
          const duty = shiftAt(people, 'duty', end);
          expect(duty.person).toBeDefined();
          expect(duty.from !== undefined && duty.from <= end).toBe(true);
          if (duty.until === undefined || duty.until <= end) throw new Error('a duty that does not end later');
          expect(shiftAt(people, 'duty', new Date(duty.until.getTime() - 1))).toEqual(duty);
          end = duty.until;
        }
      }),
      { numRuns: 40 },
    );
    const base = team(layer({ zone, shift: '12h', starts: '2026-01-01' }));
    const hours: Record<string, number> = {};
    for (const { person = 'nobody', from, until } of dutiesAhead(
      base,
      'duty',
      new Date('2026-02-01T00:00:00Z'),
      new Date('2027-02-01T00:00:00Z'),
    ))
      hours[person] = (hours[person] ?? 0) + (until.getTime() - from.getTime()) / 3_600_000;
    expect(Object.keys(hours).sort()).toEqual(['alice', 'bob', 'carol']);
    for (const share of Object.values(hours)) expect(Math.abs(share - 2_920)).toBeLessThanOrEqual(24);
  });
});
