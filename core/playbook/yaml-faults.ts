import { type Alias, CST, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';

/** Something that YAML allows and a playbook does not, or that it would cost too much to read. */
export interface Fault {
  offset: number;
  message: string;
  hint: string;
}

const MOST_LEVELS = 100;
const MOST_ALIASES = 500;
const MOST_VALUES = 200_000;
const tags = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`);

/** The first place that is nested too deeply; looked for before anything is composed, for that recurses. */
export function tooDeep(tokens: readonly CST.Token[]): Fault | undefined {
  const left = tokens.map((token) => ({ token, level: 0 }));
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const { token, level } = at;
    if (level > MOST_LEVELS)
      return {
        offset: token.offset,
        message: 'this is nested too deeply',
        hint: `at most ${MOST_LEVELS} levels`,
      };
    if (token.type === 'document' && token.value !== undefined) left.push({ token: token.value, level });
    if (CST.isCollection(token))
      for (const { key, value } of token.items)
        for (const inner of [key, value]) if (inner) left.push({ token: inner, level: level + 1 });
  }
  return undefined;
}

/** What a composed document holds that would be lost, guessed at or never end: tags, merge keys, keys that are no words or stand twice, aliases without end. */
export function faultsOf(doc: Document): Fault[] {
  const { explicit, version } = doc.directives?.yaml ?? {};
  if (explicit === true && version !== '1.2') {
    const message = `this file is said to be YAML ${version}, where the key \`on\` is a boolean and 09:00 a number`;
    return [{ offset: 0, message, hint: 'no line %YAML' }];
  }
  const faults: Fault[] = [];
  const anchors = new Map<string, Node>();
  /** How many values a node stands for, its aliases written out; a node that is still being counted is in none. */
  const sizes = new Map<Node, number>();
  const aliases: Alias[] = [];
  const add = (offset: number, message: string, hint: string) => faults.push({ offset, message, hint });

  const aliasSize = (node: Alias): number => {
    aliases.push(node);
    const target = anchors.get(node.source);
    if (target === undefined) add(offsetOf(node), `there is no anchor &${node.source} before this alias`, 'the value');
    else if (!sizes.has(target)) add(offsetOf(node), `&${node.source} holds itself`, 'the value without an alias');
    return target === undefined ? 1 : (sizes.get(target) ?? 1);
  };
  const size = (node: unknown): number => {
    if (isAlias(node)) return aliasSize(node);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return 1;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (node.tag !== undefined && !tags.includes(node.tag))
      add(offsetOf(node), `the tag ${shown(node.tag)} is not read`, 'the value without a tag');
    let count = 1;
    if (isMap(node)) {
      faults.push(...keyFaults(node.items));
      for (const { key, value } of node.items) count += size(key) + size(value);
    }
    if (isSeq(node)) for (const item of node.items) count += size(item);
    sizes.set(node, count);
    return count;
  };

  const count = size(doc.contents);
  const [alias] = aliases;
  if (alias !== undefined && aliases.length > MOST_ALIASES)
    add(offsetOf(alias), `this file has ${aliases.length} aliases`, `at most ${MOST_ALIASES}`);
  if (count > MOST_VALUES)
    add(
      alias === undefined ? 0 : offsetOf(alias),
      `written out, this file holds more than ${MOST_VALUES} values`,
      alias === undefined ? 'a smaller file' : 'no aliases of what holds aliases',
    );
  return faults.sort((a, b) => a.offset - b.offset);
}

function keyFaults(items: readonly Pair[]): Fault[] {
  const seen = new Set<string>();
  return items.flatMap(({ key }): Fault[] => {
    const fault = (message: string, hint: string): Fault[] => [{ offset: offsetOf(key), message, hint }];
    if (!isScalar(key)) return fault('a list, a mapping or an alias cannot be a key', 'a word');
    if (key.value === null) return fault('this key is empty', 'a word');
    const name = typeof key.value === 'string' ? key.value : JSON.stringify(key.value);
    if (typeof key.value !== 'string' && name !== key.source)
      return fault(`the key ${key.source ?? name} would be read as ${name}`, `'${key.source ?? name}' in quotes`);
    if (name === '__proto__') return fault('__proto__ cannot be a key', 'another word');
    if (name === '<<' && key.type === 'PLAIN')
      return fault('merge keys are not read', 'the keys themselves, or an alias of the whole value');
    if (seen.has(name)) return fault('this key is used twice', 'each key once');
    seen.add(name);
    return [];
  });
}

const offsetOf = (node: unknown): number =>
  isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0;
const shown = (tag: string): string => tag.replace('tag:yaml.org,2002:', '!!');
