import { Composer, type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, Parser } from 'yaml';
import { unprintableIn } from './unprintable.ts';
import { type Fault, faultsOf, tooDeep } from './yaml-faults.ts';

/** Something wrong in a playbook: where, what, and what would be right. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  message: string;
  hint: string;
}
export type Path = readonly (string | number)[];

/** One YAML text with its value and the place of each of its nodes. */
export interface Source {
  file: string;
  value: unknown;
  /** Where a node stands; for a path that is not there, the nearest one above it. `key` is the place of its name. */
  at(path: Path, what?: 'key' | 'value'): { line: number; column: number };
  /** Dotted path of every key, and of every list entry that is more than a word, to `file:line`. */
  places(prefix: string): Record<string, string>;
}

/** `file:line:column: what is wrong; expected: …`, one line each. */
export const formatProblems = (problems: readonly Problem[]): string[] =>
  problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.message}; expected: ${p.hint}`);

/** So many faults of YAML itself are named: those after them are mostly consequences. */
const MOST_FAULTS = 10;

/** Reads one YAML text; what YAML itself gets wrong, or a playbook may not say in it, are problems, and then there is no source. */
export function readSource(file: string, text: string): Source | Problem[] {
  const unprintable = unprintableIn(text);
  if (unprintable !== undefined) return [{ file, ...unprintable }];
  const counter = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = (faults: readonly Fault[]): Problem[] =>
    faults.slice(0, MOST_FAULTS).map(({ offset, message, hint }) => ({ file, ...place(offset), message, hint }));
  const tokens = [...new Parser(counter.addNewLine).parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) return problems([deep]);
  // keys are compared below: here it would take minutes where there are ten thousand
  const composer = new Composer({ uniqueKeys: false, resolveKnownTags: false });
  const [doc, second] = composer.compose(tokens, true, text.length);
  if (doc === undefined) return [];
  const errors = doc.errors.map(
    (e): Fault => ({ offset: e.pos[0], ...(wording[e.code] ?? { message: e.message, hint: 'valid YAML' }) }),
  );
  if (errors.length > 0) return problems(errors);
  if (second !== undefined)
    return problems([
      { offset: second.range[0], message: 'a second YAML document begins here', hint: 'one document a file' },
    ]);
  const faults = faultsOf(doc);
  if (faults.length > 0) return problems(faults);
  const at: Source['at'] = (path, what = 'value') => place(offsetOf(doc, path, what));
  return {
    file,
    // aliases have been counted
    value: doc.toJS({ maxAliasCount: -1 }),
    at,
    places: (prefix) => placesOf(doc, file, prefix, counter),
  };
}

const wording: Record<string, { message: string; hint: string }> = {
  TAB_AS_INDENT: { message: 'this line is indented with a tab', hint: 'spaces' },
};

const follow = (doc: Document, node: unknown): Node | undefined => {
  const found = isAlias(node) ? node.resolve(doc) : node;
  return isNode(found) ? found : undefined;
};

function offsetOf(doc: Document, path: Path, what: 'key' | 'value'): number {
  let node: Node | undefined = follow(doc, doc.contents);
  let key = 0;
  let value = startOf(node) ?? 0;
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find((p) => isScalar(p.key) && String(p.key.value) === String(segment));
      if (pair === undefined) return key;
      key = startOf(pair.key) ?? value;
      value = startOf(pair.value) ?? key;
      node = follow(doc, pair.value);
    } else if (isSeq(node)) {
      const item = node.items[Number(segment)];
      if (item === undefined) return key;
      key = startOf(item) ?? value;
      value = key;
      node = follow(doc, item);
    } else return key;
  }
  return what === 'key' ? key : value;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

function placesOf(doc: Document, file: string, prefix: string, counter: LineCounter): Record<string, string> {
  const places: Record<string, string> = {};
  const walk = (node: Node | undefined, path: string): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        if (isScalar(pair.key)) put(join(path, String(pair.key.value)), pair.key, pair.value);
      }
    } else if (isSeq(node)) {
      for (const [n, item] of node.items.entries()) if (!isScalar(item)) put(join(path, String(n)), item, item);
    }
  };
  const put = (path: string, shown: unknown, value: unknown): void => {
    const offset = startOf(shown);
    if (offset !== undefined) places[path] = `${file}:${counter.linePos(offset).line}`;
    walk(follow(doc, value), path);
  };
  walk(follow(doc, doc.contents), prefix);
  return places;
}

const join = (path: string, segment: string): string => (path === '' ? segment : `${path}.${segment}`);
