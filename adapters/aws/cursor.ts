import * as z from 'zod';
import type { Row } from '#app/ports';
import { InvalidInput } from '#core/errors';
import { parsedJson } from '#core/json';

export type IndexName = 'due' | 'list';

/** The two key attributes of each index: partition and sort. */
export const indexKeys = { due: ['duePk', 'dueAt'], list: ['listPk', 'listSk'] } as const;

const shapes = {
  due: z.strictObject({ pk: z.string(), sk: z.string(), duePk: z.string(), dueAt: z.string() }),
  list: z.strictObject({ pk: z.string(), sk: z.string(), listPk: z.string(), listSk: z.string() }),
};

/** What an index holds of a row: its keys and the index's own. What more stood in it would be paid for at every write. */
export const projected = (name: IndexName, row: Row): Row => {
  const kept = ['pk', 'sk', ...indexKeys[name]].map((attribute) => [attribute, row[attribute]]);
  return Object.fromEntries(kept) as Row;
};

/** Where a page of an index ended, as opaque text that asks for the next one. */
export const cursorOf = (name: IndexName, row: Partial<Row>): string => {
  const key = ['pk', 'sk', ...indexKeys[name]].map((attribute) => [attribute, row[attribute]]);
  return Buffer.from(JSON.stringify(Object.fromEntries(key))).toString('base64url');
};

/** Reads a cursor back; throws `InvalidInput` for text that `cursorOf` never made for this index and partition. */
export function readCursor(name: IndexName, partition: string, next: string): Record<string, string> {
  const key = shapes[name].safeParse(parsedJson(Buffer.from(next, 'base64url').toString()));
  if (!key.success) throw new InvalidInput('not a cursor', { cause: key.error });
  const read: Record<string, string> = key.data;
  if (read[indexKeys[name][0]] !== partition) throw new InvalidInput('a cursor of another list');
  return read;
}
