import type { Pack, People } from './pack.ts';
import type { Path } from './source.ts';

/** What a rule of the linter has found; with a hint it is an error, without one a note. */
export interface Finding {
  file: string;
  path?: Path;
  what?: 'key' | 'value';
  /** Its place where it is not a node of a YAML file. */
  place?: { line: number; column: number };
  message: string;
  hint?: string;
}
export interface Linted extends Pick<Pack, 'playbook' | 'runbooks' | 'templates'> {
  people: People;
}

/** Contradictions beyond the shape, and where the playbook is silent. */
export const lint = (_it: Linted): Finding[] => [];
