import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { onCall, shiftAt } from '#core/on-call';
import { movedTurns } from '#core/on-call/moved';
import { parsePlaybook } from '#core/playbook/parse';
import type { People } from '#core/playbook/people';
import { formatProblems } from '#core/playbook/source';
import { plugins, vocabularyOf } from '#plugins/registry';

const folder = new URL('../../playbooks/tracktion/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const texts = Object.fromEntries(
  ['playbook.yaml', 'people.yaml', ...['runbooks', 'templates'].flatMap(listed)].map((file) => [file, read(file)]),
);
function listed(of: string): string[] {
  return readdirSync(new URL(of, folder)).map((file) => `${of}/${file}`);
}
const vocabulary = vocabularyOf(plugins);
const primary = /(?<= {2}primary:\n {4}).*/;
const secondary = /(?<= {2}secondary:\n {4}).*/;

type Change = [find: string | RegExp, replace: string];
/** Tracktion's playbook with other words in people.yaml, as it is judged on a day. */
function judged(changes: Change[], at: string): { lines: string[]; people: People | undefined } {
  let file = texts['people.yaml'] ?? '';
  for (const [find, replace] of changes) {
    expect(file.split(find).length, `${String(find)} stands once`).toBe(2);
    file = file.replace(find, replace);
  }
  const parsed = parsePlaybook(
    { ...texts, 'people.yaml': file },
    vocabulary,
    (text) => createHash('sha256').update(text).digest('hex'),
    new Date(at),
  );
  if ('problems' in parsed) return { lines: formatProblems(parsed.problems), people: undefined };
  const lines = parsed.notes.flatMap(({ file: of, message }) => (of === 'people.yaml' ? [message] : []));
  return { lines, people: parsed.people };
}
const peopleOf = (...changes: Change[]): People => {
  const { people, lines } = judged(changes, '2026-03-01T00:00:00Z');
  if (people === undefined) throw new Error(lines.join('\n'));
  return people;
};
const who = (people: People, at: string) => onCall(people, 'primary_oncall', new Date(at)).map(({ person }) => person);

test('the people of Tracktion give nothing to note', () => {
  expect(judged([], '2026-03-11T14:02:00Z').lines).toEqual([]);
});

test('five members beside four: the first week in which both levels are one person is named', () => {
  const five: Change[] = [
    [
      primary,
      '{ zone: UTC, shift: 1w, handover: { day: mon, time: "09:00" }, starts: "2026-01-05", members: [alice, bob, carol, dana, tom] }',
    ],
    [
      secondary,
      '{ zone: UTC, shift: 1w, handover: { day: mon, time: "09:00" }, starts: "2026-01-05", members: [bob, carol, dana, alice] }',
    ],
  ];
  expect(judged(five, '2026-03-11T14:02:00Z').lines).toEqual([
    'primary_oncall and secondary_oncall are one person: alice from 2026-04-20T09:00Z until 2026-04-27T09:00Z',
    'primary_oncall and team_lead are one person: tom from 2026-02-02T09:00Z until 2026-02-09T09:00Z, next tom from 2026-03-11T14:02Z until 2026-03-16T09:00Z',
  ]);
});

const daily = (members: string): Change[] => [
  [
    primary,
    `{ zone: Europe/Paris, shift: 1d, handover: { day: mon, time: "08:00" }, starts: "2026-03-02", members: [${members}] }`,
  ],
];
test('taking a member out of a daily rotation: with a day the turn that runs is kept, without one the change is named', () => {
  const at = new Date('2026-03-10T12:00:00Z');
  const four = peopleOf(...daily('alice, bob, carol, dana'));
  const three = peopleOf(...daily('alice, bob, dana'));
  const left = peopleOf(...daily('alice, bob, { person: carol, until: "2026-03-10" }, dana'));
  expect([four, left].map((people) => who(people, '2026-03-10T12:00:00Z'))).toEqual([['alice'], ['alice']]);
  expect(movedTurns(four, three, at)).toEqual([{ rotation: 'primary', from: 'alice', to: 'dana' }]);
  expect(movedTurns(four, left, at)).toEqual([]);
});

const afternoon = '  - { rotation: primary, person: ana, from: "2026-03-11T14:00:00Z", to: "2026-03-11T16:00:00Z" }';
const week = '  - { rotation: primary, person: piet, from: "2026-03-09T09:00:00Z", to: "2026-03-16T09:00:00Z" }';
test.each([[[afternoon, week]], [[week, afternoon]]])(
  'the override of an afternoon counts within that of a week',
  (written) => {
    const overrides: Change[] = [['overrides: []', ['overrides:', ...written].join('\n')]];
    const people = peopleOf(...overrides);
    expect(['13:59', '15:00', '16:00'].map((time) => who(people, `2026-03-11T${time}:00Z`))).toEqual([
      ['piet'],
      ['ana'],
      ['piet'],
    ]);
    expect(judged(overrides, '2026-03-01T00:00:00Z').lines).toEqual([]);
  },
);

