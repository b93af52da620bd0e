import { capacityOf } from '#core/incident/id-pattern';
import { type Finding, type Linted, note, wrong } from './finding.ts';

/** Of `IncidentId`: ids become names of executions, schedules and channels. */
const longestId = 40;

/** How many incidents a day the form of ids carries, and that none gets too long to be a name. */
export function* ids({ playbook }: Linted): Iterable<Finding> {
  const { aDay, longest } = capacityOf(playbook.incidentId);
  const sequence = playbook.incidentId.includes('{seq:');
  // up to six digits, behind a hyphen where the pattern has no place for a number
  const number = sequence ? 6 : 7;
  if (longest > longestId)
    yield wrong(
      ['incidentId'],
      `with a number behind it such an id has ${longest} characters`,
      `at most ${longestId - number} characters besides the number`,
    );
  const then = sequence ? 'the number gets longer' : 'ids get a suffix: -2, -3 and so on';
  yield note(['incidentId'], `${aDay} ids a day; beyond that ${then}`);
}
