import {
  END,
  INTERVAL,
  MOST_ACTION_HOURS,
  MOST_PAUSES,
  MOST_STEPS,
  type RunbookStep,
  saidBy,
  type Way,
  waysOf,
} from '../runbook.ts';
import { seconds } from '../words.ts';
import { type Finding, known, type Linted, wrong } from './finding.ts';

/** Where a runbook leads: every `goto` to a step that exists, back only so often, every step reached, and all of it within the limits of a run. */
export function* runs({ runbooks }: Pick<Linted, 'runbooks'>): Iterable<Finding> {
  for (const [id, { steps }] of Object.entries(runbooks)) {
    const file = `runbooks/${id}.yaml`;
    yield* ways(steps, file);
    yield* unreached(steps, file);
    yield* long(steps, file);
  }
}

const placeOf = (steps: readonly RunbookStep[], to: string): number =>
  to === END ? steps.length : steps.findIndex(({ id }) => id === to);
const leadsBack = (steps: readonly RunbookStep[], n: number, { to }: Way): boolean => {
  const place = placeOf(steps, to);
  return place >= 0 && place <= n;
};

function* ways(steps: readonly RunbookStep[], file: string): Iterable<Finding> {
  const all = [...steps.map(({ id }) => id), END];
  for (const [n, step] of steps.entries()) {
    if (step.id === END) yield wrong(['steps', n, 'id'], `${END} is where a run ends, and no step`, 'another id', file);
    for (const way of waysOf(step)) {
      const at = ['steps', n, ...way.at];
      yield* known(at, way.to, 'step', all, file);
      const back = leadsBack(steps, n, way);
      const around = [...at.slice(0, -1), 'atMost'];
      if (back && way.at[0] === 'goto')
        yield wrong(
          at,
          `${way.to} stands further up, and this would go back for ever`,
          'a step further down, or end',
          file,
        );
      else if (back && way.atMost === undefined)
        yield wrong(at, `${way.to} stands further up, and nothing says how often`, 'atMost: N beside goto', file);
      else if (!back && way.atMost !== undefined)
        yield wrong(
          around,
          `atMost beside ${way.to}, which is not further up`,
          'atMost only where goto leads back',
          file,
        );
    }
    if (!('choice' in step)) continue;
    const stays = Object.values(step.options).some(({ atMost }) => atMost === undefined);
    if (!stays)
      yield wrong(
        ['steps', n, 'options'],
        'all options lead back, and none would be left when each has been taken so often',
        'one that fails, or goes on further down',
        file,
      );
  }
}

/** A step that no way leads to would never be run. */
function* unreached(steps: readonly RunbookStep[], file: string): Iterable<Finding> {
  const reached = new Set<number>();
  const visit = (n: number): void => {
    const step = steps[n];
    if (step === undefined || reached.has(n)) return;
    reached.add(n);
    // a choice that is skipped by its `if` goes on with the next step
    const goesOn = 'choice' in step ? step.if !== undefined : step.goto === undefined;
    if (goesOn) visit(n + 1);
    for (const { to } of waysOf(step)) visit(placeOf(steps, to));
  };
  visit(0);
  for (const [n, step] of steps.entries())
    if (!reached.has(n))
      yield wrong(['steps', n], `nothing leads to the step ${step.id}`, `a goto: ${step.id}, or no such step`, file);
}

/** How often each step may be run: once, and once more for each way back over it. */
function timesOf(steps: readonly RunbookStep[]): number[] {
  const times = steps.map(() => 1);
  for (const [n, step] of steps.entries())
    for (const way of waysOf(step)) {
      if (!leadsBack(steps, n, way)) continue;
      // all from there on stands in the plan again
      for (let again = placeOf(steps, way.to); again < steps.length; again += 1)
        times[again] = (times[again] ?? 0) + (way.atMost ?? 0);
    }
  return times;
}

function* long(steps: readonly RunbookStep[], file: string): Iterable<Finding> {
  const times = timesOf(steps);
  const inAll = (of: (step: RunbookStep) => number): number =>
    steps.reduce((sum, step, n) => sum + of(step) * (times[n] ?? 1), 0);
  const again = times.some((n) => n > 1) ? ', those that may be gone back to counted as often' : '';
  const count = inAll(() => 1);
  if (count > MOST_STEPS) yield wrong(['steps'], `${count} steps${again}`, `at most ${MOST_STEPS}`, file);
  const lasts = inAll(lasting);
  if (lasts > MOST_ACTION_HOURS * 3600)
    yield wrong(
      ['steps'],
      `its actions and waits may take ${Math.ceil(lasts / 3600)} h in all, actions that can be undone counted twice${again}`,
      `at most ${MOST_ACTION_HOURS}h`,
      file,
    );
  const pauses = inAll(pausesOf);
  if (pauses > MOST_PAUSES)
    yield wrong(
      ['steps'],
      `${pauses} waits and looks in one run${again}`,
      `at most ${MOST_PAUSES}: a longer interval, or a shorter time`,
      file,
    );
  for (const [n, step] of steps.entries()) {
    if (!('check' in step) || step.for === undefined) continue;
    if (step.interval !== undefined && seconds(step.interval) === 0)
      yield wrong(['steps', n, 'interval'], 'an interval of zero between looks', 'at least 1s', file);
    if (seconds(step.for) === 0)
      yield wrong(['steps', n, 'for'], 'it must hold for no time', 'a time, such as 5m, or no `for`', file);
  }
}

/** Seconds that a step may take by itself. */
function lasting(said: RunbookStep): number {
  const { verb, step } = saidBy(said);
  switch (verb) {
    case 'act':
      return seconds(step.timeout) * (step.undo === undefined ? 1 : 2);
    case 'wait':
      return seconds(step.wait);
    case 'check':
      return seconds(step.wait ?? '0s') + seconds(step.for ?? '0s');
    case 'read':
    case 'human':
    case 'choice':
      return 0;
  }
}

/** How often a machine waits for a step. */
function pausesOf(said: RunbookStep): number {
  if ('check' in said) {
    const looks = said.for === undefined ? 0 : seconds(said.for) / Math.max(1, seconds(said.interval ?? INTERVAL));
    return Math.ceil(looks) + (said.wait === undefined ? 0 : 1);
  }
  return 'wait' in said ? 1 : 0;
}
