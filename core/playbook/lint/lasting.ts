import { MOST_ACTION_HOURS, MOST_STEPS } from '../mitigation.ts';
import { LONGEST_CHECK_SECONDS, MOST_MEASUREMENTS } from '../verification.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, wrong } from './finding.ts';

/** What lasts longer, or happens more often, than functions and histories bear. No part of the schemas: these read what is pinned to incidents, too. */
export function* lasting({ playbook, runbooks }: Linted): Iterable<Finding> {
  for (const [name, { timeout }] of Object.entries(playbook.checks))
    if (seconds(timeout) > LONGEST_CHECK_SECONDS)
      yield wrong(
        ['checks', name, 'timeout'],
        `the function that reads the check is stopped before ${timeout}`,
        `at most ${LONGEST_CHECK_SECONDS}s`,
      );
  const { stability } = playbook.verification;
  if (stability !== undefined && seconds(stability.interval) > 0) {
    const times = Math.ceil(seconds(stability.total) / seconds(stability.interval)) * (1 + stability.restarts);
    if (times > MOST_MEASUREMENTS)
      yield wrong(
        ['verification', 'stability', 'interval'],
        `${times} measurements, restarts included`,
        `at most ${MOST_MEASUREMENTS}: a longer interval, or a shorter total`,
      );
  }
  for (const [id, { steps }] of Object.entries(runbooks)) {
    const file = `runbooks/${id}.yaml`;
    if (steps.length > MOST_STEPS) yield wrong(['steps'], `${steps.length} steps`, `at most ${MOST_STEPS}`, file);
    const all = steps.reduce((sum, step) => {
      if (step.kind !== 'act') return sum;
      return sum + seconds(step.timeout) * (step.undo === undefined ? 1 : 2);
    }, 0);
    if (all > MOST_ACTION_HOURS * 3600)
      yield wrong(
        ['steps'],
        `its actions may take ${Math.ceil(all / 3600)} h in all, those that can be undone counted twice`,
        `at most ${MOST_ACTION_HOURS}h`,
        file,
      );
  }
}
