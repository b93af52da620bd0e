import { describe, expect, test } from 'vitest';
import { type Change, memoryTable, type TableCall } from '#adapters/memory/table';
import { Refused } from '#core/errors';
import type { Json } from '#core/json';
import { tableContract } from './table.contract.ts';

tableContract('memory', async () => memoryTable());

const k = (sk: string, pk = 'INC#1') => ({ pk, sk });
const due = (i: number) => ({ ...k('STATE', `INC#${i}`), duePk: 'AGGREGATE', dueAt: `2026-01-05T03:00:0${i}Z` });

describe('the memory twin: faults', () => {
  test('an error before leaves nothing; an error after is a lost answer, and its write stands', async () => {
    const calls: TableCall[] = [];
    const answers: (Error | undefined)[] = [new Refused(['conflict']), undefined, new Error('socket hang up')];
    const table = memoryTable({
      fail: (call) => {
        calls.push(call);
        return answers.shift();
      },
    });
    const heard: Change[] = [];
    table.changes((change) => heard.push(change));
    await expect(table.write([{ put: k('a') }])).rejects.toThrow(new Refused(['conflict']));
    expect(table.dump()).toEqual([]);
    await expect(table.write([{ put: k('a') }])).rejects.toThrow('socket hang up');
    expect(table.dump()).toEqual([k('a')]);
    expect(heard).toEqual([{ ...k('a'), type: 'INSERT' }]);
    const writes = [{ put: k('a') }];
    expect(calls).toEqual([
      { call: 'write', moment: 'before', writes },
      { call: 'write', moment: 'before', writes },
      { call: 'write', moment: 'after', writes },
    ]);
  });

  test('reads can fail too', async () => {
    const table = memoryTable({ fail: ({ call }) => (call === 'write' ? undefined : new Error(`no ${call}`)) });
    await expect(table.get(k('a'))).rejects.toThrow('no get');
    await expect(table.query('INC#1')).rejects.toThrow('no query');
    await expect(table.index('due', 'AGGREGATE', { limit: 1 })).rejects.toThrow('no index');
  });
});

describe('the memory twin: late indexes', () => {
  const ids = async (table: ReturnType<typeof memoryTable>) =>
    (await table.index('due', 'AGGREGATE', { limit: 10 })).rows.map(({ pk, dueAt }) => [pk, dueAt]);

  test('`true` serves what stood at the read before', async () => {
    const table = memoryTable({ lagIndexes: true });
    await table.write([{ put: due(1) }]);
    expect(await ids(table)).toEqual([]);
    await table.write([{ put: due(2) }]);
    expect(await ids(table)).toEqual([['INC#1', '2026-01-05T03:00:01Z']]);
    await table.write([{ delete: k('STATE', 'INC#1') }]);
    expect(await table.get(k('STATE', 'INC#1'))).toBeUndefined();
    expect(await ids(table)).toEqual([
      ['INC#1', '2026-01-05T03:00:01Z'],
      ['INC#2', '2026-01-05T03:00:02Z'],
    ]);
    table.settle();
    expect(await ids(table)).toEqual([['INC#2', '2026-01-05T03:00:02Z']]);
  });

  test('a function holds changes back one by one, but never lets a row’s newer change pass its older', async () => {
    let late = new Set([1]);
    const table = memoryTable({ lagIndexes: ({ order }) => late.has(order) });
    await table.write([{ put: due(1) }]);
    await table.write([{ update: k('STATE', 'INC#1'), set: { dueAt: '2026-01-05T03:00:09Z' } }]);
    await table.write([{ put: due(2) }]);
    expect(await ids(table)).toEqual([['INC#2', '2026-01-05T03:00:02Z']]);
    late = new Set([2]);
    expect(await ids(table)).toEqual([
      ['INC#1', '2026-01-05T03:00:01Z'],
      ['INC#2', '2026-01-05T03:00:02Z'],
    ]);
    late = new Set();
    expect(await ids(table)).toEqual([
      ['INC#2', '2026-01-05T03:00:02Z'],
      ['INC#1', '2026-01-05T03:00:09Z'],
    ]);
  });

  test('a full page has a cursor even where nothing follows, as DynamoDB does', async () => {
    const table = memoryTable();
    await table.write([{ put: due(1) }, { put: due(2) }]);
    const page = await table.index('due', 'AGGREGATE', { limit: 2 });
    expect(page).toEqual({ rows: [due(1), due(2)], next: expect.stringMatching(/^[\w-]+$/) });
    expect(await table.index('due', 'AGGREGATE', { limit: 2, next: page.next ?? '' })).toEqual({ rows: [] });
  });
});

describe('the memory twin: the stream of keys', () => {
  test('says what each write made of a row, and nothing where nothing changed', async () => {
    const table = memoryTable();
    const heard: Change[] = [];
    const stop = table.changes((change) => heard.push(change));
    await table.write([{ put: { ...k('a'), n: 1 } }, { put: k('b') }]);
    await table.write([{ put: { n: 1, ...k('a') } }]);
    await table.write([
      { update: k('a'), set: { n: 2 } },
      { check: k('b'), when: { pk: { present: true } } },
    ]);
    await table.write([{ delete: k('b') }, { delete: k('c') }]);
    await expect(table.write([{ put: k('d') }, { check: k('e'), when: { pk: { present: true } } }])).rejects.toThrow(
      Refused,
    );
    stop();
    await table.write([{ put: k('f') }]);
    expect(heard).toEqual([
      { ...k('a'), type: 'INSERT' },
      { ...k('b'), type: 'INSERT' },
      { ...k('a'), type: 'MODIFY' },
      { ...k('b'), type: 'REMOVE' },
    ]);
    expect(table.dump()).toEqual([{ ...k('a'), n: 2 }, k('f')]);
  });
});

test('the memory twin: a row of nothing but empty lists is over 400 KB too, by the three bytes that each takes', async () => {
  const empty: Json[] = Array.from({ length: 105_000 }, () => []);
  await expect(memoryTable().write([{ put: { ...k('lists'), empty } }])).rejects.toThrow('Item size has exceeded');
});
