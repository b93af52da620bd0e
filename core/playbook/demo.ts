import * as z from 'zod';
import { byVerb } from './by-verb.ts';
import { Duration, Id, nameOf, Text } from './words.ts';

/** The questions of an incident, by the names that the API has for them. */
export const QUESTIONS = [
  'confirm-severity',
  'resolution-type',
  'step',
  'approval',
  'stability',
  'publish-review',
] as const;

const Measure = z.number().min(0).nullable();
/** A change of the demo service, which stands for all that checks read; what is left out stays as it is. */
export const SystemChange = z.strictObject({
  components: z
    .record(nameOf('service'), z.enum(['ok', 'slow', 'down']))
    .optional()
    .meta({ description: 'How services of the playbook are, by name: ok, slow or down' }),
  errorRate: Measure.optional().meta({ description: 'Share of requests that fail, in %; null cannot be read' }),
  p95Ms: Measure.optional().meta({ description: '95th percentile of the response time in ms; null cannot be read' }),
  metrics: z
    .record(z.string().regex(/^[A-Za-z:][A-Za-z0-9_:]{0,254}$/, 'the name of a metric'), z.number().nullable())
    .optional()
    .meta({ description: 'Values of metrics that checks read by name; null cannot be read' }),
});
export type SystemChange = z.infer<typeof SystemChange>;

const Effect = z.strictObject({
  takes: Duration.default('30s').meta({ description: 'How long the action runs, in the playbook’s time' }),
  leaves: SystemChange.default({}).meta({ description: 'What it has made of the demo service when it has run' }),
  fails: z.boolean().default(false).meta({ description: 'It runs so long and fails; then it leaves all as it was' }),
});

const When = z
  .strictObject({
    paged: Id.optional().meta({ description: 'A page to this target or person of people.yaml was accepted' }),
    told: nameOf('place').optional().meta({ description: 'This place of the playbook was told something' }),
    due: Id.optional().meta({ description: 'An update to this audience is due' }),
    verification: z
      .enum(['started', 'verified', 'passed', 'failed', 'reset', 'restarted', 'exhausted'])
      .optional()
      .meta({ description: 'A verification has come to this' }),
    passes: z.int().min(1).optional().meta({ description: 'Beside `verification: passed`: the how manieth in a row' }),
    acknowledged: z.literal(true).optional().meta({ description: 'Somebody has it' }),
    asked: z.enum(QUESTIONS).optional().meta({ description: 'This question is open' }),
    severity: nameOf('severity').optional().meta({ description: 'The incident has this severity' }),
    status: Text.optional().meta({ description: 'The incident has come to this status, by the playbook’s word' }),
    state: z.enum(['open', 'resolved', 'closed', 'reviewed', 'ended']).optional().meta({
      description:
        'How far the incident is: still open, or at least resolved, closed or reviewed; or ended without a review',
    }),
  })
  .refine((when) => Object.keys(when).length > 0, {
    error: 'what is waited for, such as { paged: team_lead }',
    // a key that is only misspelt is one mistake
    when: ({ issues }) => issues.length === 0,
  })
  .refine(({ verification, passes }) => passes === undefined || verification === 'passed', {
    path: ['passes'],
    error: 'only beside verification: passed',
  });
export type When = z.infer<typeof When>;

const say = Text.optional().meta({ description: 'What the demonstration says when the step is done' });
const timed = {
  when: When.optional().meta({ description: 'Waits for all of these' }),
  at: Duration.optional().meta({ description: 'Not before this long after the opening, in the playbook’s time' }),
  after: Duration.optional().meta({
    description:
      'This long after `when` has come true, in the playbook’s time; without `when`, after the step before it',
  }),
  within: Duration.default('1h').meta({
    description:
      'Waits so long for what must come, in the playbook’s time and three real minutes more; then it is an error',
  }),
  each: z.boolean().default(false).meta({
    description: 'Last in a list of `meanwhile`: each time that `when` comes true again; otherwise once',
  }),
};
const every = { ...timed, say };
const by = Id.meta({
  description: 'Who does it: a person or target of people.yaml, or a role of the playbook and so who holds it then',
});
const Reason = Text.optional().meta({ description: 'Why, for the timeline' });
const Values = z.record(nameOf('fact'), z.union([z.string(), z.number(), z.boolean()]));
const service = nameOf('service').meta({ description: 'The service of the playbook that the alarm is about' });
const source = z.enum(['cloudwatch', 'alertmanager']).optional().meta({
  description:
    'Who tells it: an alarm of the stack, or Alertmanager over HTTP; default: cloudwatch where the rule is measured there',
});

