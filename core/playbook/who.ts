import type { Playbook } from './schema.ts';

type Given = Pick<Playbook, 'levels'>;

/** The words for people that a playbook has beside roles and targets: its levels. */
export const derivedWords = ({ levels }: Given): string[] => levels.map(({ level }) => `level.${level}`);

/**
 * The targets that a word stands for: of `level.3` its contacts, of every other word, and of one that stands for nothing, the word itself.
 * Where each of these means people, the word means them all.
 */
export function targetsOf({ levels }: Given, word: string): readonly string[] {
  const level = /^level\.(\d+)$/.exec(word)?.[1];
  if (level === undefined) return [word];
  return levels.find((one) => one.level === Number(level))?.contacts ?? [word];
}

/** What people call such a word; undefined for a role or a target, which has a title of its own. */
export function derivedTitle({ levels }: Given, word: string): string | undefined {
  const level = levels.find((one) => `level.${one.level}` === word);
  return level && `level ${level.level} (${level.title})`;
}
