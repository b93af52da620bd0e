import type { Json } from '#core/json';
import type { MachineName } from '#core/machines';

/** What a task answers once: a result, an error of its own, or what becomes of the token that it was given. */
export type Answer =
  | { gives: Json }
  | { error: string; cause: string }
  | { tokenGives: Json }
  | { tokenFails: string; cause: string }
  | { timesOut: true };

/** One way through a machine: its input and what every task answers, in order, by the task's name. */
export interface Path {
  name: string;
  machine: MachineName;
  input: Record<string, Json>;
  answers: Record<string, Answer[]>;
  /** Errors with which the service refuses to start a machine, before it does. */
  refused?: Partial<Record<MachineName, string[]>>;
  /** Ends before every answer is asked for. */
  leaves?: true;
  /** Where moto is known to be wrong and is left so: the difference's name in docs/engine-differences.md, and what moto does. */
  differs?: { by: string; moto: { status: string; error: string } };
}

/** The answers of a token's task are what the token gets; those of another task are its result. */
const gives = (...all: Json[]): Answer[] => all.map((one) => ({ gives: one }));
const token = (...verdicts: string[]): Answer[] => verdicts.map((verdict) => ({ tokenGives: { verdict } }));

/** A title with everything that a careless interpreter trips over. */
const incident = { title: 'p95 > 900 ms, "checkout"\n{% $x %} ✓', severity: 'P2', run: 1, cycle: 1 };
const visit = { ...incident, incidentId: 'INC-1', visit: 1 };
const due = { id: 'INC-1', due: '2026-01-05T03:10:00Z' };
const soon = '2026-01-05T03:00:30Z';
const later = '2026-01-05T03:01:00.500Z';

const where = (verdict: string, at: number): Json => ({
  ...incident,
  incidentId: 'INC-1',
  visit: at,
  communicateVisit: 20,
  verdict,
});
const start = { incidentId: 'INC-1', title: incident.title, severity: 'P2', run: 1 };
const detected = { TakeSnapshot: gives({ verdict: 'assess', visit: 2 }) };
const assessed = { RateSeverity: gives({ verdict: 'rated', visit: 3 }) };
const told = {
  OpenRoom: gives({ verdict: 'opened' }),
  TellAudiences: gives({ verdict: 'told' }),
  AwaitResolution: token('resolved'),
};
const mitigated = {
  GatherEvidence: gives({ verdict: 'ask' }),
  AskChoice: token('run'),
  RunStep: gives({ verdict: 'verify', visit: 4, until: soon }),
};
const verified = {
  BeginVerification: gives({ until: soon, n: 1 }),
  Measure: gives({ verdict: 'resolved', until: soon, n: 2, visit: 5 }),
};
const reviewed = {
  WriteReport: gives({ verdict: 'review', visit: 6 }),
  ScheduleReview: gives({ verdict: 'scheduled' }),
  AwaitReview: token('reviewed'),
};

