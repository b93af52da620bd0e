import type { AggregateKind } from '#app/aggregates/kind';
import { aggregates } from '#app/aggregates/registry';
import type { Ports } from '#app/ports';
import { InvalidInput } from '#core/errors';
import { own } from '#core/own';
import { askSeverity } from '#lambdas/assess/ask-severity';
import { rateSeverity } from '#lambdas/assess/rate-severity';
import { sayTimePassedTo } from '#lambdas/clock/say-time-passed';
import { awaitResolution } from '#lambdas/communicate/await-resolution';
import { openRoom } from '#lambdas/communicate/open-room';
import { tellAudiences } from '#lambdas/communicate/tell-audiences';
import { takeSnapshot } from '#lambdas/detect/take-snapshot';
import { askChoice } from '#lambdas/mitigate/ask-choice';
import { askPerson } from '#lambdas/mitigate/ask-person';
import { gatherEvidence } from '#lambdas/mitigate/gather-evidence';
import { lookAtStep } from '#lambdas/mitigate/look-at-step';
import { runStep } from '#lambdas/mitigate/run-step';
import { awaitReview } from '#lambdas/post-mortem/await-review';
import { scheduleReview } from '#lambdas/post-mortem/schedule-review';
import { writeReport } from '#lambdas/post-mortem/write-report';
import { askWhatNext } from '#lambdas/resolve/ask-what-next';
import { beginVerification } from '#lambdas/resolve/begin-verification';
import { measure } from '#lambdas/resolve/measure';
import { whereAreWe } from '#lambdas/run/where-are-we';

/** The tasks of all machines, by the name of their placeholder; what becomes due is of these kinds. */
const tasksFor = (kinds: readonly AggregateKind[]) => ({
  WhereAreWe: whereAreWe,
  TakeSnapshot: takeSnapshot,
  RateSeverity: rateSeverity,
  AskSeverity: askSeverity,
  OpenRoom: openRoom,
  TellAudiences: tellAudiences,
  AwaitResolution: awaitResolution,
  GatherEvidence: gatherEvidence,
  AskChoice: askChoice,
  RunStep: runStep,
  LookAtStep: lookAtStep,
  AskPerson: askPerson,
  BeginVerification: beginVerification,
  Measure: measure,
  AskWhatNext: askWhatNext,
  WriteReport: writeReport,
  ScheduleReview: scheduleReview,
  AwaitReview: awaitReview,
  SayTimePassed: sayTimePassedTo(kinds),
});

type Tasks = ReturnType<typeof tasksFor>;
/** The tasks for the kinds of a world: schemas are compiled once. */
const known = new WeakMap<readonly AggregateKind[], Tasks>();
function tasksOf(kinds: readonly AggregateKind[]): Tasks {
  let tasks = known.get(kinds);
  if (tasks === undefined) {
    tasks = tasksFor(kinds);
    known.set(kinds, tasks);
  }
  return tasks;
}

/** Calls a task as its Lambda would: parses the input and checks the output. */
export async function callTask(
  name: string,
  ports: Ports,
  payload: unknown,
  kinds: readonly AggregateKind[] = aggregates,
): Promise<unknown> {
  const tasks: Readonly<Record<string, Tasks[keyof Tasks]>> = tasksOf(kinds);
  const task = own(tasks, name);
  if (task === undefined) throw new Error(`no task ${name}`);
  const input = task.input.safeParse(payload);
  if (!input.success) throw new InvalidInput(input.error.message);
  // the tasks differ in what they take; which one this is was parsed just now
  const parsed = task as { run(ports: Ports, input: unknown): Promise<unknown> };
  return task.output.parse(await parsed.run(ports, input.data));
}
