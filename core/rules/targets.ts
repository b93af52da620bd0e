import type { Condition } from './condition.ts';
import { list, rulesOf } from './expand.ts';

const targetsIn = (c: Condition | undefined): readonly string[] =>
  c === undefined
    ? []
    : [
        ...(c.acknowledged === undefined || c.acknowledged === true ? [] : list(c.acknowledged)),
        ...(c.any ?? []).flatMap(targetsIn),
        ...targetsIn(c.not),
      ];

/** The targets whose acknowledgement some rule asks for. */
export const askedTargets = (playbook: Parameters<typeof rulesOf>[0]): string[] => [
  ...new Set(
    rulesOf(playbook).flatMap((rule) => [
      ...targetsIn(rule.if),
      ...(typeof rule.unless === 'object' ? targetsIn(rule.unless) : []),
    ]),
  ),
];
