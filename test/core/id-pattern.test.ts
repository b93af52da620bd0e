import { expect, test } from 'vitest';
import { memoryTable } from '#adapters/memory/table';
import { keys } from '#app/store/keys';
import { nextIncidentId } from '#app/store/new-id';
import { capacityOf, fillPattern } from '#core/incident/id-pattern';
import { itemsOf } from '#core/incident/meeting';
import { tracktion } from '#test/story';

const at = new Date('2026-03-11T14:02:00Z');
const newId = async (...given: Parameters<typeof nextIncidentId>) => (await nextIncidentId(...given))();

test.each([
  ['INC-{yyyymmdd}-{unix:4}', 1, 'INC-20260311-7720'],
  ['INC-{yyyymmdd}-{unix:4}', 2, 'INC-20260311-7720-2'],
  ['INC-{yyyy}-{seq:3}', 1, 'INC-2026-001'],
  ['INC-{yyyy}-{seq:3}', 1000, 'INC-2026-1000'],
  ['PG-{yyyymmdd}-{hhmm}', 1, 'PG-20260311-1402'],
  ['PG-{yyyymmdd}-{hhmm}', 12, 'PG-20260311-1402-12'],
  ['INC-{seq:2}-{yyyy}-{seq:3}', 7, 'INC-07-2026-007'],
])('%s, number %i, is %s', (pattern, n, id) => {
  expect(fillPattern(pattern, at).numbered(n)).toBe(id);
});

test('two hundred that open at one instant, and find the plain id taken, get two hundred ids, each in one count', async () => {
  const calls: string[] = [];
  const table = memoryTable({
    fail: ({ call, moment }) => {
      if (moment === 'before') calls.push(call);
      return undefined;
    },
  });
  await table.write([{ put: { ...keys.state('INC-20260311-7720') } }]);
  const ids = await Promise.all(
    Array.from({ length: 200 }, () => newId({ table, now: () => at }, 'INC-{yyyymmdd}-{unix:4}')),
  );
  expect(new Set(ids).size).toBe(200);
  expect(ids.slice(0, 3)).toEqual(['INC-20260311-7720-2', 'INC-20260311-7720-3', 'INC-20260311-7720-4']);
  expect([calls.length, calls.filter((call) => call === 'count').length]).toEqual([401, 200]);
});

test('the first of its second has the plain id, and takes no number', async () => {
  const table = memoryTable();
  expect(await newId({ table, now: () => at }, 'INC-{yyyymmdd}-{unix:4}')).toBe('INC-20260311-7720');
  expect(table.dump()).toEqual([]);
});

test('a number that is counted a year long starts anew with the year', async () => {
  const table = memoryTable();
  const id = (now: string) => newId({ table, now: () => new Date(now) }, 'INC-{yyyy}-{seq:3}');
  expect([
    await id('2026-12-31T23:59:59Z'),
    await id('2026-12-31T23:59:59Z'),
    await id('2027-01-01T00:00:00Z'),
  ]).toEqual(['INC-2026-001', 'INC-2026-002', 'INC-2027-001']);
});

test.each([
  ['INC-{yyyymmdd}-{unix:4}', { aDay: 10_000, longest: 24 }],
  ['INC-{yyyymmdd}-{seq:3}', { aDay: 999, longest: 19 }],
  ['INC-{yyyy}-{seq:3}', { aDay: 2, longest: 15 }],
  ['PG-{yyyymmdd}-{hhmm}', { aDay: 1440, longest: 23 }],
  ['INC-{yyyymmdd}-{hhmm}-{seq:2}', { aDay: 142_560, longest: 24 }],
  // without a date, numbers last for the year
  ['INC-{hhmm}-{seq:2}', { aDay: 390, longest: 15 }],
  ['INC-{unix:4}', { aDay: 27, longest: 15 }],
  ['INC-{yyyymmdd}-{unix:1}-{seq:2}', { aDay: 990, longest: 21 }],
])('%s carries %o', (pattern, carried) => {
  expect(capacityOf(pattern)).toEqual(carried);
});

test('items of two incidents never share an id, whatever pattern the playbook gives', () => {
  const playbook = structuredClone(tracktion.pack.playbook);
  playbook.items.id = 'AI-{n:3}';
  const items = ['INC-1', 'INC-2'].flatMap((id) =>
    itemsOf(id, playbook, { resolvedAt: '2026-03-11T15:00:00Z', reviewAt: undefined }).slice(0, 2),
  );
  expect(items.map((i) => i.id)).toEqual(['INC-1-AI-001', 'INC-1-AI-002', 'INC-2-AI-001', 'INC-2-AI-002']);
});

test.each([
  // 23:30 UTC is the next day already in Auckland, and the clock goes back there on 5 April
  ['Pacific/Auckland', '2026-04-02T23:30:00Z', '7d', '2026-04-10'],
  ['UTC', '2026-04-02T23:30:00Z', '7d', '2026-04-09'],
  ['America/New_York', '2026-03-07T04:30:00Z', '2d', '2026-03-08'],
  ['UTC', '2026-03-07T23:30:00Z', '36h', '2026-03-09'],
])('an item in %s of %s, due in %s, is due on %s', (zone, at, span, due) => {
  const playbook = structuredClone(tracktion.pack.playbook);
  playbook.zone = zone;
  for (const item of playbook.items.samples) item.due = span;
  expect(itemsOf('INC-1', playbook, { resolvedAt: at, reviewAt: '2026-06-01T00:00:00Z' })[0]?.due).toBe(due);
});

test('items that count from the review are due from its day, and from the resolution where there is none', () => {
  const playbook = structuredClone(tracktion.pack.playbook);
  playbook.items.from = 'review';
  const dueOf = (reviewAt: string | undefined) =>
    itemsOf('INC-1', playbook, { resolvedAt: '2026-03-11T15:00:00Z', reviewAt }).map(({ due }) => due);
  expect(dueOf(undefined)).toEqual(['2026-03-18', '2026-03-25']);
  expect(dueOf('2026-03-13T14:00:00Z')).toEqual(['2026-03-20', '2026-03-27']);
});

test('an item waits for others by their ids', () => {
  const playbook = structuredClone(tracktion.pack.playbook);
  const [first, second] = playbook.items.samples;
  if (first === undefined || second === undefined) throw new Error('two samples');
  first.dependsOn = [second.title];
  expect(
    itemsOf('INC-1', playbook, { resolvedAt: '2026-03-11T15:00:00Z', reviewAt: undefined }).map((i) => i.dependsOn),
  ).toEqual([['AI-INC-1-002'], []]);
});
