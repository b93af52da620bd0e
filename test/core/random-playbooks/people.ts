import type { Draw } from './draw.ts';

/** What a channel of a person needs in people.yaml. */
const addresses: Record<string, (n: number) => Record<string, string>> = {
  sms: (n) => ({ phone: `+1555010${n}` }),
  email: (n) => ({ email: `p${n}@shop.example` }),
  ntfy: (n) => ({ ntfy: `oncall-${n}-x7Gq2aa` }),
  pagerduty: (n) => ({ pagerduty: `pagerduty-p${n}`, pagerdutyUser: `PABC12${n}` }),
  pushover: (n) => ({ pushover: `uQiRzpo4DXghDmr9QzzfQu27cmVR${n}a` }),
  slack: (n) => ({ slack: `U0000000${n}` }),
};
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
export const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
/** Mondays of the past. */
const mondays = ['2025-12-29', '2026-01-05', '2026-02-02'];

const timeOfDay = (d: Draw): string => d.of(['00:00', '02:30', '08:00', '09:00', '13:45', '17:00', '23:59']);

function member(d: Draw, person: string): unknown {
  if (d.chance(0.7)) return person;
  return { person, ...d.field(0.5, 'from', () => '2026-02-01'), ...d.field(0.5, 'until', () => '2026-12-24') };
}

function layer(d: Draw, persons: readonly string[]) {
  const byDay = d.chance(0.4);
  return {
    ...d.field(0.5, 'zone', () => d.of(zones)),
    shift: d.of(['2h', '12h', '1d', '1w', '90m', '90d']),
    handover: { time: timeOfDay(d), ...(byDay ? { day: 'mon' } : {}) },
    starts: byDay ? d.of(mondays) : d.of([...mondays, '2026-01-07']),
    // without a date the first one is always there
    members: d.some(persons, 1, 4).map((person, n) => (n === 0 ? person : member(d, person))),
    ...d.field(0.4, 'hours', () =>
      d.of([
        { from: '08:00', to: '20:00' },
        { from: '20:00', to: '08:00' },
        { from: '09:30', to: '00:00' },
      ]),
    ),
    ...d.field(0.3, 'days', () => d.some(weekdays, 1, 5)),
  };
}

function target(d: Draw, id: string, persons: readonly string[], rotations: readonly string[]) {
  const means =
    id === 'lead'
      ? { person: persons[0] }
      : d.of([
          () => ({ rotation: d.of(rotations) }),
          () => ({ people: d.some(persons, 1, 4) }),
          () => ({ person: d.of(persons) }),
        ])();
  return {
    title: `The ${id}`,
    ...means,
    ...d.field(0.3, 'phone', () => '+15550199'),
    ...d.field(0.3, 'duties', () => ['answers', 'decides']),
    ...d.field(0.2, 'added', () => d.chance(0.5)),
  };
}

/** A people.yaml; the target `lead` always means somebody. */
export function randomPeople(d: Draw, targets: readonly string[]) {
  const persons = d.many(1, 5, (n) => `p${n}`);
  const rotations = d.many(1, 3, (n) => `r${n}`);
  return {
    version: d.of([1, 2]),
    people: Object.fromEntries(
      persons.map((id, n) => {
        const channels = d.some(Object.keys(addresses), 1, 3);
        const more = d.some(Object.keys(addresses), 0, 2);
        const fields = [...channels, ...more].map((tool) => addresses[tool]?.(n) ?? {});
        const login = d.field(0.3, 'login', () => `login-${n}`);
        return [id, { name: `Person ${n}`, ...Object.assign({}, ...fields), ...login, channels }];
      }),
    ),
    rotations: Object.fromEntries(
      rotations.map((id) => [
        id,
        d.chance(0.6)
          ? layer(d, persons)
          : { ...d.field(0.5, 'zone', () => d.of(zones)), layers: d.many(1, 3, () => layer(d, persons)) },
      ]),
    ),
    targets: Object.fromEntries(targets.map((id) => [id, target(d, id, persons, rotations)])),
    ...d.field(0.4, 'overrides', () =>
      d.many(1, 2, (n) => ({
        rotation: d.of(rotations),
        person: d.of(persons),
        from: `2026-03-1${n}T08:00:00Z`,
        to: `2026-03-1${n + 3}T20:00:00+01:00`,
        ...d.field(0.5, 'reason', () => 'a holiday'),
      })),
    ),
    ...d.field(0.3, 'external', () => ({ desk: { title: 'The desk', phone: '+15550188' } })),
  };
}
