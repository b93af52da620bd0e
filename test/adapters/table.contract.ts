import { describe, expect, test } from 'vitest';
import type { Condition, Row, Table, Write } from '#app/ports';
import { InvalidInput, Refused } from '#core/errors';
import type { Json } from '#core/json';

const refusal = async (writing: Promise<void>) =>
  writing.then(
    () => 'written',
    (error: unknown) => (error instanceof Refused ? error.reasons : error),
  );
const nameOf = async (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? error.name : error),
  );
const k = (sk: string, pk = 'INC#1') => ({ pk, sk });
const sks = (rows: Row[]) => rows.map(({ sk }) => sk);

/** What every `Table` does, whichever tool keeps the rows; `make` gives an empty one, its indexes without lag. */
export function tableContract(name: string, make: () => Promise<Table>): void {
  describe(`${name}: rows`, () => {
    test('a row comes back whole, without what was undefined, and what its reader or its writer does to it afterwards changes nothing', async () => {
      const table = await make();
      const row: Row = {
        ...k('STATE'),
        v: 1,
        text: '',
        none: null,
        list: [1, 'two', { three: [] }],
        map: { a: -0.5, b: {} },
        on: false,
      };
      await table.write([{ put: { ...row, gone: undefined } }]);
      const read = await table.get(k('STATE'));
      expect(read).toEqual(row);
      expect(Object.keys(read ?? {}).sort()).toEqual(['list', 'map', 'none', 'on', 'pk', 'sk', 'text', 'v']);
      // a table in memory shares what it gives, frozen
      const list = read?.['list'] as Json[];
      if (Object.isFrozen(list)) expect(() => list.push('mine')).toThrow(TypeError);
      else list.push('mine');
      Object.assign(read ?? {}, { v: 2 });
      (row['map'] as Record<string, unknown>)['b'] = 'mine';
      expect(await table.get(k('STATE'))).toEqual({ ...row, map: { a: -0.5, b: {} } });
    });

    test('a row that was read stands for its key: to look at, to change, to delete, alone and with others', async () => {
      const table = await make();
      const row = { ...k('STATE'), v: 1, text: 'a row has more than its key' };
      await table.write([{ put: row }]);
      expect(await table.get(row)).toEqual(row);
      await table.write([{ update: row, set: { v: 2 }, when: { v: { eq: 1 } } }]);
      await table.write([{ check: row, when: { v: { eq: 2 } } }, { put: { ...k('OTHER') } }]);
      await table.write([{ update: row, set: { v: 3 } }, { put: { ...k('OTHER'), v: 1 } }]);
      expect(await table.get(row)).toEqual({ ...row, v: 3 });
      await table.write([{ delete: row }]);
      expect(await table.get(row)).toBeUndefined();
    });

    test('what is not there is undefined, and no rows', async () => {
      const table = await make();
      expect(await table.get(k('STATE'))).toBeUndefined();
      expect(await table.query('INC#1')).toEqual([]);
    });

    test('many rows come in the order of their keys, each once, and what is not there is left out', async () => {
      const table = await make();
      const all = Array.from({ length: 120 }, (_, n) => k('STATE', `INC#${n}`));
      for (const key of all) await table.write([{ put: { ...key, v: 1 } }]);
      const asked = [...all.toReversed(), k('none'), k('STATE', 'INC#7')];
      expect(await table.getAll(asked)).toEqual(all.toReversed().map((key) => ({ ...key, v: 1 })));
      expect(await table.getAll([])).toEqual([]);
    });

    test('an update sets and removes attributes, keeps the others, and makes the row where there was none', async () => {
      const table = await make();
      await table.write([{ put: { ...k('a'), one: 1, two: 2, status: 'open' } }]);
      await table.write([{ update: k('a'), set: { two: 22, name: { first: 'x' } }, remove: ['one', 'unknown'] }]);
      await table.write([{ update: k('b'), set: { 'a.b': 1 } }]);
      await table.write([{ update: k('a'), remove: ['status'] }]);
      expect(await table.query('INC#1')).toEqual([
        { ...k('a'), two: 22, name: { first: 'x' } },
        { ...k('b'), 'a.b': 1 },
      ]);
    });

    test('a number is counted up in one step, however many do so at once; from 0 where there is none', async () => {
      const table = await make();
      const counted = await Promise.all(Array.from({ length: 20 }, () => table.count(k('n'), 'size')));
      expect(counted.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
      await table.write([{ update: k('n'), set: { name: 'x' }, add: { size: -5, other: 2 } }]);
      expect(await table.get(k('n'))).toEqual({ ...k('n'), size: 15, other: 2, name: 'x' });
      expect(await nameOf(table.write([{ update: k('n'), set: { size: 1 }, add: { size: 1 } }]))).toBe('TypeError');
    });

    test('a put replaces the whole row, a delete takes it away, also one that is not there', async () => {
      const table = await make();
      await table.write([{ put: { ...k('a'), one: 1 } }]);
      await table.write([{ put: { ...k('a'), two: 2 } }]);
      expect(await table.get(k('a'))).toEqual({ ...k('a'), two: 2 });
      await table.write([{ delete: k('a') }]);
      await table.write([{ delete: k('a') }]);
      expect(await table.get(k('a'))).toBeUndefined();
    });

    test('no writes are nothing', async () => {
      const table = await make();
      await table.write([]);
      expect(await table.query('INC#1')).toEqual([]);
    });
  });

  describe(`${name}: conditions`, () => {
    const stored: Row = { ...k('x'), n: 5, at: '2026-01-05T03:00:00Z', none: null, list: [1, { a: 1, b: 2 }] };
    const cases: [what: string, when: Condition, holds: boolean][] = [
      ['a number is itself', { n: { eq: 5 } }, true],
      ['a number is not its text', { n: { eq: '5' } }, false],
      ['null is a value', { none: { eq: null } }, true],
      ['lists and maps are compared whole', { list: { eq: [1, { b: 2, a: 1 }] } }, true],
      ['a list in another order is another', { list: { eq: [{ a: 1, b: 2 }, 1] } }, false],
      ['what is absent equals nothing', { gone: { eq: 5 } }, false],
      ['another number differs', { n: { ne: 6 } }, true],
      ['the same number does not differ', { n: { ne: 5 } }, false],
      ['its text differs', { n: { ne: '5' } }, true],
      ['what is absent differs from everything', { gone: { ne: 5 } }, true],
      ['5 is below 6', { n: { below: 6 } }, true],
      ['5 is not below 5', { n: { below: 5 } }, false],
      ['5 is not below 10 as text', { n: { below: '9' } }, false],
      ['an earlier instant is below', { at: { below: '2026-01-05T03:00:01Z' } }, true],
      ['the same instant is not below', { at: { below: '2026-01-05T03:00:00Z' } }, false],
      ['what is absent is below nothing', { gone: { below: 9 } }, false],
      ['null is below nothing', { none: { below: 9 } }, false],
      ['an attribute that is there is not absent', { n: { absent: true } }, false],
      ['null is not absent', { none: { absent: true } }, false],
      ['what is not there is absent', { gone: { absent: true } }, true],
      ['an attribute that is there is present', { none: { present: true } }, true],
      ['what is not there is not present', { gone: { present: true } }, false],
      ['a row that is there has its key', { pk: { present: true } }, true],
      ['all tests of a record hold', { n: { eq: 5 }, gone: { absent: true } }, true],
      ['one test that fails is enough', { n: { eq: 5 }, none: { absent: true } }, false],
      ['one of two records is enough', [{ n: { eq: 6 } }, { n: { eq: 5 }, gone: { ne: 1 } }], true],
      ['none of two records is none', [{ n: { eq: 6 } }, { n: { eq: 5 }, gone: { present: true } }], false],
    ];

    test('each kind of test holds or fails, alike for put, update, delete and check', async () => {
      const table = await make();
      const tried: Record<string, unknown> = {};
      const writesTried: Write[] = [
        { check: k('x'), when: { pk: { present: true } } },
        { update: k('x'), set: { touched: true } },
        { put: stored },
        { delete: k('x') },
      ];
      for (const [what, when] of cases) {
        await table.write([{ put: stored }]);
        const answers: unknown[] = [];
        for (const write of writesTried) answers.push(await refusal(table.write([{ ...write, when }])));
        tried[what] = answers;
      }
      const expected = cases.map(([what, , holds]) => [
        what,
        writesTried.map(() => (holds ? 'written' : ['condition'])),
      ]);
      expect(tried).toEqual(Object.fromEntries(expected));
    });

    test('conditions on a row that is not there: absent and different hold, the others do not', async () => {
      const table = await make();
      const check = (when: Condition) => refusal(table.write([{ check: k('none'), when }]));
      expect(await check({ pk: { absent: true } })).toBe('written');
      expect(await check({ version: { ne: 3 } })).toBe('written');
      expect(await check({ pk: { present: true } })).toEqual(['condition']);
      expect(await check({ version: { eq: 3 } })).toEqual(['condition']);
      expect(await check({ version: { below: 3 } })).toEqual(['condition']);
    });

    test('a refused write leaves the row as it was', async () => {
      const table = await make();
      await table.write([{ put: { ...k('a'), n: 1 } }]);
      expect(await refusal(table.write([{ put: { ...k('a'), n: 2 }, when: { pk: { absent: true } } }]))).toEqual([
        'condition',
      ]);
      expect(await refusal(table.write([{ update: k('a'), set: { n: 2 }, when: { n: { eq: 3 } } }]))).toEqual([
        'condition',
      ]);
      expect(await refusal(table.write([{ delete: k('a'), when: { n: { eq: 3 } } }]))).toEqual(['condition']);
      expect(await refusal(table.write([{ update: k('b'), set: { n: 2 }, when: { pk: { present: true } } }]))).toEqual([
        'condition',
      ]);
      expect(await table.query('INC#1')).toEqual([{ ...k('a'), n: 1 }]);
    });

    test('a condition that tests nothing, an update that changes nothing or contradicts itself, is a slip of the caller', async () => {
      const table = await make();
      for (const when of [{}, [], [{ n: { eq: 1 } }, {}]] satisfies Condition[]) {
        expect(await nameOf(table.write([{ put: k('a'), when }]))).toBe('TypeError');
      }
      expect(await nameOf(table.write([{ update: k('a') }]))).toBe('TypeError');
      expect(await nameOf(table.write([{ update: k('a'), set: { n: 1 }, remove: ['n'] }]))).toBe('TypeError');
      expect(await table.query('INC#1')).toEqual([]);
    });
  });

  describe(`${name}: transactions`, () => {
    test('all writes happen, of every kind', async () => {
      const table = await make();
      await table.write([{ put: { ...k('a'), n: 1 } }, { put: { ...k('b'), n: 1 } }, { put: { ...k('c'), n: 1 } }]);
      await table.write([
        { check: k('a'), when: { n: { eq: 1 } } },
        { update: k('b'), set: { n: 2 }, when: { n: { eq: 1 } } },
        { delete: k('c'), when: { n: { eq: 1 } } },
        { put: { ...k('d'), n: 4 }, when: { pk: { absent: true } } },
      ]);
      expect(await table.query('INC#1')).toEqual([
        { ...k('a'), n: 1 },
        { ...k('b'), n: 2 },
        { ...k('d'), n: 4 },
      ]);
    });

    test('one condition that fails refuses all, with a reason for each write in order', async () => {
      const table = await make();
      await table.write([{ put: { ...k('a'), n: 1 } }]);
      const writes: Write[] = [
        { put: { ...k('b'), n: 2 } },
        { check: k('a'), when: { n: { eq: 2 } } },
        { update: k('c'), set: { n: 3 } },
        { delete: k('d'), when: { pk: { present: true } } },
      ];
      expect(await refusal(table.write(writes))).toEqual([undefined, 'condition', undefined, 'condition']);
      expect(await table.query('INC#1')).toEqual([{ ...k('a'), n: 1 }]);
    });

    test('two that take the same version: one wins, one is refused', async () => {
      const table = await make();
      await table.write([{ put: { ...k('STATE'), version: 1 } }]);
      const turn = (by: string) =>
        refusal(
          table.write([
            { update: k('STATE'), set: { version: 2, by }, when: { version: { eq: 1 } } },
            { put: { ...k(`EVENT#${by}`), by }, when: { pk: { absent: true } } },
          ]),
        );
      const answers = await Promise.all([turn('ann'), turn('bob')]);
      const winner = answers[0] === 'written' ? 'ann' : 'bob';
      const loser = answers.find((answer) => answer !== 'written') as unknown[];
      expect(answers.filter((answer) => answer === 'written')).toEqual(['written']);
      expect(['condition', 'conflict']).toContain(loser[0]);
      expect(await table.query('INC#1')).toEqual([
        { ...k(`EVENT#${winner}`), by: winner },
        { ...k('STATE'), version: 2, by: winner },
      ]);
    });

    test('100 writes are one transaction, the 101st is refused and nothing is written', async () => {
      const table = await make();
      const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ put: k(String(i).padStart(3, '0')) }));
      expect(await nameOf(table.write(rows(101)))).toBe('RangeError');
      expect(await table.query('INC#1')).toEqual([]);
      await table.write(rows(100));
      expect(await table.query('INC#1')).toEqual(rows(100).map(({ put }) => put));
    });

    test('two writes on one row are refused', async () => {
      const table = await make();
      const writes: Write[] = [{ put: k('a') }, { check: k('a'), when: { pk: { absent: true } } }];
      expect(await nameOf(table.write(writes))).toBe('ValidationException');
      expect(await table.query('INC#1')).toEqual([]);
    });

    test('rows over 400 KB and transactions over 4 MB are refused', async () => {
      const table = await make();
      const text = (kb: number) => 'x'.repeat(kb * 1024);
      await table.write([{ put: { ...k('big'), text: text(399) } }]);
      expect(await nameOf(table.write([{ put: { ...k('big'), text: text(400) } }]))).toBe('ValidationException');
      expect(await nameOf(table.write([{ update: k('big'), set: { more: text(2) } }]))).toBe('ValidationException');
      const writes = Array.from({ length: 11 }, (_, i) => ({ put: { ...k(`row${i}`), text: text(390) } }));
      expect(await nameOf(table.write(writes))).toBe('ValidationException');
      expect(sks(await table.query('INC#1'))).toEqual(['big']);
    });
  });

  describe(`${name}: what is never right`, () => {
    test.each<[string, Write]>([
      ['an empty sort key', { put: k('') }],
      ['an index attribute that is no text', { put: { ...k('a'), duePk: 'AGGREGATE', dueAt: 5 as unknown as string } }],
      ['an index attribute that is null', { update: k('a'), set: { dueAt: null } }],
      ['an index attribute that is empty', { update: k('a'), set: { listPk: '' } }],
      ['a key that is set', { update: k('a'), set: { sk: 'b' } }],
    ])('%s is a ValidationException', async (_what, write) => {
      const table = await make();
      expect(await nameOf(table.write([write]))).toBe('ValidationException');
      expect(await table.query('INC#1')).toEqual([]);
    });

    test('numbers that would lose digits, or are none, are refused', async () => {
      const table = await make();
      for (const n of [Number.MAX_SAFE_INTEGER + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(await nameOf(table.write([{ put: { ...k('a'), n } }]))).not.toBe('answered');
      }
      expect(await table.query('INC#1')).toEqual([]);
    });
  });

  describe(`${name}: queries`, () => {
    const keys = ['EVENT#01', 'EVENT#02', 'EVENT#03', 'PAGE#01', 'STATE', '\u{FF5E}', '\u{1F514}'];
    const filled = async () => {
      const table = await make();
      await table.write([...keys].reverse().map((sk) => ({ put: k(sk) })));
      await table.write([{ put: k('EVENT#09', 'INC#2') }]);
      return table;
    };

    test('a partition comes in order of its sort keys, by byte, forth and back', async () => {
      const table = await filled();
      expect(sks(await table.query('INC#1'))).toEqual(keys);
      expect(sks(await table.query('INC#1', { backwards: true }))).toEqual([...keys].reverse());
    });

    test.each<[string, NonNullable<Parameters<Table['query']>[1]>, string[]]>([
      ['a prefix', { prefix: 'EVENT#' }, ['EVENT#01', 'EVENT#02', 'EVENT#03']],
      ['a limit', { limit: 2 }, ['EVENT#01', 'EVENT#02']],
      ['a limit from the end', { limit: 2, prefix: 'EVENT#', backwards: true }, ['EVENT#03', 'EVENT#02']],
      ['after a key', { after: 'PAGE#01' }, keys.slice(4)],
      ['after a key that is not there', { after: 'F' }, keys.slice(3)],
      ['after a key, backwards', { after: 'EVENT#03', backwards: true }, ['EVENT#02', 'EVENT#01']],
      ['after a key of the prefix', { prefix: 'EVENT#', after: 'EVENT#01' }, ['EVENT#02', 'EVENT#03']],
      [
        'after a key of the prefix that is not there',
        { prefix: 'EVENT#', after: 'EVENT#015' },
        ['EVENT#02', 'EVENT#03'],
      ],
      ['after a key of the prefix, backwards', { prefix: 'EVENT#', after: 'EVENT#02', backwards: true }, ['EVENT#01']],
      ['after a key before the prefix', { prefix: 'EVENT#', after: 'A' }, ['EVENT#01', 'EVENT#02', 'EVENT#03']],
      ['after a key behind the prefix', { prefix: 'EVENT#', after: 'PAGE#01' }, []],
      [
        'after a key behind the prefix, backwards',
        { prefix: 'EVENT#', after: 'PAGE#01', backwards: true },
        ['EVENT#03', 'EVENT#02', 'EVENT#01'],
      ],
      ['after a key before the prefix, backwards', { prefix: 'EVENT#', after: 'A', backwards: true }, []],
      ['after the prefix itself', { prefix: 'EVENT#', after: 'EVENT#' }, ['EVENT#01', 'EVENT#02', 'EVENT#03']],
      ['a limit of none', { limit: 0 }, []],
    ])('%s', async (_what, options, expected) => {
      const table = await filled();
      expect(sks(await table.query('INC#1', options))).toEqual(expected);
    });

    test('all pages come, also where one answer cannot hold them', async () => {
      const table = await make();
      const rows = Array.from({ length: 9 }, (_, i) => ({ ...k(`row${i}`), text: 'x'.repeat(300 * 1024) }));
      for (const put of rows) await table.write([{ put }]);
      expect(sks(await table.query('INC#1'))).toEqual(rows.map(({ sk }) => sk));
      expect(sks(await table.query('INC#1', { limit: 7, backwards: true }))).toEqual(sks(rows).reverse().slice(0, 7));
    });
  });

  describe(`${name}: indexes`, () => {
    const due = (sk: string, dueAt: string, duePk = 'AGGREGATE') => ({ ...k('STATE', sk), duePk, dueAt });
    const pages = async (table: Table, options: Parameters<Table['index']>[2]) => {
      const rows: string[] = [];
      let next: string | undefined;
      do {
        const page: Awaited<ReturnType<Table['index']>> = await table.index('due', 'AGGREGATE', {
          ...options,
          ...(next && { next }),
        });
        expect(page.rows.length).toBeLessThanOrEqual(options.limit);
        rows.push(...page.rows.map(({ pk }) => pk));
        next = page.next;
      } while (next);
      return rows;
    };

    test('a partition comes whole and in order, up to and including an instant', async () => {
      const table = await make();
      const rows = [
        due('INC#3', '2026-01-05T03:00:03Z'),
        due('INC#1', '2026-01-05T03:00:01Z'),
        due('INC#2', '2026-01-05T03:00:02Z'),
      ];
      await table.write([...rows, due('OUT#1', '2026-01-05T03:00:00Z', 'OUTBOX')].map((put) => ({ put })));
      expect(await table.index('due', 'AGGREGATE', { limit: 10, upTo: '2026-01-05T03:00:02Z' })).toEqual({
        rows: [rows[1], rows[2]],
      });
      expect(await table.index('due', 'AGGREGATE', { limit: 10, backwards: true })).toEqual({
        rows: [rows[0], rows[2], rows[1]],
      });
      expect(await table.index('due', 'NOBODY', { limit: 10 })).toEqual({ rows: [] });
    });

    test('pages join without gap or repeat, forth and back, with equal instants', async () => {
      const table = await make();
      const ids = Array.from({ length: 7 }, (_, i) => `INC#${i}`);
      await table.write(ids.map((id, i) => ({ put: due(id, `2026-01-05T03:00:0${Math.floor(i / 3)}Z`) })));
      const forth = await pages(table, { limit: 2 });
      const back = await pages(table, { limit: 3, backwards: true });
      expect([...forth].sort()).toEqual(ids);
      expect(back).toEqual([...forth].reverse());
      expect((await pages(table, { limit: 2, upTo: '2026-01-05T03:00:01Z' })).sort()).toEqual(ids.slice(0, 6));
    });

    test('a page goes on where it ended, though its last row has gone', async () => {
      const table = await make();
      await table.write(['1', '2', '3'].map((i) => ({ put: due(`INC#${i}`, `2026-01-05T03:00:0${i}Z`) })));
      const { next = '' } = await table.index('due', 'AGGREGATE', { limit: 2 });
      expect(next).toMatch(/^[\w-]+$/);
      await table.write([{ delete: k('STATE', 'INC#2') }]);
      expect(await table.index('due', 'AGGREGATE', { limit: 2, next })).toEqual({
        rows: [due('INC#3', '2026-01-05T03:00:03Z')],
      });
    });

    test('a row is in an index only while it has both attributes, with its keys and nothing else', async () => {
      const table = await make();
      const row = { ...k('STATE', 'INC#1'), listPk: 'INCIDENT', listSk: '1' };
      const whole = { ...row, ...due('INC#1', '2026-01-05T03:00:00Z'), title: 'the index does not hold it' };
      await table.write([{ put: whole }, { put: { ...k('STATE', 'INC#2'), duePk: 'AGGREGATE' } }]);
      expect(await table.index('list', 'INCIDENT', { limit: 5 })).toEqual({ rows: [row] });
      await table.write([{ update: k('STATE', 'INC#1'), remove: ['duePk', 'dueAt'], set: { listSk: '2' } }]);
      expect(await table.index('due', 'AGGREGATE', { limit: 5 })).toEqual({ rows: [] });
      expect(await table.index('list', 'INCIDENT', { limit: 5 })).toEqual({
        rows: [{ ...k('STATE', 'INC#1'), listPk: 'INCIDENT', listSk: '2' }],
      });
    });

    test('a cursor that is none, or is of another list, is the caller’s fault', async () => {
      const table = await make();
      await table.write([{ put: due('INC#1', '2026-01-05T03:00:01Z') }, { put: due('INC#2', '2026-01-05T03:00:02Z') }]);
      const { next = '' } = await table.index('due', 'AGGREGATE', { limit: 1 });
      const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      for (const bad of ['', 'x', '%%%', json(null), json({ pk: 'INC#1', sk: 'STATE' })]) {
        await expect(table.index('due', 'AGGREGATE', { limit: 1, next: bad })).rejects.toThrow(InvalidInput);
      }
      await expect(table.index('due', 'OUTBOX', { limit: 1, next })).rejects.toThrow(InvalidInput);
      await expect(table.index('list', 'AGGREGATE', { limit: 1, next })).rejects.toThrow(InvalidInput);
    });
  });
}
