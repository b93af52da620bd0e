import { expect, test } from 'vitest';
import { memoryLog } from '#adapters/memory/log';
import { type MemoryQueuesOptions, type Message, memoryQueues } from '#adapters/memory/queues';
import { memorySchedules } from '#adapters/memory/schedules';

const deliveries = async (options: MemoryQueuesOptions, count = 40) => {
  const got: Message[] = [];
  const queues = memoryQueues({ ...options, listener: (message) => void got.push(message) });
  await queues.put(
    'page',
    Array.from({ length: count }, (_, i) => i),
  );
  await queues.drain();
  return got.map(({ body }) => body as number);
};
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('without options each message is delivered once and in order, and belongs to its receiver', async () => {
  const body = { outbox: ['OUT#1'] };
  const got: Message[] = [];
  const queues = memoryQueues({ listener: (message) => void got.push(message) });
  await queues.put('send', [body, 'second']);
  await queues.put('effects', []);
  body.outbox.push('mine');
  expect(await queues.drain()).toBe(2);
  expect(got).toEqual([
    { id: 'message-1', queue: 'send', body: { outbox: ['OUT#1'] }, receives: 1 },
    { id: 'message-2', queue: 'send', body: 'second', receives: 1 },
  ]);
  expect(await queues.deliver()).toBe(false);
});

test('duplicates and disorder lose nothing, and the same seed gives the same deliveries', async () => {
  const twice = await deliveries({ duplicate: 0.5, seed: 7 });
  expect([...new Set(twice)].sort((a, b) => a - b)).toEqual(upTo(40));
  expect(twice.length).toBeGreaterThan(45);
  const mixed = await deliveries({ reorder: 0.5, seed: 7 });
  expect(mixed).not.toEqual(upTo(40));
  expect([...mixed].sort((a, b) => a - b)).toEqual(upTo(40));
  expect(await deliveries({ duplicate: 0.5, reorder: 0.5, seed: 7 })).toEqual(
    await deliveries({ duplicate: 0.5, reorder: 0.5, seed: 7 }),
  );
  expect(await deliveries({ reorder: 0.5, seed: 8 })).not.toEqual(mixed);
});

test('a delayed message is delivered at its time and not before; what waits behind it is not held up', async () => {
  let now = new Date('2026-01-05T03:00:00Z');
  const got: unknown[] = [];
  const queues = memoryQueues({ now: () => now, listener: ({ body }) => void got.push(body) });
  await queues.put('page', ['later'], 30);
  await queues.put('page', ['at once']);
  await queues.drain();
  expect(got).toEqual(['at once']);
  now = new Date('2026-01-05T03:00:30Z');
  await queues.drain();
  expect(got).toEqual(['at once', 'later']);
  await expect(queues.put('page', ['x'], 901)).rejects.toThrow(RangeError);
  await expect(queues.put('page', ['x'], 1.5)).rejects.toThrow(RangeError);
});

test('a receiver that throws gets the message again until it is dead, and holds up nobody', async () => {
  const poison = new Error('poisoned');
  const got: [unknown, number][] = [];
  const queues = memoryQueues({ maxReceives: 3 });
  queues.listen(({ body, receives }) => {
    const work = body as { do: string };
    got.push([work.do, receives]);
    if (work.do !== 'bad') return;
    work.do = 'spoilt';
    throw poison;
  });
  await queues.put('page', [{ do: 'bad' }, { do: 'good' }]);
  await queues.drain();
  expect(got).toEqual([
    ['bad', 1],
    ['good', 1],
    ['bad', 2],
    ['bad', 3],
  ]);
  expect(queues.dead()).toEqual([
    { message: { id: 'message-1', queue: 'page', body: { do: 'bad' }, receives: 3 }, error: poison },
  ]);
  expect(queues.waiting()).toEqual([]);
});

test('a put that is refused leaves nothing; one whose answer is lost was taken', async () => {
  const answers: (Error | undefined)[] = [new Error('throttled'), undefined, new Error('lost')];
  let told = 0;
  const queues = memoryQueues({ fail: () => answers.shift(), arrived: () => void (told += 1) });
  await expect(queues.put('page', [1])).rejects.toThrow('throttled');
  expect([queues.waiting(), told]).toEqual([[], 0]);
  await expect(queues.put('page', [1])).rejects.toThrow('lost');
  expect([queues.waiting(), told]).toEqual([[{ id: 'message-1', queue: 'page', body: 1, receives: 0 }], 1]);
  await expect(queues.put('page', ['x'.repeat(1024 * 1024)])).rejects.toThrow(RangeError);
});

test('a schedule rings once, at its whole second, and the first of a name stays until then', async () => {
  const schedules = memorySchedules();
  const at = new Date('2026-01-05T03:00:01.900Z');
  await schedules.set({ name: 'INC-1.b', at: new Date('2026-01-05T03:05:00Z'), input: { due: 'b' } });
  await schedules.set({ name: 'INC-1.a', at, input: { due: 'a' } });
  await schedules.set({ name: 'INC-1.a', at: new Date('2026-01-05T04:00:00Z'), input: { due: 'other' } });
  const whole = new Date('2026-01-05T03:00:01.000Z');
  expect(schedules.next()).toEqual(whole);
  expect(schedules.ring(new Date('2026-01-05T03:00:00.999Z'))).toEqual([]);
  expect(schedules.ring(whole)).toEqual([{ name: 'INC-1.a', at: whole, ringsAt: whole, input: { due: 'a' } }]);
  expect(schedules.ring(whole)).toEqual([]);
  await schedules.set({ name: 'INC-1.a', at, input: { due: 'again' } });
  expect(schedules.list().map(({ name, input }) => [name, input])).toEqual([
    ['INC-1.a', { due: 'again' }],
    ['INC-1.b', { due: 'b' }],
  ]);
  await expect(schedules.set({ name: 'not/a name', at, input: null })).rejects.toThrow(RangeError);
});

test('schedules ring late by seed, within their bound', async () => {
  const lateness = async (seed: number) => {
    const schedules = memorySchedules({ lateSeconds: 60, seed });
    for (const i of upTo(20)) await schedules.set({ name: `s${i}`, at: new Date('2026-01-05T03:00:00Z'), input: i });
    return schedules.list().map(({ at, ringsAt }) => (ringsAt.getTime() - at.getTime()) / 1000);
  };
  const late = await lateness(3);
  expect(late.every((seconds) => seconds >= 0 && seconds < 60)).toBe(true);
  expect(Math.max(...late)).toBeGreaterThan(30);
  expect(await lateness(3)).toEqual(late);
  expect(await lateness(4)).not.toEqual(late);
});

test('the log keeps what it was told, in order', () => {
  const log = memoryLog();
  const facts = { phone: '+15550101' };
  log.info('started');
  log.warn('slow', facts);
  log.error('not paged', { why: 'no route' });
  facts.phone = 'changed';
  expect(log.entries).toEqual([
    { level: 'info', message: 'started', facts: {} },
    { level: 'warn', message: 'slow', facts: { phone: '+15550101' } },
    { level: 'error', message: 'not paged', facts: { why: 'no route' } },
  ]);
});
