import * as z from 'zod';
import { isRecord } from '#core/json';
import { among, nearest } from './nearest.ts';
import type { Path, Problem, Source } from './source.ts';

/** What JSON Schema says of one place; only what is needed to name what would be right. */
interface Form {
  properties?: Record<string, Form>;
  additionalProperties?: Form | boolean;
  items?: Form;
  anyOf?: Form[];
  oneOf?: Form[];
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
  description?: string;
}

/** The form of a schema as its file is written. */
export const formOf = (schema: z.ZodType): Form =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Form;

/** Turns what zod found into problems with a place and what would be right. */
export function explain(issues: readonly z.core.$ZodIssue[], source: Source, form: Form): Problem[] {
  // A key that is only misspelt is not missing as well.
  const misspelt = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const left = leftOf(form, source.value, pathOf(issue));
    return issue.keys.flatMap((key) => [...pathOf(issue), nearest(key, left) ?? []].flat().join('.'));
  });
  const isMisspelt = (issue: z.core.$ZodIssue) =>
    valueAt(source.value, pathOf(issue)) === undefined && misspelt.includes(pathOf(issue).join('.'));
  return issues.filter((issue) => !isMisspelt(issue)).flatMap((issue) => explainOne(issue, source, form));
}

const pathOf = (issue: z.core.$ZodIssue): (string | number)[] =>
  issue.path.filter((s): s is string | number => typeof s !== 'symbol');
/** Keys that a mapping may have and has not. */
const leftOf = (form: Form, value: unknown, path: Path): string[] => {
  const owner = valueAt(value, path);
  return keysOf(formAt(form, value, path)).filter((k) => !(isRecord(owner) && k in owner));
};

function explainOne(issue: z.core.$ZodIssue, source: Source, form: Form): Problem[] {
  const path = pathOf(issue);
  const value = valueAt(source.value, path);
  const here = (message: string, hint: string, at = source.at(path)): Problem => ({
    file: source.file,
    ...at,
    message,
    hint,
  });
  const name = nameOf(path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysOf(formAt(form, source.value, path));
      const left = leftOf(form, source.value, path);
      const hint = (key: string) =>
        among(
          key,
          left.length === 0 || (nearest(key, left) === undefined && nearest(key, known) !== undefined) ? known : left,
        );
      return issue.keys.map((key) =>
        here(`unknown key ${JSON.stringify(key)}`, hint(key), source.at([...path, key], 'key')),
      );
    }
    case 'invalid_value':
      if (value === undefined)
        return [here(`${name} is missing`, among('', issue.values.map(String)), source.at(path.slice(0, -1), 'key'))];
      return [here(`${show(value)} is not allowed for ${name}`, among(wordOf(value), issue.values.map(String)))];
    case 'invalid_key':
      return [
        here(
          `${show(path.at(-1))} cannot be a key here`,
          issue.issues[0]?.message ?? 'another key',
          source.at(path, 'key'),
        ),
      ];
    case 'invalid_union':
      return [explainUnion(issue, source, form, path, value, here)];
    case 'invalid_type':
      if (value === undefined)
        return [
          here(
            `${name} is missing`,
            own(issue.message) ?? expected(issue, formAt(form, source.value, path)),
            source.at(path.slice(0, -1), 'key'),
          ),
        ];
      return [
        here(
          `${show(value)} does not fit ${name}`,
          own(issue.message) ?? expected(issue, formAt(form, source.value, path)),
        ),
      ];
    case 'too_small':
      return [
        here(
          `${show(value)} is too small for ${name}`,
          own(issue.message) ?? `at least ${issue.minimum}${counted(issue.origin)}`,
        ),
      ];
    case 'too_big':
      return [
        here(
          `${show(value)} is too large for ${name}`,
          own(issue.message) ?? `at most ${issue.maximum}${counted(issue.origin)}`,
        ),
      ];
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
    case 'custom':
      return [
        here(
          `${show(value)} does not fit ${name}`,
          own(issue.message) ?? formats[String('format' in issue ? issue.format : '')] ?? issue.message,
        ),
      ];
  }
}

