import type { Condition } from './condition.ts';

/** The checks that a condition reads. */
export const checksIn = (c: Condition | undefined): string[] =>
  c === undefined
    ? []
    : [...new Set([...Object.keys(c.check ?? {}), ...(c.any ?? []).flatMap(checksIn), ...checksIn(c.not)])];
