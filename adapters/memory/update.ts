import { same } from '#adapters/memory/condition';
import { bytesOfName, copyOf, type Held, type Most, readOf, ValidationException } from '#adapters/memory/item';
import type { Key, Row, Write } from '#app/ports';
import { bytesAtMost, type Json } from '#core/json';

type Update = Extract<Write, { update: Key }>;
const none: string[] = [];

/** Puts an attribute, whose own bytes are counted already, into a row; says whether the row is another now. */
function change(row: Row, name: string, value: Json, most: Most): boolean {
  if (name === 'pk' || name === 'sk') throw new ValidationException('This attribute is part of the key');
  const stood = row[name];
  row[name] = value;
  most.bytes += stood === undefined ? bytesOfName(name) : -bytesAtMost(stood);
  return !same(stood, value);
}

/** A row without some attributes, whose bytes are counted no more. */
function without(row: Row, names: readonly string[], most: Most): Row {
  const rest: Row = { pk: row.pk, sk: row.sk };
  for (const name of Object.keys(row)) {
    if (!names.includes(name)) rest[name] = row[name];
    else if (name in rest) throw new ValidationException('This attribute is part of the key');
    else most.bytes -= bytesOfName(name) + bytesAtMost(row[name]);
  }
  return rest;
}

/**
 * A row as an update leaves it, or what stood where it changes nothing: what it does not name is neither looked at nor counted again.
 * Throws `ValidationException` or `TypeError` for an update that can never be right.
 */
export function updated({ update: { pk, sk }, set, add, remove = none }: Update, before: Held | undefined): Held {
  const stood: Row = before?.row ?? { pk, sk };
  const most: Most = { bytes: before?.most ?? bytesOfName('pksk') + bytesAtMost(pk) + bytesAtMost(sk) };
  const from = most.bytes;
  const row = remove.length === 0 ? readOf(stood) : without(stood, remove, most);
  let touched = remove.length;
  // what is taken away has bytes
  let isOther = before === undefined || most.bytes !== from;
  if (set !== undefined)
    for (const name of Object.keys(set)) {
      const value = set[name];
      if (value === undefined) continue;
      if (remove.includes(name)) throw new TypeError('an attribute both set and removed');
      touched += 1;
      isOther = change(row, name, copyOf(value, most), most) || isOther;
    }
  if (add !== undefined)
    for (const name of Object.keys(add)) {
      if (set?.[name] !== undefined || remove.includes(name))
        throw new TypeError('an attribute both counted and set or removed');
      const value = row[name] ?? 0;
      if (typeof value !== 'number')
        throw new ValidationException('An operand in the update expression has an incorrect data type');
      touched += 1;
      most.bytes += bytesAtMost(value);
      isOther = change(row, name, value + (add[name] ?? 0), most) || isOther;
    }
  if (touched === 0) throw new TypeError('an update that changes nothing');
  return before === undefined || isOther ? { row, most: most.bytes } : before;
}
