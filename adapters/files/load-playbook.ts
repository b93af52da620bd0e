import { createHash } from 'node:crypto';
import { type Parsed, parsePlaybook } from '#core/playbook/parse';
import { formatProblems, type Problem } from '#core/playbook/source';
import type { Vocabulary } from '#core/playbook/vocabulary';
import { faultOf } from '#plugins/expression';
import { plugins, vocabularyOf } from '#plugins/registry';
import { readFolder } from './read-folder.ts';

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
  const folder = readFolder(dir);
  if ('message' in folder) throw new InvalidPlaybook([folder]);
  const { texts, isTooLarge, ...found } = folder;
  if (isTooLarge) throw new InvalidPlaybook(found.problems);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const parsed = parsePlaybook(texts, judging(vocabulary), sha256, at, found);
  if ('problems' in parsed) throw new InvalidPlaybook(parsed.problems);
  return parsed;
}

const judged = new WeakMap<Vocabulary, Vocabulary>();
/** The vocabulary with what judges expressions; the same object each time, for what is made of it is kept with it. */
function judging(vocabulary: Vocabulary): Vocabulary {
  const known = judged.get(vocabulary) ?? { ...vocabulary, faultOf };
  judged.set(vocabulary, known);
  return known;
}
