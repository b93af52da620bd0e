import * as z from 'zod';
import { isRecord } from '#core/json';
import { schemasOf, type Vocabulary } from './vocabulary.ts';
import type { Names } from './words.ts';

/** The JSON Schemas of a playbook's files by name (`playbook`, `people`, `runbook`, `demo`), as text; `names` stand wherever one of them is meant. */
export const schemasWith = (
  vocabulary: Vocabulary,
  names?: Readonly<Record<Names, readonly string[]>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(schemasOf(vocabulary)).map(([name, schema]) => {
      const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      const head = { $id: `tocsin-${name}-1`, title: `Tocsin ${name}.yaml` };
      return [name, `${JSON.stringify({ ...head, ...(withNames(made, names) as object) }, null, 2)}\n`];
    }),
  );

/** What is marked with what it names gets the names that there are; where there is none yet, it stays as free as its form. */
function withNames(schema: unknown, names: Readonly<Record<Names, readonly string[]>> | undefined): unknown {
  if (Array.isArray(schema)) return schema.map((one) => withNames(one, names));
  if (!isRecord(schema)) return schema;
  const { names: of, ...rest } = schema as { names?: unknown };
  // a field of the playbook may be called so too
  if (typeof of !== 'string')
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withNames(value, names)]));
  if (of === 'span' || of === 'when') return { ...rest, ...(names === undefined ? {} : patternOf(of, names)) };
  const known = names?.[of as Names] ?? [];
  return known.length === 0 ? rest : { ...rest, enum: known };
}

/** The form of a duration with the calendars that there are, and for `when` with the moments and digests. */
function patternOf(of: 'span' | 'when', names: Readonly<Record<Names, readonly string[]>>): { pattern?: string } {
  const { calendar, moment, digest } = names;
  const named = of === 'span' ? [] : [...moment, ...digest];
  // where there is none yet, it stays as free as its form
  if (calendar.length === 0 || (of === 'when' && named.length === 0)) return {};
  return {
    pattern: `^(?:\\d+(?:[smh](?: (?:${calendar.join('|')}))?|[dw])${named.map((name) => `|${name}`).join('')})$`,
  };
}
