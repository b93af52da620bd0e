import * as z from 'zod';
import { isRecord } from '#core/json';
import type { Path } from './source.ts';

/** What JSON Schema says of one place; only what is needed to name what would be right. */
export interface Form {
  properties?: Record<string, Form>;
  required?: string[];
  additionalProperties?: Form | boolean;
  items?: Form;
  anyOf?: Form[];
  oneOf?: Form[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
  description?: string;
}

const forms = new WeakMap<z.ZodType, Form>();
/** The form of a schema as its file is written. */
export function formOf(schema: z.ZodType): Form {
  const form = forms.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Form);
  forms.set(schema, form);
  return form;
}

/** The value at a path; what a prototype holds is none. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, segment) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, segment)
        ? (at as Record<string | number, unknown>)[segment]
        : undefined,
    value,
  );

export const branches = (form: Form | undefined): Form[] => form?.oneOf ?? form?.anyOf ?? [];
/** What may stand there; where no form is chosen yet, what chooses one. */
export const keysOf = (form: Form | undefined): string[] =>
  form?.properties === undefined ? verbsOf(form) : Object.keys(form.properties);

/** The forms that a union comes to, those of unions within it as well. */
const leaves = (form: Form): Form[] => (branches(form).length === 0 ? [form] : branches(form).flatMap(leaves));

/** The fixed words that a form may take. */
export const wordsOf = (form: Form | undefined): string[] =>
  form === undefined ? [] : leaves(form).flatMap((one) => [...(one.enum ?? []), one.const ?? []].flat().map(String));

/** The words by which the mappings of a union are told apart. */
export const verbsOf = (form: Form | undefined): string[] =>
  form === undefined ? [] : leaves(form).flatMap((one, _, all) => verbOf(one, all) ?? []);
/** The key that chooses a form: the first that it must have and no other must. */
const verbOf = (form: Form, all: readonly Form[]): string | undefined =>
  all.length < 2
    ? undefined
    : form.required?.find((key) => all.every((other) => other === form || other.required?.includes(key) !== true));

/** The form that stands at a path; of several the one that the value chooses. `open` leaves the last choice open. */
export function formAt(form: Form, value: unknown, path: Path, open = false): Form | undefined {
  let at: Form | undefined = form;
  let here = value;
  for (const segment of path) {
    at = chosen(at, here) ?? at;
    at =
      Array.isArray(here) || at?.items !== undefined
        ? at?.items
        : (ownForm(at, segment) ??
          (typeof at?.additionalProperties === 'object' ? at.additionalProperties : undefined));
    here = valueAt(here, [segment]);
  }
  return open ? at : (chosen(at, here) ?? at);
}
const ownForm = (form: Form | undefined, key: string | number): Form | undefined =>
  form?.properties !== undefined && Object.hasOwn(form.properties, key) ? form.properties[key] : undefined;

/** Of the forms of a union the one that the value means; undefined where it could be several. */
function chosen(form: Form | undefined, value: unknown): Form | undefined {
  if (form === undefined || branches(form).length === 0) return form;
  const option = branches(form)[chosenBranch(form, value)];
  return option === undefined ? undefined : chosen(option, value);
}

/** The branch of a union that a value means: by a fixed word, by its verb, or because no other is of its type; -1 where it could be several. */
function chosenBranch(form: Form, value: unknown): number {
  const all = leaves(form);
  const options = branches(form).map(leaves);
  const only = (fits: (leaf: Form) => boolean): number => {
    const found = options.flatMap((option, n) => (option.some(fits) ? [n] : []));
    return found.length === 1 ? (found[0] ?? -1) : -1;
  };
  if (Array.isArray(value)) return only(({ type }) => type === 'array');
  if (!isRecord(value)) return only(({ type }) => type === typeof value);
  const byWord = options.findIndex((option) =>
    option.some(({ properties = {} }) =>
      Object.entries(properties).some(([key, { const: word }]) => word !== undefined && valueAt(value, [key]) === word),
    ),
  );
  if (byWord >= 0) return byWord;
  const byVerb = options.findIndex((option) => option.some((leaf) => Object.hasOwn(value, verbOf(leaf, all) ?? '')));
  return byVerb >= 0 ? byVerb : only(({ type }) => type === 'object');
}

/**
 * What zod found, where a value fits none of several forms: only what is wrong by the form that it chooses. One mistake is then one
 * issue, and not one for each form.
 */
export function settled(issues: readonly z.core.$ZodIssue[], value: unknown, form: Form): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const path = issue.path.filter((s): s is string | number => typeof s !== 'symbol');
    const here = valueAt(value, path);
    const open = formAt(form, value, path, true);
    const n = open === undefined ? -1 : chosenBranch(open, here);
    const [inner, option] = [issue.errors[n], branches(open)[n]];
    if (inner === undefined || option === undefined) return [issue];
    return settled(inner, here, option).map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
  });
}
