import { expect, test } from 'vitest';
import { manyServices, oneService } from '../bench/storm.ts';

test('1,000 alarms over 50 services: 50 incidents, each page once, all counted, and a P1 in their midst pages as when it is quiet', async () => {
  const { quiet, amid, awaited, ...counts } = await manyServices(1000, 50);
  expect(counts).toEqual({ alarms: 1000, keys: 50, incidents: 50, exact: 50, pages: 50 });
  expect(amid).toBeLessThanOrEqual(3 * quiet);
  // reads of what is known, the transaction, the queue, the page's row, its claim
  expect(awaited).toBe(5);
});

test('1,000 different alarms at once on one service are one incident, acknowledged by as many calls as after 30', async () => {
  const few = await oneService(30);
  const many = await oneService(1000);
  expect([many.incidents, many.firing, many.noted]).toEqual([1, 1000, 1000]);
  expect(many.acknowledgement.calls).toBe(few.acknowledgement.calls);
  expect(many.acknowledgement.bytes / few.acknowledgement.bytes).toBeLessThan(1.05);
  expect(many.stateBytes).toBeLessThan(12_000);
});
