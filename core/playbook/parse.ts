import type * as z from 'zod';
import { canonical } from '#core/json';
import { NOTICES } from '#core/message/notices';
import { cut, oneLine } from '#core/message/plain-text';
import type { Demo } from './demo.ts';
import { explain } from './explain.ts';
import { formOf, valueAt } from './form.ts';
import { demo as demoRule } from './lint/demo.ts';
import { lintWithout } from './lint.ts';
import { isWithin, mend } from './mend.ts';
import type { Pack } from './pack.ts';
import type { People } from './people.ts';
import type { Runbook } from './runbook.ts';
import { type Path, type Problem, readSource, type Source } from './source.ts';
import { schemasOf, type Vocabulary } from './vocabulary.ts';

/** What is no error, but worth knowing: a rule that stands alone, a silence of the playbook. */
export interface Note {
  file: string;
  line: number;
  column: number;
  message: string;
}
export interface Parsed {
  pack: Pack;
  people: People;
  notes: Note[];
  /** Where there is a demo.yaml; no part of what is packed. */
  demo?: DemoFile;
}
/** A demonstration, with `file:line` of each of its steps by `steps.3`. */
export interface DemoFile {
  demo: Demo;
  places: Readonly<Record<string, string>>;
}
/** Everything that is wrong, in the order of files and lines. */
export interface Wrong {
  problems: Problem[];
}

/** The texts of a playbook by their file names: `playbook.yaml`, `people.yaml`, `demo.yaml`, `runbooks/<id>.yaml`, `templates/<id>.liquid`, `certificates/<name>.pem`. */
export type Texts = Readonly<Record<string, string>>;

const limit = 300 * 1024;

/**
 * Parses the texts of a playbook and looks for contradictions. `vocabulary` is what the plugins add to the language, `sha256` gives a
 * text's hash in hex, `at` is when it is checked who is on call, `found` what was wrong before there were texts.
 */