function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  source: Source,
  form: Form,
  path: Path,
  value: unknown,
  here: (message: string, hint: string, at?: { line: number; column: number }) => Problem,
): Problem {
  const discriminator =
    'discriminator' in issue && typeof issue.discriminator === 'string' ? issue.discriminator : undefined;
  if (discriminator !== undefined) {
    const owner = path.at(-1) === discriminator ? path.slice(0, -1) : path;
    const kinds = branches(formAt(form, source.value, owner, true)).map((f) =>
      String(f.properties?.[discriminator]?.const),
    );
    const given = valueAt(source.value, [...owner, discriminator]);
    if (given === undefined) return here(`${discriminator} is missing`, among('', kinds), source.at(owner, 'key'));
    return here(
      `${show(given)} is not allowed for ${discriminator}`,
      among(wordOf(given), kinds),
      source.at([...owner, discriminator]),
    );
  }
  if (value === undefined)
    return here(`${nameOf(path)} is missing`, hintsOf(issue), source.at(path.slice(0, -1), 'key'));
  return here(`${show(value)} does not fit ${nameOf(path)}`, hintsOf(issue));
}

const hintsOf = (issue: z.core.$ZodIssueInvalidUnion): string =>
  [
    ...new Set(
      issue.errors
        .flat()
        .map((e) =>
          e.code === 'invalid_value' ? e.values.map(String).join(', ') : (own(e.message) ?? expected(e, {})),
        ),
    ),
  ].join('; or ');

const formats: Record<string, string> = {
  email: 'an email address, such as oncall@example.com',
  datetime: 'an instant with its offset, such as 2026-03-11T14:00:00Z',
  starts_with: 'a path that starts with /',
};
/** A message that a schema of ours gives; zod's own begin otherwise. */
const own = (message: string): string | undefined =>
  /^(Invalid|Too|Unrecognized)\b/.test(message) ? undefined : message;
const counted = (origin: string): string => (origin === 'string' ? ' character' : origin === 'array' ? ' entry' : '');
const expected = (issue: z.core.$ZodIssue | { code: string }, form: Form | undefined): string => {
  if (form?.description !== undefined) return form.description;
  if (form?.enum !== undefined) return `one of ${form.enum.join(', ')}`;
  if (form?.const !== undefined) return show(form.const);
  const type = 'expected' in issue ? String(issue.expected) : 'value';
  return words[type] ?? `a ${type}`;
};
const words: Record<string, string> = {
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  string: 'a string (in quotes if it looks like a number or a time)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};
const nameOf = (path: Path): string => {
  const last = path.at(-1);
  if (last === undefined) return 'this file';
  return typeof last === 'number' ? `${path.findLast((s) => typeof s === 'string') ?? 'entry'}[${last}]` : last;
};
const wordOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** A value as a problem shows it. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, segment) =>
      typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[segment] : undefined,
    value,
  );

const branches = (form: Form | undefined): Form[] => form?.oneOf ?? form?.anyOf ?? [];
/** What may stand there; where no form is chosen yet, what chooses one. */
const keysOf = (form: Form | undefined): string[] =>
  form?.properties === undefined
    ? branches(form).flatMap((one) => verbOf(one, branches(form)) ?? [])
    : Object.keys(form.properties);

/** The form that stands at a path; of several the one whose fixed words fit the value. `open` leaves the last choice open. */
function formAt(form: Form, value: unknown, path: Path, open = false): Form | undefined {
  let at: Form | undefined = form;
  let here = value;
  for (const segment of path) {
    at = chosen(at, here);
    at =
      Array.isArray(here) || at?.items !== undefined
        ? at?.items
        : (at?.properties?.[segment] ??
          (typeof at?.additionalProperties === 'object' ? at.additionalProperties : undefined));
    here = valueAt(here, [segment]);
  }
  return open ? at : chosen(at, here);
}

function chosen(form: Form | undefined, value: unknown): Form | undefined {
  const options = branches(form);
  if (options.length === 0) return form;
  return (
    options.find((o) =>
      Object.entries(o.properties ?? {}).some(
        ([key, f]) => f.const !== undefined && isRecord(value) && value[key] === f.const,
      ),
    ) ??
    options.find((o) => isRecord(value) && Object.hasOwn(value, verbOf(o, options) ?? '')) ??
    form
  );
}

/** The key that chooses a form: the first that it must have and no other must. */
const verbOf = (form: Form, all: readonly Form[]): string | undefined =>
  form.required?.find((key) => !all.some((other) => other !== form && other.required?.includes(key) === true));
