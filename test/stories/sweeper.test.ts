import { expect, test } from 'vitest';
import type { AggregateKind, DueRow } from '#app/aggregates/kind';
import { aggregates } from '#app/aggregates/registry';
import type { Json } from '#core/json';
import { sweep } from '#lambdas/sweep/sweep';
import { highErrorRate, Story } from '#test/story';

/** A kind whose rows this test alone writes and takes up. */
const sample = (given: Partial<AggregateKind> & Pick<AggregateKind, 'takeUp'>): AggregateKind => ({
  kind: 'sample',
  partitions: ['SAMPLE#bad', 'SAMPLE'],
  overdueSeconds: 30,
  limits: { aSweep: 1000, atOnce: 10 },
  timePassed: null,
  replan: null,
  leftToSweeper: true,
  ...given,
});

/** So many rows of it that have been due since 14:00:00, 10 ms apart. */
async function withRows(n: number, more: { name?: string; duePk?: string } = {}, story = new Story()): Promise<Story> {
  const { name = 'S', duePk = 'SAMPLE' } = more;
  await story.run(async () => {
    for (let at = 0; at < n; at += 1) {
      const dueAt = new Date(Date.parse('2026-03-11T14:00:00Z') + at * 10).toISOString();
      await story.world.table.write([
        { put: { pk: `${name}-${String(at).padStart(4, '0')}`, sk: 'STATE', duePk, dueAt } },
      ]);
    }
  });
  return story;
}

test('the worst comes first, then what has been due longest, and what is not yet overdue not at all', async () => {
  const story = await withRows(3);
  await withRows(2, { name: 'BAD', duePk: 'SAMPLE#bad' }, story);
  await story.run(() =>
    story.world.table.write([{ put: { pk: 'NEW', sk: 'STATE', duePk: 'SAMPLE', dueAt: '2026-03-11T14:01:45.000Z' } }]),
  );
  const order: string[] = [];
  const kind = sample({ takeUp: async (_, { pk }) => order.push(pk) > 0, limits: { aSweep: 1000, atOnce: 1 } });
  expect(await story.run(() => sweep(story.world.ports, [kind]))).toEqual({
    takenUp: { sample: 5 },
    failed: 0,
    replanned: 0,
    left: false,
  });
  expect(order).toEqual(['BAD-0000', 'BAD-0001', 'S-0000', 'S-0001', 'S-0002']);
});

test('a sweep takes up so many rows and no more; the rest comes first at the next, although the first have kept their places', async () => {
  const story = await withRows(250);
  const order: string[] = [];
  const kind = sample({
    takeUp: async (_, { pk }) => order.push(pk) > 0,
    partitions: ['SAMPLE'],
    limits: { aSweep: 150, atOnce: 10 },
  });
  expect(await story.run(() => sweep(story.world.ports, [kind]))).toMatchObject({
    takenUp: { sample: 150 },
    left: true,
  });
  expect(order.at(-1)).toBe('S-0149');
  await story.until('14:03');
  expect(await story.run(() => sweep(story.world.ports, [kind]))).toMatchObject({ takenUp: { sample: 150 } });
  expect(order.slice(150, 251).at(0)).toBe('S-0150');
  expect(new Set(order).size).toBe(250);
});

test('so many rows are under way at once and no more', async () => {
  const story = await withRows(25);
  const at = { once: 0, most: 0 };
  const kind = sample({
    async takeUp() {
      at.once += 1;
      at.most = Math.max(at.most, at.once);
      await story.world.clock.sleep(1000);
      at.once -= 1;
      return true;
    },
  });
  story.world.clock.run(() => sweep(story.world.ports, [kind]));
  await story.until('14:02:02.500');
  expect(at.most).toBe(10);
  expect(story.world.table.dump().filter(({ pk }) => pk.startsWith('S-')).length).toBe(25);
  // two and a half rounds of a second each
  await story.until('14:02:03');
  expect(at.once).toBe(0);
});

test('after forty seconds a sweep begins nothing more, and the next one begins with the rest', async () => {
  const story = await withRows(30);
  const order: string[] = [];
  const kind = sample({
    async takeUp(_, { pk }) {
      order.push(pk);
      await story.world.clock.sleep(5000);
      return true;
    },
    limits: { aSweep: 1000, atOnce: 2 },
  });
  const found: Json[] = [];
  story.world.clock.run(async () => found.push({ ...(await sweep(story.world.ports, [kind])) }));
  await story.until('14:03');
  expect(found).toMatchObject([{ takenUp: { sample: 16 }, left: true }]);
  story.world.clock.run(() => sweep(story.world.ports, [kind]));
  await story.until('14:03:01');
  expect(order.slice(16, 18)).toEqual(['S-0016', 'S-0017']);
  await story.until('14:05');
});