/** The ways that each machine is made for. */
const straight: Path[] = [
  { name: 'detect', machine: 'detect', input: visit, answers: detected },
  { name: 'assess by the rules', machine: 'assess', input: visit, answers: assessed },
  {
    name: 'assess asks a person',
    machine: 'assess',
    input: visit,
    answers: { RateSeverity: gives({ verdict: 'ask-person', visit: 3 }), AskSeverity: token('confirmed') },
  },
  { name: 'communicate until it is resolved', machine: 'communicate', input: visit, answers: told },
  { name: 'mitigate with one step', machine: 'mitigate', input: visit, answers: mitigated },
  {
    name: 'mitigate by every verdict of a step',
    machine: 'mitigate',
    input: visit,
    answers: {
      GatherEvidence: gives({ verdict: 'ask' }),
      AskChoice: token('run', 'run'),
      RunStep: gives(
        { verdict: 'next', visit: 1, until: soon },
        { verdict: 'look', visit: 1, until: soon },
        { verdict: 'wait', visit: 1, until: later },
        { verdict: 'choose', visit: 2, until: later },
        { verdict: 'ask-person', visit: 2, until: later },
        { verdict: 'verify', visit: 3, until: later },
      ),
      LookAtStep: [
        { error: 'StillRunning', cause: 'step 2 runs' },
        { error: 'StillRunning', cause: 'step 2 runs' },
        { gives: { verdict: 'next', visit: 1, until: soon } },
      ],
      AskPerson: token('done'),
    },
  },
  { name: 'resolve at the first measurement', machine: 'resolve', input: visit, answers: verified },
  {
    name: 'resolve by every verdict of a measurement',
    machine: 'resolve',
    input: visit,
    answers: {
      BeginVerification: gives({ until: soon, n: 1 }, { until: later, n: 4 }, { until: later, n: 5 }),
      Measure: gives(
        { verdict: 'again', until: later, n: 2, visit: 1 },
        { verdict: 'exhausted', until: later, n: 3, visit: 1 },
        { verdict: 'held', until: later, n: 4, visit: 1 },
        { verdict: 'failed', until: later, n: 5, visit: 2 },
      ),
      AskWhatNext: token('measure', 'measure'),
    },
  },
  {
    name: 'post-mortem without a review',
    machine: 'post-mortem',
    input: visit,
    answers: { WriteReport: gives({ verdict: 'over', visit: 6 }) },
  },
  { name: 'post-mortem with its review', machine: 'post-mortem', input: visit, answers: reviewed },
  {
    name: 'deadline',
    machine: 'deadline',
    input: due,
    answers: { SayTimePassed: gives({ verdict: 'done', done: 2 }) },
  },
  {
    name: 'deadline that comes too early',
    machine: 'deadline',
    input: due,
    answers: {
      SayTimePassed: [
        { error: 'TooEarly', cause: '3 s' },
        { error: 'TooEarly', cause: '2 s' },
        { gives: { verdict: 'done', done: 0 } },
      ],
    },
  },
  {
    name: 'lifecycle from end to end',
    machine: 'lifecycle',
    input: start,
    answers: {
      WhereAreWe: gives(where('detect', 1)),
      ...detected,
      ...assessed,
      ...told,
      ...mitigated,
      ...verified,
      ...reviewed,
    },
  },
  {
    name: 'lifecycle taken up at assess, whose verification fails once',
    machine: 'lifecycle',
    input: { ...start, run: 2 },
    answers: {
      WhereAreWe: gives(where('assess', 2)),
      ...assessed,
      ...told,
      GatherEvidence: gives({ verdict: 'ask' }, { verdict: 'ask' }),
      AskChoice: token('run', 'run'),
      RunStep: gives({ verdict: 'verify', visit: 4, until: soon }, { verdict: 'verify', visit: 6, until: soon }),
      BeginVerification: gives({ until: soon, n: 1 }, { until: soon, n: 1 }),
      Measure: gives(
        { verdict: 'failed', until: soon, n: 2, visit: 5 },
        { verdict: 'resolved', until: soon, n: 2, visit: 7 },
      ),
      ...reviewed,
    },
  },
  {
    name: 'lifecycle taken up at mitigate, where a person ends the incident',
    machine: 'lifecycle',
    input: start,
    answers: {
      WhereAreWe: gives(where('mitigate', 3), where('over', 4)),
      OpenRoom: gives({ verdict: 'opened' }),
      TellAudiences: gives({ verdict: 'told' }),
      AwaitResolution: [{ tokenFails: 'Superseded', cause: 'it is over' }],
      GatherEvidence: [{ error: 'Superseded', cause: 'it is over' }],
      BeginVerification: [{ error: 'Superseded', cause: 'it is over' }],
    },
  },
  {
    name: 'lifecycle taken up at resolve',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: gives(where('resolve', 4)), ...told, ...verified, ...reviewed },
  },
  {
    name: 'lifecycle taken up at the post-mortem',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: gives(where('post-mortem', 5)), ...reviewed },
  },
  {
    name: 'lifecycle of an incident that is over',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: gives(where('over', 9)) },
  },
  {
    name: 'lifecycle whose starts are refused for a while',
    machine: 'lifecycle',
    input: start,
    answers: {
      WhereAreWe: gives(where('detect', 1)),
      ...detected,
      ...assessed,
      ...told,
      ...mitigated,
      ...verified,
      ...reviewed,
    },
    refused: {
      detect: ['StepFunctions.ThrottlingException'],
      assess: ['StepFunctions.ExecutionLimitExceededException', 'StepFunctions.ServiceUnavailableException'],
      communicate: ['StepFunctions.ThrottlingException'],
      mitigate: ['StepFunctions.SdkClientException'],
      resolve: ['StepFunctions.ThrottlingException', 'StepFunctions.ThrottlingException'],
      'post-mortem': ['StepFunctions.ThrottlingException'],
    },
  },
];

const spent = (error: string): Answer[] => Array.from({ length: 5 }, (_, n) => ({ error, cause: `attempt ${n + 1}` }));

