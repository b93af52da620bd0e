import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '#core/json';
import { type Parsed, parsePlaybook } from '#core/playbook/parse';
import { formatProblems, type Problem } from '#core/playbook/source';
import type { Vocabulary } from '#core/playbook/vocabulary';
import { faultOf } from '#plugins/expression';
import { plugins, vocabularyOf } from '#plugins/registry';

export type LoadedPlaybook = Parsed;

/** Thrown when a playbook's files do not fit; `problems` lists all that is wrong, the message has a line for each. */
export class InvalidPlaybook extends Error {
  override readonly name = 'InvalidPlaybook';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems).join('\n'));
    this.problems = problems;
  }
}

/** Reads a playbook's directory, checks it by what the plugins add to the language, and packs it; a target that means nobody at `at` is a note. */
export function loadPlaybook(
  dir: string,
  { at = new Date(), vocabulary = vocabularyOf(plugins) }: { at?: Date; vocabulary?: Vocabulary } = {},
): LoadedPlaybook {
  const texts: Record<string, string> = {};
  const unread: Problem[] = [];
  for (const file of [
    'playbook.yaml',
    'people.yaml',
    ...listed(dir, 'runbooks', '.yaml'),
    ...listed(dir, 'templates', '.liquid'),
    ...listed(dir, 'certificates', '.pem'),
  ]) {
    const text = textOf(join(dir, file));
    if (typeof text === 'string') texts[file] = text;
    else if (text !== undefined) unread.push({ file, line: 1, column: 1, ...text });
  }
  if (unread.length > 0) throw new InvalidPlaybook(unread);
  const words = { ...vocabulary, faultOf };
  const parsed = parsePlaybook(texts, words, (text) => createHash('sha256').update(text).digest('hex'), at);
  if ('problems' in parsed) throw new InvalidPlaybook(parsed.problems);
  return parsed;
}

const listed = (dir: string, folder: string, ending: string): string[] =>
  (orAbsent(() => readdirSync(join(dir, folder))) ?? [])
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

/** A file's text, or why it cannot be read. */
function textOf(path: string): string | Pick<Problem, 'message' | 'hint'> | undefined {
  try {
    return orAbsent(() => readFileSync(path, 'utf8'));
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return code === 'EISDIR'
      ? { message: 'this is a folder', hint: 'a file' }
      : { message: `this file cannot be read: ${code}`, hint: 'a file that may be read' };
  }
}

/** The system's word for what failed. Not by its class: in jest, an error of Node is of another world than ours. */
const codeOf = (error: unknown): string | undefined =>
  isRecord(error) && typeof error['code'] === 'string' ? error['code'] : undefined;

/** Undefined where a file or folder is not there; what that means is the parser's to say. */
function orAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}
