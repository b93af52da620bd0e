import type * as z from 'zod';
import { type Form, settled, valueAt } from './form.ts';
import type { Path } from './source.ts';

/** What may stand in for a value that does not fit, tried in this order. */
const standIns: readonly unknown[] = [
  '1m',
  'x',
  1,
  false,
  [],
  {},
  ['x'],
  'UTC',
  '00:00',
  '2026-01-05',
  '2026-01-05T00:00:00Z',
  '/x',
  '#x',
  '+15550101',
  'x@x.example',
  'mon',
];
/** So many faults are mended; a file with more is read again when these are put right. */
const limit = 20;

/**
 * A file whose shape is wrong in places, with stand-ins there, so that the rest of it can be judged all the same. `patched` are the
 * places of which nothing is to be believed. Undefined where a stand-in would mislead: an id that others may name, a key, a whole rule.
 */
export function mend<T extends z.ZodType>(
  schema: T,
  given: unknown,
  form: Form,
): { data: z.infer<T>; patched: Path[] } | undefined {
  const value = structuredClone(given);
  const patched: Path[] = [];
  for (let fault = 0; fault < limit; fault += 1) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { data: parsed.data, patched };
    const [issue] = settled(parsed.error.issues, value, form);
    if (issue === undefined) return undefined;
    const path = issue.path.filter((s): s is string | number => typeof s !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      const owner = valueAt(value, path);
      if (typeof owner !== 'object' || owner === null) return undefined;
      for (const key of issue.keys) Reflect.deleteProperty(owner, key);
      patched.push(...issue.keys.map((key) => [...path, key]));
      continue;
    }
    const owner = valueAt(value, path.slice(0, -1));
    const last = path.at(-1);
    if (
      last === undefined ||
      last === 'id' ||
      issue.code === 'invalid_key' ||
      typeof owner !== 'object' ||
      owner === null
    )
      return undefined;
    const words = issue.code === 'invalid_value' ? issue.values : standIns;
    const fits = words.some((word) => {
      Reflect.set(owner, last, structuredClone(word));
      const again = schema.safeParse(value);
      return again.success || !again.error.issues.some((i) => isWithin(i.path, path));
    });
    if (!fits) return undefined;
    patched.push(path);
  }
  return undefined;
}

/** Whether a place is another, or lies in it. */
export const isWithin = (path: readonly PropertyKey[], owner: Path): boolean =>
  owner.every((segment, n) => String(path[n]) === String(segment));
