import { expect, test } from 'vitest';
import { commentsOf, linesOf, sources } from './files.ts';

/** Words that said in our own way what the field has a word for; `patientUrl` is a name that others read. */
const retired = ['hands', 'doors', 'plot', 'patient', 'twin', 'twins', 'errand', 'errands'];
const kept = ['patientUrl'];

/** Identifiers of a source, without comments and strings. */
function identifiersOf(file: string): string[] {
  const comments = new Set(commentsOf(file).map(([line]) => line));
  const code = linesOf(file).filter((_, n) => !comments.has(n + 1));
  return code.flatMap((line) => line.replaceAll(/'[^']*'|"[^"]*"|\s\/\/ .*$/g, "''").match(/[A-Za-z_]\w*/g) ?? []);
}
const wordsOf = (identifier: string) => identifier.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];

test('no identifier has a word that was retired', () => {
  const found = sources.flatMap((file) =>
    [...new Set(identifiersOf(file))]
      .filter((name) => !kept.includes(name) && wordsOf(name).some((word) => retired.includes(word.toLowerCase())))
      .map((name) => `${file}: ${name}`),
  );
  expect(found).toEqual([]);
});
