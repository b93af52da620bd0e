import { LONGEST_CHECK_SECONDS, MOST_MEASUREMENTS } from '../verification.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, wrong } from './finding.ts';

/** What lasts longer, or happens more often, than functions and histories bear. No part of the schemas: these read what is pinned to incidents, too. */
export function* lasting({ playbook }: Linted): Iterable<Finding> {
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
}
