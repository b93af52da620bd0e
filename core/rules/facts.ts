import type { Condition } from './condition.ts';
import { list, rulesOf } from './expand.ts';

const factsIn = (c: Condition | undefined): readonly string[] =>
  c === undefined
    ? []
    : [...Object.keys(c.fact ?? {}), ...list(c.known ?? []), ...(c.any ?? []).flatMap(factsIn), ...factsIn(c.not)];

/** The facts by which rules go, whether they rate, page or tell: those of a playbook that are worth knowing at once. */
export const factsThatCount = (playbook: Parameters<typeof rulesOf>[0]): ReadonlySet<string> =>
  new Set(
    rulesOf(playbook).flatMap((rule) => [
      ...factsIn(rule.if),
      ...(typeof rule.unless === 'object' ? factsIn(rule.unless) : []),
    ]),
  );
