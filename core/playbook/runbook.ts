import * as z from 'zod';
import { Range, StepIf } from '#core/rules/condition';
import { byVerb } from './by-verb.ts';
import { Act } from './mitigation.ts';
import { Criterion } from './verification.ts';
import { Duration, Id, nameOf, Text } from './words.ts';

/** Where a run goes on when nothing is left to do: it has ended as done. No step may be called so. */
export const END = 'end';
/** Between two looks of a check that must hold for a time, where the step does not say. */
export const INTERVAL = '60s';

const Who = nameOf('who').meta({ description: 'A role, or a target of people.yaml' });
const Goto = Id.meta({ description: 'The id of a step of this runbook, or `end`, which ends the run as done' });
const atMost = z
  .int()
  .min(1)
  .max(20)
  .optional()
  .meta({ description: 'How often it may go back there in one run; a step further up needs it' });
const Again = Duration.optional().meta({
  description:
    'Asked again after this long without an answer; at least 1m; default: as the question which option to run',
});

const every = {
  id: Id.meta({ description: 'Names the step within its runbook' }),
  title: Text.optional().meta({ description: 'How timelines and questions call the step; default: its id' }),
  if: StepIf.optional().meta({
    description: 'The step is skipped where this does not hold when the run comes to it, or is not known to hold',
  }),
};
const goesOn = {
  ...every,
  goto: Goto.optional().meta({
    description: 'Where the run goes on after this step, done or skipped by its `if`: a step further down, or `end`',
  }),
};

const Else = z.union([
  z.literal('fail'),
  z.strictObject({ goto: Goto, atMost }).meta({ description: 'Goes on there instead' }),
]);

const Option = z
  .strictObject({
    title: Text.optional().meta({ description: 'What the button says; default: the name of the option' }),
    goto: Goto.optional(),
    fail: z.literal(true).optional().meta({ description: 'The run fails, and what was done is undone' }),
    atMost,
  })
  .refine(({ goto, fail }) => (goto === undefined) !== (fail === undefined), 'goto: a step, or fail: true')
  .refine(({ goto, atMost: times }) => goto !== undefined || times === undefined, 'atMost only beside goto');

const stepSchemas = (act: z.ZodType<Act>) => ({
  act: z.strictObject({
    ...goesOn,
    act: act.meta({ description: 'The action that is started, at most once' }),
    destructive: z.boolean().default(false).meta({
      description: 'true where the action cannot be taken back by itself; then `approve` says who must agree',
    }),
    approve: Who.optional().meta({ description: 'Who must approve before the action is started; silence never does' }),
    undo: act.optional().meta({ description: 'An action that takes this one back when the run fails later' }),
    timeout: Duration.default('5m').meta({
      description: 'Given up after this long: its outcome is then unknown, and a person is asked',
    }),
  }),
  read: z.strictObject({
    ...goesOn,
    read: z.union([nameOf('check'), z.array(nameOf('check')).min(1).max(20)]).meta({
      description: 'Checks that are read and kept with the incident as evidence; one that cannot be read is noted',
    }),
  }),
  check: z
    .strictObject({
      ...goesOn,
      check: z
        .record(nameOf('check'), Range)
        .refine((checks) => Object.keys(checks).length > 0, 'a check with its limits: error-rate: { below: 2 }')
        .meta({
          description: 'Checks by name, each with its limits; all must hold, and one that cannot be read does not',
        }),
      wait: Duration.optional().meta({ description: 'Waited before the checks are read' }),
      for: Duration.optional().meta({
        description: 'How long it must hold at every look; the first look at which it does not ends the step',
      }),
      interval: Duration.optional().meta({ description: `Between the looks of \`for\`; default ${INTERVAL}` }),
      else: Else.default('fail').meta({ description: '`fail`, or where the run goes on where it does not hold' }),
    })
    .refine((step) => step.interval === undefined || step.for !== undefined, {
      path: ['interval'],
      message: 'an interval only beside `for`; without it the checks are read once',
    }),
  human: z.strictObject({
    ...goesOn,
    human: Who.meta({ description: 'Who does it and says so: a role, or a target of people.yaml' }),
    instruction: Text.meta({ description: 'What is to be done' }),
    again: Again,
  }),
  choice: z.strictObject({
    ...every,
    choice: Who.meta({ description: 'Who chooses: a role, or a target of people.yaml' }),
    text: Text.meta({ description: 'The question' }),
    options: z
      .record(Id, Option)
      .refine(
        (options) => Object.keys(options).length >= 2 && Object.keys(options).length <= 10,
        'two to ten options: NAME: { goto: STEP } or NAME: { fail: true }',
      )
      .meta({ description: 'The options by name: where the run goes on, or that it fails' }),
    again: Again,
  }),
  // last: a check has a `wait` as well
  wait: z.strictObject({ ...goesOn, wait: Duration.meta({ description: 'Waited, and nothing else' }) }),
});
type Schemas = ReturnType<typeof stepSchemas>;
export type Verb = keyof Schemas;
type StepOf<V extends Verb> = z.output<Schemas[V]>;
/** A step as a runbook says it: its id, and one verb. */
export type RunbookStep = StepOf<Verb>;
export type CheckStep = StepOf<'check'>;
export type ChoiceStep = StepOf<'choice'>;

