import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byBytes, same } from '#adapters/memory/condition';
import { type Held, heldOf } from '#adapters/memory/item';
import { type Change, memoryTable } from '#adapters/memory/table';
import { updated } from '#adapters/memory/update';
import type { Row, Write } from '#app/ports';
import type { Json } from '#core/json';

const name = fc.constantFrom('one', 'two', 'n', 'duePk', 'dueAt', 'listPk', 'listSk');
const text = fc.constantFrom('a', 'b', '2026-01-05T03:00:00Z', 'é'.repeat(40));
const plain = fc.oneof(text, fc.constantFrom<Json>(0, 1, -0.5, true, null));
const value: fc.Arbitrary<Json> = fc.oneof(plain, fc.array(plain, { maxLength: 2 }), fc.dictionary(text, plain));
const attribute = fc
  .tuple(name, value, text)
  .map(([of, any, key]): [string, Json | undefined] => [
    of,
    /^(due|list)/.test(of) ? key : of === 'n' ? (typeof any === 'number' ? any : 1) : any === null ? undefined : any,
  ]);
const attributes = fc.array(attribute, { maxLength: 4 }).map((all) => Object.fromEntries(all) as Record<string, Json>);
const sk = fc.constantFrom('STATE', 'E#1', 'E#2', 'O#1');
const key = fc.record({ pk: fc.constantFrom('INC#1', 'INC#2'), sk });
const update = fc
  .record({
    update: key,
    set: attributes,
    remove: fc.array(name, { maxLength: 2 }),
    by: fc.integer({ max: 2, min: -2 }),
  })
  .map(({ update, set, remove, by }): Extract<Write, { update: unknown }> => {
    const others = remove.filter((of) => !Object.hasOwn(set, of));
    const counts = !Object.hasOwn(set, 'n') && !others.includes('n');
    return {
      update,
      set: { ...set, two: set['two'] ?? 'set' },
      remove: others.filter((of) => of !== 'two'),
      ...(counts ? { add: { n: by } } : {}),
    };
  });
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.tuple(key, attributes).map(([of, all]) => ({ put: { ...all, ...of } })),
  update,
  key.map((of) => ({ delete: of })),
);

const defined = (row: Record<string, Json | undefined>): Row =>
  Object.fromEntries(Object.entries(row).filter(([, of]) => of !== undefined)) as Row;

/** What a write makes of a row, attribute by attribute. */
function plainly(write: Write, row: Row | undefined): Row | undefined {
  if ('put' in write) return defined(write.put);
  if (!('update' in write)) return undefined;
  const { update, set = {}, add = {}, remove = [] } = write;
  const kept = Object.entries({ ...row, ...update }).filter(([of]) => !remove.includes(of));
  const changed = { ...Object.fromEntries(kept), ...defined(set as Row) } as Row;
  for (const [of, by] of Object.entries(add)) changed[of] = Number(changed[of] ?? 0) + by;
  return changed;
}

test('an update makes of a row, and counts of its bytes, what looking at the whole row does', () => {
  fc.assert(
    fc.property(fc.array(update, { minLength: 1, maxLength: 12 }), (updates) => {
      let held: Held | undefined;
      for (const one of updates) {
        const here = { ...one, update: { pk: 'INC#1', sk: 'STATE' } };
        const row = plainly(here, held?.row) as Row;
        const next = updated(here, held);
        expect(next).toEqual({ row, most: heldOf(row).most });
        expect(next === held).toBe(held !== undefined && same(held.row, row));
        held = next;
      }
    }),
  );
});

test('rows, indexes and the stream are after any writes what they are where every write looks at everything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(write, { minLength: 1, maxLength: 3 }), { maxLength: 15 }), async (steps) => {
      const table = memoryTable();
      const heard: Change[] = [];
      table.changes((change) => heard.push(change));
      const rows = new Map<string, Row>();
      const expected: Change[] = [];
      const idOf = (of: { pk: string; sk: string }) => `${of.pk} ${of.sk}`;
      for (const writes of steps) {
        const keys = writes.map((w) =>
          'put' in w ? w.put : 'update' in w ? w.update : 'delete' in w ? w.delete : w.check,
        );
        if (new Set(keys.map(idOf)).size < writes.length) {
          await expect(table.write(writes)).rejects.toThrow('multiple operations on one item');
          continue;
        }
        await table.write(writes);
        for (const [n, one] of writes.entries()) {
          const { pk, sk } = keys[n] as Row;
          const id = idOf({ pk, sk });
          const before = rows.get(id);
          const after = plainly(one, before);
          if (after === undefined) rows.delete(id);
          else rows.set(id, after);
          if (same(before, after)) continue;
          expected.push({ pk, sk, type: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY' });
        }
        // and once more what was put, which is no change
        await table.write(structuredClone(writes.filter((one) => 'put' in one)));
        expect(heard).toEqual(expected);
      }
      const all = [...rows.values()].sort((a, b) => byBytes(a.pk, b.pk) || byBytes(a.sk, b.sk));
      expect(table.dump()).toEqual(all);
      for (const partition of ['a', 'b', '2026-01-05T03:00:00Z'])
        for (const [index, [of, by]] of [
          ['due', ['duePk', 'dueAt']],
          ['list', ['listPk', 'listSk']],
        ] as const) {
          const there = all.filter((row) => row[of] === partition && row[by] !== undefined);
          const { rows: found } = await table.index(index, partition, { limit: 100 });
          expect(found.map(idOf).sort()).toEqual(there.map(idOf).sort());
          expect(found.map((row) => row[by])).toEqual(there.map((row) => String(row[by])).sort(byBytes));
          if (index === 'due')
            expect(table.hasDue(partition, 'a')).toBe(there.some((row) => byBytes(String(row[by]), 'a') <= 0));
        }
    }),
  );
});
