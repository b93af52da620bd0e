import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { decoded } from '#adapters/files/decoded';
import { isRecord } from '#core/json';
import { Pack } from '#core/playbook/pack';
import { type Parsed, parsePlaybook, type Wrong } from '#core/playbook/parse';
import type { Problem } from '#core/playbook/source';
import { plugins, vocabularyOf } from '#plugins/registry';

const home = fileURLToPath(new URL('../../playbooks/tracktion/', import.meta.url));
/** The texts of the shipped playbook. */
export const shipped: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(yaml|liquid)$/.test(file))
    .sort()
    .map((file) => [file, readFileSync(home + file, 'utf8')]),
);
const values: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(shipped).flatMap(([file, text]) => (file.endsWith('.yaml') ? [[file, parse(text)]] : [])),
);
const yaml = Object.keys(values);
const templates = Object.keys(shipped).filter((file) => !yaml.includes(file));
const vocabulary = vocabularyOf(plugins);

const prototypes = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length', '__proto__'];
const strange: readonly unknown[] = [
  ...prototypes,
  '',
  ' ',
  'x'.repeat(10_000),
  '\u0007',
  '💥',
  '{{',
  '{% if',
  '${',
  '((((',
  '%',
  '../../etc/passwd',
  'https://',
  '-1s',
  '0s',
  '99999999999999999999d',
  '401d',
  '5m business',
  '24:00',
  '2026-02-30',
  '2026-13-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  'Mars/Olympus',
  '+390',
  '@',
  0,
  -1,
  1.5,
  2 ** 53,
  1e21,
  1e308,
  true,
  false,
  null,
  [],
  {},
  [[]],
  [null],
  { a: { b: 1 } },
];

type Path = readonly (string | number)[];
const entriesOf = (value: unknown): [string | number, unknown][] =>
  Array.isArray(value) ? [...value.entries()] : isRecord(value) ? Object.entries(value) : [];
const pathsOf = (value: unknown, at: Path = []): Path[] =>
  entriesOf(value).flatMap(([key, inner]) => [[...at, key], ...pathsOf(inner, [...at, key])]);
const paths = Object.fromEntries(yaml.map((file) => [file, pathsOf(values[file])]));
const words = [...new Set(JSON.stringify(values).match(/"[A-Za-z][\w-]{1,39}"/g) ?? [])];

/** Numbers that look random and are the same for a seed (mulberry32). */
function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const of = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return { below, of };
}
type Random = ReturnType<typeof randomOf>;

const ownerOf = (value: unknown, path: Path): Record<string | number, unknown> =>
  path.slice(0, -1).reduce((at, key) => (at as Record<string | number, unknown>)[key], value) as never;

/** One node of a file deleted, doubled, swapped with another, put in another's place, retyped, or called otherwise. */
function nodeMutated(file: string, { below, of }: Random): string {
  const value: unknown = structuredClone(values[file]);
  const path = of(paths[file] ?? []);
  const other = of(paths[file] ?? []);
  const [owner, key] = [ownerOf(value, path), path.at(-1) ?? 0];
  const [owner2, key2] = [ownerOf(value, other), other.at(-1) ?? 0];
  const [node, node2] = [owner[key], owner2[key2]];
  switch (below(7)) {
    case 0:
      if (Array.isArray(owner)) owner.splice(Number(key), 1);
      else delete owner[key];
      break;
    case 1:
      if (Array.isArray(owner)) owner.push(node);
      else owner[`${key}-2`] = node;
      break;
    case 2:
      owner[key] = structuredClone(node2);
      owner2[key2] = structuredClone(node);
      break;
    case 3:
      owner[key] = structuredClone(node2);
      break;
    case 4:
      owner[key] = Array.isArray(node) ? (node[0] ?? null) : [node];
      break;
    case 5:
      if (!Array.isArray(owner)) {
        delete owner[key];
        // no assignment: of this name it would set the prototype
        Object.defineProperty(owner, of(prototypes), { value: node, enumerable: true, configurable: true });
        break;
      }
      owner[key] = of(strange);
      break;
    case 6:
      owner[key] = of(strange);
      break;
  }
  return JSON.stringify(value, null, below(2));
}