test('an override that others cover wholly is named, and one that is past', () => {
  const again = week.replace('piet', 'ana');
  const overrides: Change[] = [['overrides: []', ['overrides:', week, again].join('\n')]];
  expect(judged(overrides, '2026-03-01T00:00:00Z').lines).toEqual([
    'this override is never used: shorter ones, or later ones just as long, cover all of it',
  ]);
  expect(judged([['overrides: []', `overrides:\n${afternoon}`]], '2026-04-01T00:00:00Z').lines).toEqual([
    'this override ended at 2026-03-11T16:00:00Z: it can go',
  ]);
});

test('a rotation that has not begun: until when it means nobody', () => {
  const later: Change[] = [[/(?<=primary:\n.*)2026-01-05/, '2026-06-01']];
  expect(judged(later, '2026-03-11T14:02:00Z').lines).toEqual([
    'primary_oncall means nobody until 2026-06-01T09:00Z (primary begins only on 2026-06-01): the catch-all is paged instead',
  ]);
});

test.each([
  [
    '+44 (0)20 7946 0011',
    'people.yaml:11:14: "+44 (0)20 7946 0011" does not fit phone; expected: +442079460011, without the zero that is dialled within the country only',
  ],
  [
    '+44 020 7946 0011',
    'people.yaml:11:14: "+44 020 7946 0011" does not fit phone; expected: +442079460011, without the zero that is dialled within the country only',
  ],
])('%s has a trunk zero', (phone, line) => {
  expect(judged([['+1-555-0111', phone]], '2026-03-11T14:02:00Z').lines).toEqual([line]);
});
test.each([
  ['+39 06 698 1234', '+39066981234'],
  ['+44 20 7946 0011', '+442079460011'],
])('%s is a number', (phone, plain) => {
  expect(peopleOf(['+1-555-0111', phone]).people['alice']?.['phone']).toBe(plain);
});

test('shifts of two hours through the night in which New York goes forward: the next at an even hour, no gap', () => {
  const people = peopleOf([
    primary,
    '{ zone: America/New_York, shift: 2h, handover: { day: sun, time: "00:00" }, starts: "2026-03-01", members: [alice, bob, carol] }',
  ]);
  const shifts = ['06:30', '07:00', '08:00', '10:00'].map((time) =>
    shiftAt(people, 'primary', new Date(`2026-03-08T${time}:00Z`)),
  );
  expect(
    shifts.map(
      ({ person, from, until }) =>
        `${person} ${from?.toISOString().slice(11, 16)} ${until?.toISOString().slice(11, 16)}`,
    ),
  ).toEqual(['alice 05:00 07:00', 'bob 07:00 08:00', 'carol 08:00 10:00', 'alice 10:00 12:00']);
});

test('a midnight that Cairo skips: the hand-over is at the end of the hour that does not exist', () => {
  const people = peopleOf([
    primary,
    '{ zone: Africa/Cairo, shift: 1d, handover: { day: fri, time: "00:00" }, starts: "2026-04-03", members: [alice, bob, carol] }',
  ]);
  const before = shiftAt(people, 'primary', new Date('2026-04-23T21:59:59Z'));
  const after = shiftAt(people, 'primary', new Date('2026-04-23T22:00:00Z'));
  expect([before.person, before.until?.toISOString(), after.person, after.from?.toISOString()]).toEqual([
    'carol',
    '2026-04-23T22:00:00.000Z',
    'alice',
    '2026-04-23T22:00:00.000Z',
  ]);
});

test('a gap of the year ahead, and who never has a turn, are named', () => {
  const days: Change[] = [
    [
      primary,
      '{ zone: UTC, shift: 1d, handover: { time: "09:00" }, starts: "2026-01-05", days: [mon], members: [alice, bob, carol, dana, tom, ana, piet] }',
    ],
  ];
  const { lines } = judged(days, '2026-03-09T12:00:00Z');
  expect(lines[0]).toBe(
    'primary_oncall means nobody from 2026-03-10T00:00Z until 2026-03-16T00:00Z (nobody has a turn on primary now): the catch-all is paged instead',
  );
  expect(lines.filter((line) => line.includes('no turn'))).toEqual([
    'bob has no turn on primary within a year',
    'carol has no turn on primary within a year',
    'dana has no turn on primary within a year',
    'tom has no turn on primary within a year',
    'ana has no turn on primary within a year',
  ]);
});

test('a rotation is one layer or several, and a zone that is none has its nearest named', () => {
  expect(
    judged([[primary, '{ zone: Europe/Berln, shift: 1w, members: [alice] }']], '2026-03-01T00:00:00Z').lines,
  ).toEqual([
    'people.yaml:144:3: handover is missing; expected: handover, or layers that have it',
    'people.yaml:144:3: starts is missing; expected: starts, or layers that have it',
    'people.yaml:145:13: "Europe/Berln" does not fit zone; expected: Europe/Berlin? a zone is a name of the IANA time zone database, such as UTC or Europe/Berlin',
  ]);
});
