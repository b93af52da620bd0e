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

/** A leaf that a value has, and where. */
export interface Occurrence {
  leaf: string;
  at: readonly (string | number)[];
}

/** What tells the forms of an entry apart, in the order in which it is looked for. */
const VERBS = 'ladder matrix checklist do page tell ask task ticket digest raise act read check human choice wait';
const verbs = VERBS.split(' ');
const isChapter = (key: string): boolean => (CHAPTERS as readonly string[]).includes(key);

/** Where a walk stands: its schema, the value there (none where all forms are walked), the leaf's name and its place. */
interface Stand {
  value?: { is: unknown };
  name: string;
  at: readonly (string | number)[];
  within: ReadonlySet<string>;
}

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
    this.#walk(this.#root, { name: file, at: [], within: new Set() }, ({ leaf }) => found.add(leaf));
    this.all = [...found].sort();
  }

  /** The leaves that a written value has, each as often as it stands there. */
  in(value: unknown): Occurrence[] {
    const found: Occurrence[] = [];
    const start = { value: { is: value }, name: this.#file, at: [], within: new Set<string>() };
    this.#walk(this.#root, start, (one) => found.push(one));
    return found;
  }

  #walk(schema: Schema, stand: Stand, found: (one: Occurrence) => void): void {
    const { value, name, at } = stand;
    const forms = formsOf(this.#root, schema);
    const objects = forms.filter(isObject);
    const plain = forms.some((form) => !isObject(form) && form.items === undefined);
    if (value === undefined ? plain : !isRecord(value.is) && !Array.isArray(value.is)) found({ leaf: name, at });
    for (const { items } of forms) {
      if (items === undefined) continue;
      const each: readonly ({ is: unknown } | undefined)[] =
        value === undefined ? [undefined] : Array.isArray(value.is) ? value.is.map((is: unknown) => ({ is })) : [];
      for (const [n, one] of each.entries()) this.#walk(items, next(stand, `${name}[]`, n, one), found);
    }
    const fitting =
      value === undefined
        ? objects
        : isRecord(value.is)
          ? objects.filter((one) => fits(one, value.is)).slice(0, 1)
          : [];
    for (const form of fitting)
      this.#object(form, { ...stand, name: objects.length > 1 ? `${name}<${labelOf(form)}>` : name }, found);
  }

  #object(form: Schema, stand: Stand, found: (one: Occurrence) => void): void {
    const { value, name, at } = stand;
    const shared = sharedName(form);
    if (shared !== undefined) found({ leaf: name, at });
    if (shared !== undefined && value === undefined && stand.within.has(shared)) return;
    const inner = shared === undefined ? stand : { ...stand, name: shared, within: new Set([...stand.within, shared]) };
    const { properties = {}, additionalProperties: rest } = form;
    const is = isRecord(value?.is) ? value.is : undefined;
    for (const [key, one] of Object.entries(properties)) {
      if (is !== undefined && !Object.hasOwn(is, key)) continue;
      const chapter = name === 'playbook' && isChapter(key);
      if (chapter) found({ leaf: `${name}.${key}`, at: [...at, key] });
      const to = chapter ? 'chapter' : `${inner.name}.${key}`;
      this.#walk(one, next(inner, to, key, is && { is: is[key] }), found);
    }
    if (typeof rest !== 'object') return;
    const keys = is === undefined ? ['*'] : Object.keys(is).filter((key) => properties[key] === undefined);
    for (const key of keys) this.#walk(rest, next(inner, `${inner.name}.*`, key, is && { is: is[key] }), found);
  }
}

const next = (from: Stand, name: string, key: string | number, value: { is: unknown } | undefined): Stand => ({
  name,
  at: [...from.at, key],
  within: from.within,
  ...(value === undefined ? {} : { value }),
});

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
  if (properties['kind'] === undefined || properties['parameters'] === undefined) return undefined;
  return `action<${labelOf(form)}>`;
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
