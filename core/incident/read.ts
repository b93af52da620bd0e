import type * as z from 'zod';
import { isRecord, type Json, textOf } from '#core/json';
import { Incident, shapes } from './state.ts';

/** One field of an incident, with what was read of it. */
interface Field {
  name: string;
  schema: z.ZodType;
  /** It may be any text, or any number. */
  any: 'string' | 'number' | undefined;
  /** Lists and maps that were read. */
  parts: WeakMap<object, { read: unknown }>;
  /** The text or number that was read last. */
  last?: { json: Json | undefined; read: unknown };
}

const fieldsByLife: ReadonlyMap<string, readonly Field[]> = new Map(
  [...shapes].map(([life, shape]) => [
    life,
    Object.entries(shape).map(([name, schema]) => ({ name, schema, any: anyOf(schema), parts: new WeakMap() })),
  ]),
);

/** Of a schema that asks for nothing but a text or a number, which of the two. */
function anyOf(schema: z.ZodType): Field['any'] {
  const { type, checks = [], ...more } = schema.def;
  const asksMore = checks.length > 0 || Object.keys(more).length > 0;
  return (type === 'string' || type === 'number') && !asksMore ? type : undefined;
}

/**
 * An incident from the JSON of its row; throws `ZodError` where it is none. Of frozen JSON each part is read once: a table that keeps its rows
 * frozen gives what a write has left alone again, and that is then the same object in the incident too.
 */
export const readIncident = (json: Json | undefined): Incident => byFields(json) ?? Incident.parse(json);

/** Undefined where some field cannot be read: the schema of the whole says what is wrong with it. */
function byFields(json: Json | undefined): Incident | undefined {
  if (!isRecord(json) || !Object.isFrozen(json)) return undefined;
  const row = json as Readonly<Record<string, Json>>;
  const fields = row['v'] === 2 ? fieldsByLife.get(textOf(row['life'])) : undefined;
  if (fields === undefined) return undefined;
  const incident: Record<string, unknown> = {};
  for (const field of fields) {
    const value = Object.hasOwn(row, field.name) ? row[field.name] : undefined;
    if (typeof value === field.any && (typeof value === 'string' || Number.isFinite(value))) {
      incident[field.name] = value;
      continue;
    }
    const found = readOf(field, value);
    if (found === undefined) return undefined;
    if (found.read !== undefined) incident[field.name] = found.read;
  }
  return incident as Incident;
}

function readOf(field: Field, value: Json | undefined): { read: unknown } | undefined {
  const part = typeof value === 'object' && value !== null ? value : undefined;
  const before = part === undefined ? field.last : field.parts.get(part);
  if (before !== undefined && (part !== undefined || field.last?.json === value)) return before;
  const { success, data } = field.schema.safeParse(value);
  if (!success) return undefined;
  if (part === undefined) field.last = { json: value, read: data };
  else if (Object.isFrozen(part)) field.parts.set(part, { read: data });
  return { read: data };
}