export function parsePlaybook(
  texts: Texts,
  vocabulary: Vocabulary,
  sha256: (text: string) => string,
  at?: Date,
  found: { problems: readonly Problem[]; notes: readonly Note[] } = { problems: [], notes: [] },
): Parsed | Wrong {
  const schemas = schemasOf(vocabulary);
  const problems = [...found.problems];
  const sources: Record<string, Source> = {};
  const patched: Record<string, Path[]> = {};
  /** Files of which a mapping or list of names had to be replaced: of no name of theirs can be said that it does not exist. */
  const lost: string[] = [];
  const parse = <T extends z.ZodType>(file: string, schema: T): z.infer<T> | undefined => {
    const text = texts[file];
    if (text === undefined && found.problems.some((problem) => problem.file === file)) return undefined;
    if (text === undefined) {
      problems.push({
        file,
        line: 1,
        column: 1,
        message: 'this file is missing',
        hint: `a file ${file} in the playbook's directory`,
      });
      return undefined;
    }
    const source = readSource(file, text);
    if (Array.isArray(source)) {
      problems.push(...source);
      return undefined;
    }
    if (source.value === null) {
      problems.push({ file, line: 1, column: 1, message: 'this file is empty', hint: 'a mapping of keys to values' });
      return undefined;
    }
    sources[file] = source;
    const parsed = schema.safeParse(source.value);
    if (parsed.success) return parsed.data;
    problems.push(...explain(parsed.error.issues, source, formOf(schema)));
    const mended = mend(schema, source.value, formOf(schema));
    patched[file] = mended?.patched ?? [];
    const isContainer = (path: Path) => path.length <= 2 && typeof valueAt(mended?.data, path) === 'object';
    if (patched[file].some(isContainer)) lost.push(file);
    return mended?.data;
  };

  const playbook = parse('playbook.yaml', schemas.playbook);
  const people = parse('people.yaml', schemas.people);
  const demo = texts['demo.yaml'] === undefined ? undefined : parse('demo.yaml', schemas.demo);
  const runbooks: Record<string, Runbook> = {};
  for (const file of filesIn(texts, 'runbooks', 'yaml')) {
    const runbook = parse(file, schemas.runbook);
    if (runbook === undefined) continue;
    const name = nameIn(file);
    if (runbook.id !== name) {
      const at = sources[file]?.at(['id']) ?? { line: 1, column: 1 };
      problems.push({
        file,
        ...at,
        message: `the runbook in this file has the id ${JSON.stringify(runbook.id)}`,
        hint: `id: ${name}, as the file is named`,
      });
    }
    runbooks[name] = runbook;
  }
  // of a file that cannot be read the name is known all the same
  const unread = found.problems.map(({ file }) => file);
  const known: Texts = { ...Object.fromEntries(unread.map((file) => [file, ''])), ...texts };
  const written = Object.fromEntries(
    filesIn(known, 'templates', 'liquid').map((file) => [nameIn(file), known[file] ?? '']),
  );
  // the playbook's own stand first, in hints too
  const templates: Record<string, string> = { ...written, ...NOTICES, ...written };
  const certificates = Object.fromEntries(
    filesIn(known, 'certificates', 'pem').map((file) => [file, known[file] ?? '']),
  );

  const placeOf = (file: string, path: Path, what?: 'key' | 'value') =>
    sources[file]?.at(path, what) ?? { line: 1, column: 1 };
  const notes = [...found.notes];
  const linted = {
    playbook,
    people: lost.includes('people.yaml') ? undefined : people,
    runbooks,
    books: filesIn(known, 'runbooks', 'yaml').map(nameIn),
    templates,
    certificates,
    vocabulary,
    ...(at === undefined ? {} : { at }),
  };
  const judged = [
    ...lintWithout(linted),
    ...(demo === undefined || playbook === undefined || linted.people === undefined
      ? []
      : demoRule({ ...linted, playbook, people: linted.people }, demo)),
  ];
  for (const { file, path = [], judgedBy = path, what, message, hint, unknown, ...rest } of judged) {
    if (lost.includes('playbook.yaml') && unknown !== undefined) continue;
    const isMended = (owner: Path) => isWithin(path, owner) || isWithin(judgedBy, owner);
    if (unread.includes(file) || patched[file]?.some(isMended) === true) continue;
    const place = rest.place ?? placeOf(file, path, what);
    if (hint === undefined) notes.push({ file, ...place, message });
    else problems.push({ file, ...place, message, hint });
  }
  if (playbook !== undefined && people !== undefined) {
    if (problems.length === 0) {
      const places = Object.fromEntries(
        Object.entries(sources).flatMap(([file, source]) =>
          ['people.yaml', 'demo.yaml'].includes(file) ? [] : Object.entries(source.places(prefixOf(file))),
        ),
      );
      // a playbook without certificates keeps the hash that it had before there were any
      const contents = {
        playbook,
        runbooks,
        templates,
        ...(Object.keys(certificates).length > 0 && { certificates }),
      };
      const hash = sha256(canonical(contents)).slice(0, 32);
      const pack: Pack = { v: 1, hash, ...contents, places };
      const size = new TextEncoder().encode(JSON.stringify(pack)).length;
      if (size <= limit) {
        const told = demo && { demo: { demo, places: sources['demo.yaml']?.places('') ?? {} } };
        return { pack, people, notes: notes.sort(byPlace), ...told };
      }
      problems.push({
        file: 'playbook.yaml',
        line: 1,
        column: 1,
        message: `packed, the playbook has ${size} bytes`,
        hint: `at most ${limit} bytes: shorter templates, or a playbook split in two`,
      });
    }
  }
  return { problems: problems.sort(byPlace).map(inOneLine) };
}

/** Parsers quote what they could not read, and that may be of many lines. */
const inOneLine = (problem: Problem): Problem => ({
  ...problem,
  message: cut(oneLine(problem.message), 400),
  hint: cut(oneLine(problem.hint), 400),
});

/** Rules of the playbook go by their own path, runbooks by `runbooks.<id>`; people are not pinned. */
const prefixOf = (file: string): string => (file === 'playbook.yaml' ? '' : `runbooks.${nameIn(file)}`);
const filesIn = (texts: Texts, folder: string, ending: string): string[] =>
  Object.keys(texts)
    .filter((file) => file.startsWith(`${folder}/`) && file.endsWith(`.${ending}`))
    .sort();
const nameIn = (file: string): string => file.replace(/^.*\//, '').replace(/\.[a-z]+$/, '');
const byPlace = (a: Note, b: Note): number =>
  rank(a.file) - rank(b.file) ||
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
  a.line - b.line ||
  a.column - b.column;
const rank = (file: string): number => (file === 'playbook.yaml' ? 0 : file === 'people.yaml' ? 1 : 2);
