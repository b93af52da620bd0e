import { expect, test } from 'vitest';
import { type MachineName, machines } from '#core/machines';
import { MOST_ACTION_HOURS, MOST_PAUSES, MOST_STEPS } from '#core/playbook/runbook';
import { MOST_MEASUREMENTS } from '#core/playbook/verification';
import { definitionOf } from '#lib/phase';
import { eventsOfTask, type Flow, type Rounds, worstHistory } from './history.ts';

/** A Standard execution takes 25,000 (docs.aws.amazon.com/step-functions, service-quotas); the rest is for what nobody thought of. */
const most = 20_000;
const flowOf = (machine: MachineName): Flow => JSON.parse(definitionOf(machine));
const waitsOf = (machine: MachineName, state: string) => {
  const retrier = flowOf(machine).States[state]?.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes('StillRunning'));
  if (retrier === undefined) throw new Error(`${state} of ${machine} does not wait`);
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY, MaxAttempts = 3 } = retrier;
  return { IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts };
};

/** How often an action is looked at that runs for so long. */
function looksAt(seconds: number): number {
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds } = waitsOf('mitigate', 'LookAtStep');
  let looks = 0;
  for (let passed = 0, wait = IntervalSeconds; passed < seconds; looks += 1) {
    passed += Math.min(wait, MaxDelaySeconds);
    wait *= BackoffRate;
  }
  return looks;
}
/** All looks at the actions of a runbook: the longer waits come only after the shorter ones of each action. */
const looksInAll = () => {
  const eachOf = (MOST_ACTION_HOURS * 3600) / (2 * MOST_STEPS);
  return 2 * MOST_STEPS * looksAt(eachOf);
};

/** What a person is asked for in one execution: a year of weeks without an answer, or as many answers. */
const asked = 52;
/** How often a person's news takes a run back to where the incident stands, and a failed verification back to mitigation. */
const back = 50;
const steps = 2 * MOST_STEPS + asked + MOST_PAUSES;

/** How often the states of each loop are entered in one execution, and why. */
const roundsOf: Partial<Record<MachineName, Record<string, Rounds>>> = {
  lifecycle: {
    ...each(['WhereAreWe', 'Where', 'Detect', 'Assess', 'Act', 'Acted', 'AfterAct'], { entries: back }),
    ...each(['Mitigate', 'Resolve', 'AfterResolve'], { entries: 2 * back }),
  },
  assess: each(['AskSeverity'], { entries: asked }),
  communicate: each(['AwaitResolution'], { entries: asked }),
  mitigate: {
    ...each(['AskChoice', 'AskPerson'], { entries: asked }),
    ...each(['RunStep'], { entries: steps }),
    // a long wait is looked at before the machine waits for what is left of it
    ...each(['StepVerdict'], { entries: 2 * steps }),
    ...each(['Pause'], { entries: MOST_PAUSES }),
    LookAtStep: { entries: 2 * MOST_STEPS + MOST_PAUSES, inAll: { error: 'StillRunning', tries: looksInAll() } },
  },
  resolve: {
    ...each(['Pace', 'Measure', 'Judge'], { entries: MOST_MEASUREMENTS + asked }),
    ...each(['AskWhatNext', 'BeginVerification'], { entries: asked }),
  },
  'post-mortem': each(['AwaitReview'], { entries: asked }),
};
function each(states: string[], rounds: Rounds): Record<string, Rounds> {
  return Object.fromEntries(states.map((state) => [state, rounds]));
}

test('a try of a task is three events, one that waits four; the state around them is two', () => {
  const once = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
  const retried = {
    ...once,
    Retry: [
      { ErrorEquals: ['A'], MaxAttempts: 4 },
      { ErrorEquals: ['B'], MaxAttempts: 2 },
    ],
  };
  const token = { ...once, Resource: `${once.Resource}.waitForTaskToken` };
  expect([eventsOfTask(once), eventsOfTask(retried), eventsOfTask(retried, 'B'), eventsOfTask(token)]).toEqual([
    2 + 3,
    2 + 7 * 3,
    2 + 5 * 3,
    2 + 4,
  ]);
});

test('a loop that nothing bounds is found', () => {
  const loop: Flow = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } };
  expect(() => worstHistory(loop, {})).toThrow('A comes round again, and nothing says how often');
  expect(worstHistory(loop, each(['A', 'B'], { entries: 10 }))).toBe(2 + 2 * 10 * 2);
});

test('an action that lasts as long as a playbook may let it is looked at to its end', () => {
  expect(waitsOf('mitigate', 'LookAtStep').MaxAttempts).toBeGreaterThan(looksAt(MOST_ACTION_HOURS * 3600));
});

test.each(machines)('%s: no history passes 20,000 events', (machine) => {
  const worst = worstHistory(flowOf(machine), roundsOf[machine] ?? {});
  expect(worst).toBeLessThanOrEqual(most);
});