/** Bytes flipped, cut out, doubled, put in, or the end cut off. */
function bytesMutated(file: string, { below, of }: Random): Buffer {
  const bytes = Buffer.from(shipped[file] ?? '');
  const from = below(bytes.length);
  const to = Math.min(bytes.length, from + 1 + below(40));
  const [before, part, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  const junk = [
    '\t',
    '"',
    "'",
    ': ',
    '- ',
    '[',
    '{',
    '&a ',
    '*a',
    '!!binary ',
    '\n---\n',
    '#',
    '|',
    '>',
    '? ',
    '\0',
    '\r',
    '%YAML 1.1\n',
    '<<: ',
    '{{',
    '{%',
    '%}',
    '\ufeff',
    '\u2028',
  ];
  switch (below(5)) {
    case 0:
      return Buffer.concat([before, Buffer.from([below(256)]), bytes.subarray(from + 1)]);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, part, part, after]);
    case 3:
      return Buffer.concat([before, Buffer.from(of(junk)), part, after]);
    default:
      return before;
  }
}

/** The shipped playbook with one file mutated, or all but `playbook.yaml`, or one word of it called otherwise everywhere. */
function mutated(seed: number): { bytes: Record<string, Buffer>; mutations: number } {
  const random = randomOf(seed);
  const one = (file: string): [string, Buffer] => [
    file,
    file.endsWith('.yaml') && random.below(3) > 0 ? Buffer.from(nodeMutated(file, random)) : bytesMutated(file, random),
  ];
  switch (seed % 4) {
    case 0:
      return { bytes: Object.fromEntries([one('playbook.yaml')]), mutations: 1 };
    case 1:
      return { bytes: Object.fromEntries([one(random.of(Object.keys(shipped)))]), mutations: 1 };
    case 2: {
      const files = [...yaml.slice(0, -1), ...templates].filter((file) => file !== 'playbook.yaml');
      return { bytes: Object.fromEntries(files.map(one)), mutations: files.length };
    }
    default: {
      const [from, to] = [random.of(words), JSON.stringify(random.of(prototypes.slice(0, -1)))];
      const texts = yaml.map((file): [string, Buffer] => [
        file,
        Buffer.from(JSON.stringify(values[file]).replaceAll(from, () => to)),
      ]);
      return { bytes: Object.fromEntries(texts), mutations: 1 };
    }
  }
}

/** What a seed's mutation comes to, and what about that is wrong. */
export function judged(seed: number): { mutations: number; valid: boolean; wrong: string[] } {
  const { bytes, mutations } = mutated(seed);
  try {
    const texts: Record<string, string> = { ...shipped };
    const problems: Problem[] = [];
    for (const [file, given] of Object.entries(bytes)) {
      const read = decoded(given);
      if ('text' in read) texts[file] = read.text;
      else problems.push({ file, ...read });
    }
    for (const { file } of problems) delete texts[file];
    const at = new Date('2026-03-11T14:02:00Z');
    const parsed = parsePlaybook(texts, vocabulary, () => '0'.repeat(64), at, { problems, notes: [] });
    return { mutations, valid: 'pack' in parsed, wrong: faultsIn(parsed, Object.keys(texts)) };
  } catch (error) {
    return {
      mutations,
      valid: false,
      wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    };
  }
}

function faultsIn(parsed: Parsed | Wrong, files: readonly string[]): string[] {
  if ('pack' in parsed) {
    const again = Pack.safeParse(JSON.parse(JSON.stringify(parsed.pack)));
    return again.success ? [] : [`valid, but its pack cannot be read back: ${again.error.message}`];
  }
  if (parsed.problems.length === 0) return ['neither valid nor wrong'];
  return parsed.problems.flatMap((p) => {
    const said = `${p.file}:${p.line}:${p.column}: ${p.message}; expected: ${p.hint}`;
    const isPlaced = p.line >= 1 && p.column >= 1 && (files.includes(p.file) || shipped[p.file] !== undefined);
    const isClear =
      p.message !== '' &&
      p.hint !== '' &&
      !/undefined(?! filter| variable)|\[object|NaN|\n/.test(`${p.message} ${p.hint}`);
    return isPlaced && isClear ? [] : [`not clear: ${said}`];
  });
}
