import { among } from '../nearest.ts';
import type { Pack, People } from '../pack.ts';
import type { Path } from '../source.ts';
import type { Vocabulary } from '../vocabulary.ts';

/** What a rule of the linter has found; with a hint it is an error, without one a note. */
export interface Finding {
  file: string;
  path?: Path;
  what?: 'key' | 'value';
  /** Another place by which it was judged: while that is wrong itself, nothing is said here. */
  judgedBy?: Path;
  /** Its place where it is not a node of a YAML file. */
  place?: { line: number; column: number };
  message: string;
  hint?: string;
  /** What kind of name is not known. */
  unknown?: string;
}
export interface Linted extends Pick<Pack, 'playbook' | 'runbooks' | 'templates'> {
  people: People;
  /** Ids of all runbooks, also of those that do not fit. */
  books: readonly string[];
  vocabulary: Vocabulary;
  /** Texts of `certificates/*.pem` by file. */
  certificates: Readonly<Record<string, string>>;
  /** The instant at which it is checked who is on call; it is not checked without one. */
  at?: Date;
}

/** An error of playbook.yaml. */
export const wrong = (path: Path, message: string, hint: string, file = 'playbook.yaml'): Finding => ({
  file,
  path,
  message,
  hint,
});
/** A note on playbook.yaml. */
export const note = (path: Path, message: string, file = 'playbook.yaml'): Finding => ({
  file,
  path,
  what: 'key',
  message,
});

/** A rule's `escalation.3` as the steps to it. */
export const pathOf = (path: string): Path => path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** Names that stand at a path, against those that exist. */
export function* known(
  path: Path,
  names: readonly string[] | string | undefined,
  kind: string,
  all: readonly string[],
  file = 'playbook.yaml',
): Iterable<Finding> {
  if (names === undefined) return;
  const listed = typeof names === 'string' ? undefined : names;
  for (const [n, name] of (listed ?? [names as string]).entries()) {
    if (all.includes(name)) continue;
    yield {
      ...wrong(
        listed === undefined ? path : [...path, n],
        `there is no ${kind} ${JSON.stringify(name)}`,
        among(name, all, `a ${kind} that exists; there is none`),
        file,
      ),
      unknown: kind,
    };
  }
}

/** The keys of a mapping, against the names that exist. */
export function* knownKeys(
  path: Path,
  names: readonly string[],
  kind: string,
  all: readonly string[],
  file = 'playbook.yaml',
): Iterable<Finding> {
  for (const name of names) {
    if (!all.includes(name))
      yield {
        file,
        path: [...path, name],
        what: 'key',
        message: `there is no ${kind} ${JSON.stringify(name)}`,
        hint: among(name, all),
      };
  }
}