const steps = {
  system: z.strictObject({
    ...every,
    system: SystemChange.meta({ description: 'Changes the demo service' }),
  }),
  fire: z.strictObject({
    ...every,
    fire: nameOf('detection rule').meta({ description: 'An alarm of this detection rule begins to fire' }),
    service,
    source,
    value: z.number().optional().meta({ description: 'What it has measured' }),
    summary: Text.optional().meta({ description: 'What it says; default: the title of the rule' }),
  }),
  recover: z.strictObject({
    ...every,
    recover: nameOf('detection rule').meta({ description: 'The alarm of this detection rule has recovered' }),
    service,
    source,
  }),
  // before `facts`, which it has as a field
  declare: z.strictObject({
    ...every,
    declare: Text.max(200).meta({ description: 'Declares an incident by hand, with this title' }),
    by,
    severity: nameOf('severity').optional().meta({ description: 'Its severity; left out, the playbook decides' }),
    service: nameOf('service').optional().meta({ description: 'The service that is affected' }),
    facts: Values.optional().meta({ description: 'Facts that are known, by name' }),
  }),
  acknowledge: z.strictObject({
    ...every,
    acknowledge: Id.meta({
      description:
        'This person, or whom this target of people.yaml means, opens the link of the newest page to them and acknowledges, as on a phone',
    }),
  }),
  facts: z.strictObject({ ...every, facts: Values.meta({ description: 'States facts, by name' }), by }),
  answer: z.strictObject({
    ...every,
    answer: Id.meta({ description: 'Answers the open question with this option, as soon as it is asked' }),
    question: z.enum(QUESTIONS).meta({ description: 'Which question, by the API’s name for it' }),
    text: Text.optional().meta({
      description: 'Of a step or an approval: words that the question must have, where several are asked',
    }),
    by,
    reason: Reason,
  }),
  approve: z.strictObject({
    ...every,
    approve: Text.meta({
      description: 'Approves that this rule acts, by its id as `tocsin explain` prints it, as soon as that is asked',
    }),
    by,
    reason: Reason,
  }),
  tick: z.strictObject({
    ...every,
    tick: Text.meta({ description: 'Ticks this task, by its item: checklist and item with a dot between' }),
    by,
  }),
  update: z.strictObject({
    ...every,
    update: Id.meta({ description: 'Writes an update to this audience' }),
    what: z.enum(['update', 'final']).default('update').meta({ description: 'An ordinary one, or that of the end' }),
    fields: z.record(Id, Text).default({}).meta({ description: 'The fields that it has, by id' }),
    by,
  }),
  rate: z.strictObject({
    ...every,
    rate: nameOf('severity').meta({ description: 'Sets this severity by hand' }),
    reason: Text.meta({ description: 'Why, for the timeline' }),
    by,
  }),
  assign: z.strictObject({
    ...every,
    assign: nameOf('role').meta({ description: 'Gives this role of the playbook' }),
    to: nameOf('person').meta({ description: 'To whom: a person of people.yaml' }),
    by,
  }),
  note: z.strictObject({ ...every, note: Text.meta({ description: 'Writes this note onto the timeline' }), by }),
  resolve: z.strictObject({
    ...every,
    resolve: z
      .enum(['fixed', 'recovered', 'false-alarm'])
      .meta({ description: 'Reports it as fixed, which starts verification, or ends it' }),
    reason: Text.meta({ description: 'Why, for the timeline' }),
    by,
  }),
  // last: the others have it as a field
  say: z.strictObject({ ...timed, say: Text.meta({ description: 'Says this and does nothing; with `when`, waits' }) }),
};
type Steps = typeof steps;
export type DemoVerb = keyof Steps;
export type StepOf<V extends DemoVerb> = z.output<Steps[V]>;
/** One thing that happens in a demonstration. */
export type DemoStep = StepOf<DemoVerb>;
/** A step with its verb said, for code that does something else for each. */
export type SaidStep = { [V in DemoVerb]: { verb: V; step: StepOf<V> } }[DemoVerb];
export function demoStep(step: DemoStep): SaidStep {
  const verb = (Object.keys(steps) as DemoVerb[]).find((one) => Object.hasOwn(step, one));
  return { verb, step } as SaidStep;
}

/** Whether a step can only be done once there is an incident. */
export const needsIncident = (step: DemoStep): boolean =>
  step.when !== undefined ||
  step.at !== undefined ||
  !['system', 'fire', 'declare', 'say'].includes(demoStep(step).verb);

const Step = byVerb(steps);

/** What `npm start` shows of a playbook, as `demo.yaml` beside it says: what breaks, and what people do. */
export const Demo = z.strictObject({
  title: Text.meta({ description: 'What is shown, in a line' }),
  speed: z
    .number()
    .min(1)
    .max(100_000)
    .default(30)
    .meta({ description: 'How many times faster than real time, where `--speed` does not say it' }),
  system: SystemChange.default({}).meta({ description: 'The demo service at the start; otherwise all is well' }),
  actions: z
    .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'the name of an action'), Effect)
    .default({})
    .meta({ description: 'What actions of runbooks do, by name: the last part of their path' }),
  steps: z.array(Step).min(1).max(200).meta({ description: 'The story: one step after the other' }),
  meanwhile: z.array(z.array(Step).min(1).max(200)).max(50).default([]).meta({
    description: 'What goes on beside the story: lists of steps, each list by itself; nothing waits for them',
  }),
});
export type Demo = z.infer<typeof Demo>;
