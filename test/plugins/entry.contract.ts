import { expect, test } from 'vitest';
import type * as z from 'zod';
import type { Reference } from '#core/playbook/vocabulary';

type At = { [key: string]: unknown };
const valueAt = (entry: At, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => Object.entries(Object(value)).find(([name]) => name === key)?.[1], entry);

/** What every kind of entry must do, be it a check's or an action's. */
export const entryContract = (
  { kind, schema }: { kind: string; schema: z.ZodObject },
  entries: readonly unknown[],
  references: (entry: At) => Reference[],
) => {
  test('its schema takes its samples, and what it made of them again', () => {
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      const parsed = schema.parse(entry);
      expect(parsed['kind']).toBe(kind);
      expect(schema.parse(parsed)).toEqual(parsed);
    }
  });

  test('its schema refuses another kind, and names a field that it does not know', () => {
    const entry = schema.parse(entries[0]);
    expect(schema.safeParse({ ...entry, kind: `not-${kind}` }).success).toBe(false);
    const { error } = schema.safeParse({ ...entry, mistake: 1 });
    expect(error?.issues).toEqual([
      expect.objectContaining({ code: 'unrecognized_keys', keys: ['mistake'], path: [] }),
    ]);
  });

  test('its references stand in the entry where they say', () => {
    for (const entry of entries.map((one) => schema.parse(one)))
      for (const { path, name } of references(entry)) expect(valueAt(entry, path)).toBe(name);
  });
};
