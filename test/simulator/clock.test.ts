import { expect, test } from 'vitest';
import { VirtualClock } from '#simulator/clock';

const start = new Date('2026-01-05T03:00:00Z');

test('thirty days pass at once, timer by timer', async () => {
  const clock = new VirtualClock(start);
  const seen: string[] = [];
  clock.run(async () => {
    for (let day = 0; day < 30; day++) {
      await clock.sleep(86_400_000);
      seen.push(clock.now().toISOString());
    }
  });
  const began = performance.now();
  await clock.wind(new Date('2026-02-04T03:00:00Z'));
  expect(performance.now() - began).toBeLessThan(2000);
  expect([seen.length, seen[0], seen[29]]).toEqual([30, '2026-01-06T03:00:00.000Z', '2026-02-04T03:00:00.000Z']);
});

test('timers run by their time, those of one instant in the order of creation, and a cancelled one never', async () => {
  const clock = new VirtualClock(start);
  const at = start.getTime();
  const seen: string[] = [];
  clock.at(at + 2000, () => seen.push('c'));
  clock.at(at + 1000, () => seen.push('a'));
  clock.at(at + 1500, () => seen.push('never'))();
  clock.at(at + 1000, () => {
    seen.push('b');
    clock.at(at, () => seen.push(`b2 at ${clock.now().getTime() - at}`)); // asked for in the past
  });
  expect(clock.next()).toBe(at + 1000);
  await clock.wind(1999);
  expect(seen).toEqual(['a', 'b', 'b2 at 1000']);
  await clock.wind(1);
  expect([seen[3], clock.next(), clock.now().toISOString()]).toEqual(['c', undefined, '2026-01-05T03:00:02.000Z']);
});

test('a timer that says at its time that it is not needed does nothing, and one that rings is no activity and is waited for', async () => {
  const clock = new VirtualClock(start);
  const at = start.getTime();
  const seen: string[] = [];
  const tell = (what: string) => void seen.push(`${what} at ${clock.ms() - at}`);
  clock.at(
    at + 1,
    () => tell('needed'),
    () => clock.ms() === at + 1,
  );
  clock.at(
    at + 2,
    () => tell('not needed'),
    () => seen.length === 0,
  );
  clock.ring(at + 3, async () => {
    await new Promise((resolve) => setTimeout(resolve, 10)); // real
    tell('rung');
  });
  clock.ring(at + 4, () => tell('never'))();
  clock.ring(at + 5, () => tell('last'));
  await clock.wind(9);
  expect(seen).toEqual(['needed at 1', 'rung at 3', 'last at 5']);
  clock.ring(at, () => {
    throw new Error('at once');
  });
  clock.ring(at, () => Promise.reject(new Error('later')));
  await expect(clock.wind(0)).rejects.toThrow('at once');
  await expect(clock.wind(0)).rejects.toThrow('later');
});

test('a thousand timers in any order come out sorted', async () => {
  const clock = new VirtualClock(start);
  const seen: number[] = [];
  const dues = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
  const cancels = dues.map((due) => clock.at(start.getTime() + due, () => seen.push(due)));
  for (const [i, cancel] of cancels.entries()) if (i % 3 === 0) cancel();
  await clock.wind(1000);
  expect(seen).toEqual(dues.filter((_, i) => i % 3 !== 0).sort((a, b) => a - b));
});

test('time stands still while an activity does real work, and goes on when it is done', async () => {
  const clock = new VirtualClock(start);
  const seen: string[] = [];
  clock.at(start.getTime() + 1000, () => seen.push('timer'));
  clock.run(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20)); // real
    seen.push('work');
  });
  await clock.wind(1000);
  expect(seen).toEqual(['work', 'timer']);
});

test('an activity that sleeps twice at once is still one activity', async () => {
  const clock = new VirtualClock(start);
  let done = '';
  clock.run(async () => {
    await Promise.all([clock.sleep(1000), clock.sleep(3000)]);
    await new Promise((resolve) => setTimeout(resolve, 10)); // busy again: winding waits
    done = clock.now().toISOString();
  });
  await clock.wind(5000);
  expect(done).toBe('2026-01-05T03:00:03.000Z');
});

test('what an activity throws comes out of the winding; two errors come out together', async () => {
  const clock = new VirtualClock(start);
  clock.at(start.getTime() + 1, () => Promise.reject(new Error('late')));
  await expect(clock.wind(1)).rejects.toThrow('late');
  for (const text of ['one', 'two']) clock.run(() => Promise.reject(new Error(text)));
  await expect(clock.settle()).rejects.toThrow(AggregateError);
  await clock.settle(); // told once
});

test('a wait that nobody announced is an error after the patience, not a hang', async () => {
  const clock = new VirtualClock(start, 50);
  clock.run(() => new Promise(() => {}));
  await expect(clock.wind(1)).rejects.toThrow('1 activities are still busy at 2026-01-05T03:00:00.000Z');
});

test('the clock does not go back, is wound by one hand, and not from inside', async () => {
  const clock = new VirtualClock(start);
  await expect(clock.wind(new Date('2026-01-05T02:59:59Z'))).rejects.toThrow('cannot go back');
  const first = clock.wind(1);
  await expect(clock.wind(1)).rejects.toThrow('wound already');
  await first;
  clock.run(() => clock.wind(1));
  await expect(clock.settle()).rejects.toThrow('An activity cannot wind');
});
