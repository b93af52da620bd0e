import * as z from 'zod';
import { isRecord } from '#core/json';
import { schemasOf, type Vocabulary } from '#core/playbook/vocabulary';
import { CHAPTERS } from '#core/rules/expand';

interface Schema {
  $ref?: string;
  const?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $defs?: Record<string, Schema>;
}

/** What tells the forms of an entry apart, in the order in which it is looked for. */
const VERBS = 'ladder matrix checklist do page tell ask task ticket digest raise act read check human choice wait';
const verbs = VERBS.split(' ');
const isChapter = (key: string): boolean => (CHAPTERS as readonly string[]).includes(key);

/**
 * The leaves of a file's JSON Schema, by name. A schema that stands in several places has its leaves once (`condition`, `chapter[]`,
 * `action<…>`), and each place where it stands is a leaf of its own; forms of one entry are told apart by verb, tool or kind: `checks.*<dns>.name`.
 */
export class Leaves {
  readonly all: readonly string[];
  readonly #root: Schema;
  readonly #file: string;

  constructor(file: string, schema: z.ZodType) {
    this.#file = file;
    this.#root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
    const found = new Set<string>();
    this.#walk(this.#root, undefined, file, found, new Set());
    this.all = [...found].sort();
  }

  /** The leaves that a written value has. */
  in(value: unknown): Set<string> {
    const found = new Set<string>();
    this.#walk(this.#root, { value }, this.#file, found, new Set());
    return found;
  }

  /** With a value only the forms that it has, without one all of them. */
  #walk(at: Schema, has: { value: unknown } | undefined, path: string, found: Set<string>, within: Set<string>): void {
    const forms = formsOf(this.#root, at);
    const objects = forms.filter(isObject);
    const lists = forms.filter((form) => form.items !== undefined);
    const plain = forms.some((form) => !isObject(form) && form.items === undefined);
    if (has === undefined ? plain : !isRecord(has.value) && !Array.isArray(has.value)) found.add(path);
    for (const form of lists) {
      if (form.items === undefined) continue;
      if (has === undefined) this.#walk(form.items, undefined, `${path}[]`, found, within);
      else if (Array.isArray(has.value))
        for (const value of has.value) this.#walk(form.items, { value }, `${path}[]`, found, within);
    }
    const own =
      has === undefined
        ? objects
        : isRecord(has.value)
          ? objects.filter((one) => fits(one, has.value)).slice(0, 1)
          : [];
    for (const form of own)
      this.#object(form, has, objects.length > 1 ? `${path}<${labelOf(form)}>` : path, found, within);
  }

  #object(
    form: Schema,
    has: { value: unknown } | undefined,
    path: string,
    found: Set<string>,
    within: Set<string>,
  ): void {
    const shared = sharedName(form);
    if (shared !== undefined) found.add(path);
    if (shared !== undefined && has === undefined && within.has(shared)) return;
    const here = shared ?? path;
    const inner = shared === undefined ? within : new Set([...within, shared]);
    const { properties = {}, additionalProperties: rest } = form;
    const value = has?.value as Record<string, unknown> | undefined;
    for (const [key, one] of Object.entries(properties)) {
      if (value !== undefined && !Object.hasOwn(value, key)) continue;
      const chapter = path === 'playbook' && isChapter(key);
      const to = chapter ? 'chapter' : `${here}.${key}`;
      if (chapter) found.add(`${here}.${key}`);
      this.#walk(one, value === undefined ? undefined : { value: value[key] }, to, found, inner);
    }
    if (typeof rest !== 'object') return;
    if (value === undefined) this.#walk(rest, undefined, `${here}.*`, found, inner);
    else
      for (const [key, each] of Object.entries(value))
        if (properties[key] === undefined) this.#walk(rest, { value: each }, `${here}.*`, found, inner);
  }
}

const isObject = (form: Schema): boolean =>
  form.properties !== undefined || typeof form.additionalProperties === 'object';

/** What one of several schemas may be, those within each other beside each other. */
function formsOf(root: Schema, at: Schema): Schema[] {
  if (at.$ref !== undefined) {
    const name = at.$ref.split('/').at(-1) ?? '';
    const to = root.$defs?.[name];
    if (to === undefined) throw new Error(`no ${at.$ref} in the schema`);
    return formsOf(root, to);
  }
  const several = at.anyOf ?? at.oneOf;
  return several === undefined ? [at] : several.flatMap((one) => formsOf(root, one));
}

const constOf = ({ properties = {} }: Schema): unknown => properties['tool']?.const ?? properties['kind']?.const;

function labelOf(form: Schema): string {
  const said = constOf(form);
  if (typeof said === 'string') return said;
  const { required = [], properties = {} } = form;
  const has = (verb: string): boolean => properties[verb] !== undefined;
  return verbs.find((verb) => required.includes(verb)) ?? verbs.find(has) ?? Object.keys(properties).join('+');
}

/** Whether a value is of this form: what it must have is there, and nothing that it may not have. */
function fits({ properties = {}, required = [], additionalProperties: rest }: Schema, value: unknown): boolean {
  if (!isRecord(value)) return false;
  for (const key of ['tool', 'kind'])
    if (properties[key]?.const !== undefined && properties[key].const !== value[key]) return false;
  const may = typeof rest === 'object' || Object.keys(value).every((key) => properties[key] !== undefined);
  return may && required.every((key) => Object.hasOwn(value, key));
}

/** Conditions and actions stand in many places. */
function sharedName(form: Schema): string | undefined {
  const { properties = {} } = form;
  if (properties['openFor'] !== undefined && properties['known'] !== undefined) return 'condition';
  return properties['kind'] !== undefined && properties['parameters'] !== undefined
    ? `action<${labelOf(form)}>`
    : undefined;
}

/** The leaves of all files of a playbook, with what the plugins add. */
export function leavesOf(vocabulary: Vocabulary): { playbook: Leaves; people: Leaves; runbook: Leaves } {
  const { playbook, people, runbook } = schemasOf(vocabulary);
  return {
    playbook: new Leaves('playbook', playbook),
    people: new Leaves('people', people),
    runbook: new Leaves('runbook', runbook),
  };
}