test('rows that fail are put behind the others and fail the sweep, each on its own', async () => {
  const story = await withRows(4);
  const order: string[] = [];
  const kind = sample({
    async takeUp(_, { pk }) {
      order.push(pk);
      if (pk === 'S-0000' || pk === 'S-0001') throw new Error('poison');
      return true;
    },
    limits: { aSweep: 1000, atOnce: 1 },
  });
  expect(await story.run(() => sweep(story.world.ports, [kind]))).toMatchObject({ takenUp: { sample: 2 }, failed: 2 });
  await story.until('14:03');
  await story.run(() => sweep(story.world.ports, [kind]));
  expect(order).toEqual(['S-0000', 'S-0001', 'S-0002', 'S-0003', 'S-0002', 'S-0003', 'S-0000', 'S-0001']);
});

test('a partition that is full leaves room to those after it', async () => {
  const story = await withRows(100);
  await withRows(300, { name: 'BAD', duePk: 'SAMPLE#bad' }, story);
  const taken: DueRow[] = [];
  const kind = sample({ takeUp: async (_, row) => taken.push(row) > 0, limits: { aSweep: 100, atOnce: 10 } });
  await story.run(() => sweep(story.world.ports, [kind]));
  expect(taken.filter(({ pk }) => pk.startsWith('BAD')).length).toBe(75);
  expect(taken.filter(({ pk }) => pk.startsWith('S')).length).toBe(25);
});

test('a kind that cannot be swept at all keeps no other from its sweep', async () => {
  const story = await withRows(3);
  const kinds = [
    sample({ kind: 'broken', partitions: [''], takeUp: async () => true }),
    sample({ takeUp: async () => true }),
  ];
  const { table } = story.world;
  story.world.ports.table = {
    ...table,
    index: (name, partition, options) =>
      partition === '' ? Promise.reject(new Error('no such partition')) : table.index(name, partition, options),
  };
  expect(await story.run(() => sweep(story.world.ports, kinds))).toMatchObject({ takenUp: { sample: 3 }, failed: 1 });
});

test('500 overdue incidents of P3 do not hold up a P1 that is overdue since a moment ago', async () => {
  const story = new Story();
  await story.signal({ ...highErrorRate, key: 'slow', rule: 'high-latency', value: 3.5 });
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P3', reason: 'only slow' });
  const p3 = story.world.table.dump().find((row) => row.sk === 'STATE' && row.listPk === 'INCIDENT');
  await story.signal({ ...highErrorRate, key: 'down', service: 'database' });
  const p1 = story.world.table.dump().find((row) => row.listPk === 'INCIDENT' && row.pk !== p3?.pk)?.pk ?? '';
  // the clock of the P1, which waits for 14:07, is lost, and so are 500 others
  await story.until('14:06:30');
  story.world.executions.failAll();
  await story.until('14:07:40');
  await story.run(async () => {
    for (let n = 0; n < 500; n += 1) {
      const id = `OLD-${n}`;
      const incident = { ...(p3?.['incident'] as { [key: string]: Json }), id };
      const due = { nextDue: '2026-03-11T14:02:01Z', dueAt: '2026-03-11T14:02:01Z' };
      await story.world.table.write([{ put: { ...p3, pk: id, sk: 'STATE', incident, ...due } }]);
    }
  });
  const order: string[] = [];
  story.world.table.changes(({ pk, sk, type }) => {
    if (sk === 'STATE' && type === 'MODIFY') order.push(pk);
  });
  expect(p3?.duePk).toBe('AGGREGATE#2');
  const found = await story.run(() => sweep(story.world.ports, aggregates));
  expect(found).toMatchObject({ failed: 0, left: true });
  expect(found.takenUp['incident']).toBeLessThanOrEqual(200);
  expect(order.indexOf(p1)).toBeGreaterThanOrEqual(0);
  expect(order.indexOf(p1)).toBeLessThan(10);
  expect(await story.lines(['page'], p1)).toContain('14:07:40 page secondary_oncall/bob');
});