/** What goes wrong: errors that are not tried again, retries that are used up, answers that do not fit. */
const crooked: Path[] = [
  {
    name: 'lifecycle: WhereAreWe fails for good',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: spent('Boom') },
  },
  {
    name: 'lifecycle: detect fails for good',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: gives(where('detect', 1)), TakeSnapshot: spent('Boom') },
  },
  {
    name: 'lifecycle: mitigate fails for good beside communicate',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: gives(where('mitigate', 3)), ...told, GatherEvidence: spent('Boom') },
    leaves: true,
  },
  {
    name: 'lifecycle: a start is refused seven times',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: gives(where('detect', 1)) },
    refused: { detect: Array.from({ length: 7 }, () => 'StepFunctions.ThrottlingException') },
  },
  {
    name: 'lifecycle: a start is refused for good',
    machine: 'lifecycle',
    input: start,
    answers: { WhereAreWe: gives(where('detect', 1)) },
    refused: { detect: ['StepFunctions.InvalidArnException'] },
  },
  {
    name: 'detect: an answer without a verdict, then one with it',
    machine: 'detect',
    input: visit,
    answers: { TakeSnapshot: gives({ visit: 2 }, { verdict: 'assess', visit: 2 }) },
    differs: { by: 'output-after-retry', moto: { status: 'FAILED', error: 'States.QueryEvaluationError' } },
    leaves: true,
  },
  {
    name: 'mitigate: an answer without a verdict, then one with it',
    machine: 'mitigate',
    input: visit,
    answers: { ...mitigated, GatherEvidence: gives({}, { verdict: 'ask' }) },
  },
  {
    name: 'resolve: a moment that is none',
    machine: 'resolve',
    input: visit,
    answers: { BeginVerification: gives({ until: 'soon', n: 1 }) },
    differs: { by: 'timestamp-that-is-none', moto: { status: 'FAILED', error: 'States.Runtime' } },
  },
  {
    name: 'assess: no visit in the input',
    machine: 'assess',
    input: { incidentId: 'INC-1', run: 1, cycle: 1 },
    answers: { RateSeverity: [] },
  },
  {
    name: 'deadline: too early for good',
    machine: 'deadline',
    input: due,
    answers: { SayTimePassed: Array.from({ length: 11 }, (_, n) => ({ error: 'TooEarly', cause: `${11 - n} s` })) },
  },
  {
    name: 'communicate: two kinds of error count each for itself',
    machine: 'communicate',
    input: visit,
    answers: {
      ...told,
      AwaitResolution: [
        { timesOut: true },
        { error: 'Boom', cause: 'once' },
        { tokenFails: 'Bang', cause: 'twice' },
        { timesOut: true },
        ...told.AwaitResolution,
      ],
    },
  },
];

const isToken = (answer: Answer): boolean => 'tokenGives' in answer || 'tokenFails' in answer || 'timesOut' in answer;

/** Each of the ways again, with one task that is superseded, refuses its input, or fails first and is tried again. */
function withOneFault(path: Path): Path[] {
  if (path.machine === 'lifecycle') return [];
  return Object.entries(path.answers).flatMap(([task, [first, ...rest]]) => {
    if (first === undefined) return [];
    const variant = (what: string, answers: Answer[], leaves?: true): Path => ({
      ...path,
      ...(leaves && { leaves }),
      name: `${path.name}; ${task} ${what}`,
      answers: { ...path.answers, [task]: answers },
    });
    return [
      variant('is superseded', [{ error: 'Superseded', cause: 'visit 1 is over' }], true),
      variant('refuses its input', [{ error: 'InvalidInput', cause: 'no such incident' }], true),
      variant('fails twice first', [
        { error: 'Boom', cause: 'once' },
        { error: 'Sandbox.Timedout', cause: 'twice' },
        first,
        ...rest,
      ]),
      ...(isToken(first)
        ? [
            variant('loses its token to another visit', [{ tokenFails: 'Superseded', cause: 'visit 1 is over' }], true),
            variant('is asked again', [{ timesOut: true }, { timesOut: true }, first, ...rest]),
            variant('is told of a failure first', [{ tokenFails: 'Boom', cause: 'once' }, first, ...rest]),
          ]
        : []),
    ];
  });
}

/** The lifecycle's own task, with the same faults. */
const lifecycleFaults: Path[] = straight
  .filter((p) => p.name === 'lifecycle of an incident that is over')
  .flatMap(({ answers, ...path }) => [
    {
      ...path,
      name: 'lifecycle; superseded',
      answers: { WhereAreWe: [{ error: 'Superseded', cause: 'run 1 is over' }] },
    },
    {
      ...path,
      name: 'lifecycle; refused',
      answers: { WhereAreWe: [{ error: 'InvalidInput', cause: 'no such incident' }] },
    },
    {
      ...path,
      name: 'lifecycle; fails first',
      answers: { WhereAreWe: [{ error: 'Boom', cause: 'once' }, ...(answers['WhereAreWe'] ?? [])] },
    },
  ]);

/** An incident of its own for each path, because executions have names that are used once. */
const own = (path: Path, n: number): Path =>
  JSON.parse(JSON.stringify(path).replaceAll('INC-1', `INC-${n + 1}`)) as Path;

/** All paths that both interpreters take; `npm test` takes them all. */
export const paths: readonly Path[] = [
  ...straight,
  ...crooked,
  ...lifecycleFaults,
  ...straight.flatMap(withOneFault),
].map(own);
