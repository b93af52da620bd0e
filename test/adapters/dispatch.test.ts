import { expect, test } from 'vitest';
import * as z from 'zod';
import { RowId } from '#app/outbox/lease';
import { queueOf } from '#app/store/keys';
import type { Json } from '#core/json';
import { dispatchOutbox } from '#lambdas/dispatch/dispatch-outbox';

test.each([
  ['O#page#INC-1.1.page', 'page'],
  ['O#send#a#b', 'send'],
  ['O#effects', 'effects'],
  ['O#sends#a', undefined],
  ['O##send', undefined],
  ['O#', undefined],
  ['O', undefined],
  ['OO#send#a', undefined],
  ['E#00000001', undefined],
  ['STATE', undefined],
])('the queue of %s is %s', (sk, queue) => {
  expect(queueOf(sk)).toBe(queue);
});

test('new rows of the outbox go to their queues, the most urgent queue first and in the order of the stream, and all else nowhere', async () => {
  const put: [string, readonly Json[]][] = [];
  const queues = { put: async (queue: string, bodies: readonly Json[]) => void put.push([queue, bodies]) };
  const record = (eventName: string, sk: string) => ({
    eventName,
    dynamodb: { Keys: { pk: { S: 'INC-1' }, sk: { S: sk } } },
  });
  await dispatchOutbox(
    { queues },
    {
      Records: [
        record('INSERT', 'O#send#b'),
        record('INSERT', 'STATE'),
        record('MODIFY', 'O#page#old'),
        record('INSERT', 'O#send#a'),
        record('INSERT', 'O#page#new'),
      ],
    },
  );
  expect(put).toEqual([
    ['page', [{ pk: 'INC-1', sk: 'O#page#new' }]],
    [
      'send',
      [
        { pk: 'INC-1', sk: 'O#send#b' },
        { pk: 'INC-1', sk: 'O#send#a' },
      ],
    ],
  ]);
});

test('the key of a row is all that is taken of what a queue brings, and what is none is refused', () => {
  expect(RowId.parse({ pk: 'INC-1', sk: 'O#send#a', more: 1 })).toEqual({ pk: 'INC-1', sk: 'O#send#a' });
  for (const body of [null, 'INC-1', [], { pk: 'INC-1' }, { pk: 1, sk: 'O#send#a' }])
    expect(() => RowId.parse(body)).toThrow(z.ZodError);
});
