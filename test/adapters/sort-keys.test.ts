import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byBytes } from '#adapters/memory/condition';
import { SortKeys } from '#adapters/memory/sort-keys';

const key = fc.string({ unit: fc.constantFrom('#', '!', 'E', 'N', '0', '1', '\u{1F600}', '\uFF5E'), maxLength: 5 });

test('sort keys come in the order of their bytes whatever was added, removed and read before, for every prefix', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, key, fc.boolean()), { maxLength: 60 }), (steps) => {
      const keys = new SortKeys();
      const there = new Set<string>();
      for (const [one, prefix, removes] of steps) {
        if (removes && there.has(one)) {
          keys.remove(one);
          there.delete(one);
        } else if (!there.has(one)) {
          keys.add(one);
          there.add(one);
        }
        for (const begin of ['', prefix])
          expect(keys.startingWith(begin)).toEqual([...there].filter((k) => k.startsWith(begin)).sort(byBytes));
      }
    }),
  );
});