/** A step with its verb said, for code that does something else for each. */
export type Said = { [V in Verb]: { verb: V; step: StepOf<V> } }[Verb];
export function saidBy(step: RunbookStep): Said {
  if ('act' in step) return { verb: 'act', step };
  if ('read' in step) return { verb: 'read', step };
  if ('check' in step) return { verb: 'check', step };
  if ('human' in step) return { verb: 'human', step };
  if ('choice' in step) return { verb: 'choice', step };
  return { verb: 'wait', step };
}

/** How timelines and questions call a step. */
export const titleOf = ({ id, title }: Pick<RunbookStep, 'id' | 'title'>): string => title ?? id;
/** The checks that a `read` reads. */
export const readBy = ({ read }: StepOf<'read'>): string[] => (typeof read === 'string' ? [read] : read);

/**
 * What keeps the history of a mitigation below 20,000 of the 25,000 events that AWS allows: while an action runs, or a long wait, it is
 * looked at every 30 s, three events each time. A step that may be gone back to counts as often as it may be run.
 */
export const MOST_STEPS = 50;
export const MOST_ACTION_HOURS = 24;
/** Waits in one run, and looks of checks that must hold for a time. */
export const MOST_PAUSES = 75;

/** A runbook as `runbooks/<id>.yaml` holds it, with the actions that a schema knows. */
export const runbookSchema = (act: z.ZodType<Act>) =>
  z.strictObject({
    id: Id.meta({ description: 'As the file is named' }),
    title: Text.meta({ description: 'What people call the runbook' }),
    automatic: z
      .boolean()
      .optional()
      .meta({ description: 'A rule with `run` starts it, once in each cycle, and does not only propose it' }),
    when: z.array(Text).default([]).meta({ description: 'When it is the right one; shown, never evaluated' }),
    steps: z
      .array(byVerb(stepSchemas(act)))
      .min(1)
      .meta({ description: 'Run in order, but for `goto`' }),
    pass: z.array(Criterion).optional().meta({ description: 'Verified by these, and not by the playbook’s own' }),
    escalateWhen: z
      .array(Text)
      .default([])
      .meta({ description: 'When people should escalate by hand; shown, never evaluated' }),
  });
/** A runbook as it was packed: its actions were checked by their kinds then. */
export const Runbook = runbookSchema(Act);
export type Runbook = z.infer<typeof Runbook>;

/** An action of a runbook, and where it stands. */
export interface Acting {
  n: number;
  where: 'act' | 'undo';
  act: Act;
}
/** Every action that a runbook may start. */
export const actsOf = ({ steps }: Pick<Runbook, 'steps'>): Acting[] =>
  steps.flatMap((step, n) => {
    if (!('act' in step)) return [];
    const undo: Acting[] = step.undo === undefined ? [] : [{ n, where: 'undo', act: step.undo }];
    return [{ n, where: 'act', act: step.act }, ...undo];
  });

/** Whom a step asks, by the field that says it. */
export function askedBy(said: RunbookStep): [field: string, who: string][] {
  const { verb, step } = saidBy(said);
  switch (verb) {
    case 'act':
      return step.approve === undefined ? [] : [['approve', step.approve]];
    case 'human':
      return [['human', step.human]];
    case 'choice':
      return [['choice', step.choice]];
    case 'read':
    case 'check':
    case 'wait':
      return [];
  }
}

/** A way from a step to another, but for the next one: what says it, and how often a run may take it if it leads back. */
export interface Way {
  at: readonly string[];
  to: string;
  atMost?: number | undefined;
}
/** Every `goto` of a step. */
export function waysOf(said: RunbookStep): Way[] {
  if ('choice' in said)
    return Object.entries(said.options).flatMap(([name, { goto: to, atMost }]) =>
      to === undefined ? [] : [{ at: ['options', name, 'goto'], to, atMost }],
    );
  const own: Way[] = said.goto === undefined ? [] : [{ at: ['goto'], to: said.goto }];
  if (!('check' in said) || said.else === 'fail') return own;
  return [...own, { at: ['else', 'goto'], to: said.else.goto, atMost: said.else.atMost }];
}
