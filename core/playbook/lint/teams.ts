import { rulesOf } from '../../rules/expand.ts';
import { servicesWithoutOnCall, TEAM_ONCALL } from '../who.ts';
import { type Finding, type Linted, note } from './finding.ts';

/** For which services the on-call of the team is nobody, where something asks for it. */
export function* teams({ playbook, runbooks }: Linted): Iterable<Finding> {
  const asks = JSON.stringify([rulesOf(playbook), playbook.choice, playbook.triage, playbook.verification, runbooks]);
  if (!asks.includes(`"${TEAM_ONCALL}"`)) return;
  for (const service of servicesWithoutOnCall(playbook))
    yield note(
      ['services', service],
      `${service} has no team with an on-call: ${TEAM_ONCALL} means nobody for it, and a page goes to the catch-all`,
    );
}
