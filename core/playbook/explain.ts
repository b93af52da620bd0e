import type * as z from 'zod';
import { isRecord } from '#core/json';
import { branches, type Form, formAt, keysOf, settled, valueAt, verbsOf, wordsOf } from './form.ts';
import { among, nearest } from './nearest.ts';
import type { Path, Problem, Source } from './source.ts';

/** Turns what zod found into problems with a place and what would be right. */
export function explain(found: readonly z.core.$ZodIssue[], source: Source, form: Form): Problem[] {
  const issues = settled(found, source.value, form);
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
          own(issue.message) ?? quoted(expected(issue, formAt(form, source.value, path)), issue, value),
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
          value === undefined ? `${name} is missing` : `${show(value)} does not fit ${name}`,
          wordMeant(form, source.value, path) ??
            own(issue.message) ??
            formats[String('format' in issue ? issue.format : '')] ??
            issue.message,
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
  const verbs = verbsOf(formAt(form, source.value, path, true));
  const [key = ''] = isRecord(value) ? Object.keys(value) : [];
  const hint = isRecord(value) ? among(key, verbs) : `a mapping with one of the keys ${verbs.join(', ')}`;
  return here(
    `${show(value)} does not fit ${nameOf(path)}`,
    verbs.length > 0 ? hint : (wordMeant(form, source.value, path) ?? hintsOf(issue)),
  );
}

/** Where one of several fixed words might have been meant: that word. */
function wordMeant(form: Form, value: unknown, path: Path): string | undefined {
  const given = valueAt(value, path);
  return typeof given === 'string' ? nearest(given, wordsOf(formAt(form, value, path, true))) : undefined;
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
/** YAML reads what looks like a number or a truth as one, also where a text is meant. */
const quoted = (hint: string, { expected: type }: { expected: string }, value: unknown): string => {
  const isRead = type === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  return isRead && !hint.includes('in quotes') ? `${hint}, in quotes: "${value}"` : hint;
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
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
