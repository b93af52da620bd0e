import type * as z from 'zod';
import { isRecord } from '#core/json';

/** One field that is wrong, by its dotted path, and what is wrong with it. */
export interface Fault {
  path: string;
  message: string;
}

/** Parses and names every wrong field: those of the schema, and those that `also` finds between fields. */
export function parsed<S extends z.ZodType>(
  schema: S,
  value: unknown,
  also: (fields: Record<string, unknown>) => Fault[] = () => [],
): { data: z.infer<S> } | { faults: Fault[] } {
  if (!isRecord(value)) return { faults: [{ path: '', message: 'must be a JSON object' }] };
  const result = schema.safeParse(value);
  const faults = result.success ? [] : result.error.issues.flatMap((issue) => named(issue, value));
  for (const fault of [...also(value), ...dropped(value)])
    if (!faults.some((f) => f.path === fault.path)) faults.push(fault);
  return result.success && faults.length === 0 ? { data: result.data } : { faults };
}

/** zod leaves `__proto__` out of records without a word: what was sent is not taken in part. */
function dropped(value: unknown, path: string[] = []): Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    return key === '__proto__' ? [{ path: at.join('.'), message: 'is not a name' }] : dropped(inner, at);
  });
}

function named(issue: z.core.$ZodIssue, value: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known field' }));
  const path = issue.path.join('.');
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  const found = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
  return [{ path, message: found === undefined && issue.code !== 'custom' ? 'is required' : issue.message }];
}
