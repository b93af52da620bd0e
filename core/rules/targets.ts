import type { Pack } from '#core/playbook/pack';
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

/** The targets whose acknowledgement some rule, or some step of a runbook, asks for. */
export const askedTargets = ({ playbook, runbooks }: Pick<Pack, 'playbook' | 'runbooks'>): string[] => [
  ...new Set([
    ...rulesOf(playbook).flatMap((rule) => [
      ...targetsIn(rule.if),
      ...(typeof rule.unless === 'object' ? targetsIn(rule.unless) : []),
    ]),
    ...Object.values(runbooks).flatMap(({ steps }) =>
      steps.flatMap((step) => [...targetsIn(step.if), ...('check' in step ? targetsIn(step.check) : [])]),
    ),
  ]),
];
