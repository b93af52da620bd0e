import { createHash } from 'node:crypto';
import type { Pack, People } from '#core/playbook/pack';
import { parsePlaybook, type Texts } from '#core/playbook/parse';
import { type Plugins, vocabularyOf } from '#plugins/registry';
import { small } from '../core/small-playbook.ts';

/** One line of a file as it stands in the small playbook, and as it stands instead. */
type Change = readonly [file: string, from: string, to: string];

/** The texts of the small playbook with some of its lines changed. */
export function textsWith(changes: readonly Change[]): Texts {
  const texts = { ...small };
  for (const [file, from, to] of changes) {
    const text = texts[file] ?? '';
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    texts[file] = text.replaceAll(from, to);
  }
  return texts;
}

/** A playbook's texts, read by the words of the given plugins: packed, or all that is wrong with them. */
const read = (plugins: Plugins, texts: Texts) =>
  parsePlaybook(texts, vocabularyOf(plugins), (text) => createHash('sha256').update(text).digest('hex'));

/** A playbook of these texts; throws with its problems where it is none. */
export function playbookOf(plugins: Plugins, texts: Texts): { pack: Pack; people: People } {
  const result = read(plugins, texts);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems, null, 2));
  return { pack: result.pack, people: result.people };
}

/** What is wrong with a playbook, each with its line; the hints name all plugins. */
export function problemsOf(plugins: Plugins, texts: Texts): string[] {
  const result = read(plugins, texts);
  return 'problems' in result ? result.problems.map((p) => `${p.file}:${p.line}: ${p.message}`) : [];
}
