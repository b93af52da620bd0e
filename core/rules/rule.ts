import * as z from 'zod';
import { byVerb } from '#core/playbook/by-verb';
import { Added, Duration, Id, type Names, nameOf, Text } from '#core/playbook/words';
import { MomentName } from '#core/time/moment';
import { Span } from '#core/time/span';
import { When } from '#core/time/when';
import { If } from './condition.ts';

/** What happens to an incident that a rule can act on, or count from. */
export const Event = z.enum([
  'opened',
  'joined',
  'room-opened',
  'assessed',
  'acknowledged',
  'severity-changed',
  'status-changed',
  'role-taken',
  'escalated',
  'handed-back',
  'target-missed',
  'mitigation-started',
  'attempt-failed',
  'action-ended',
  'verification-failed',
  'verified',
  'unstable',
  'resolved',
  'reopened',
  'closed',
  'ended',
  'review-scheduled',
  'review-published',
  'item-due',
  'run-died',
  'ticket-opened',
]);
export type Event = z.infer<typeof Event>;

/** Events of an incident that is over: what counts from them goes on after the end. */
export const LATE: readonly Event[] = ['resolved', 'closed', 'ended', 'review-scheduled', 'review-published'];

/** A rule's id; those of shorthand have dots, `chain.2`. */
const RuleName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'the id of a rule, such as first or chain.2')
  .meta({ names: 'rule' });

/** One value for every severity, or one for each that is named; a severity that is left out has none. */
export const bySeverity = <T extends z.ZodType>(one: T) => z.union([one, z.record(nameOf('severity'), one)]);

/** One name or a list of them. */
export const some = (of: Names) => z.union([nameOf(of), z.array(nameOf(of)).min(1).max(100)]);

const via = some('channel').optional().meta({
  description:
    'By these of a person’s channels alone, in this order; push means every channel of push notifications. Who has none of them is paged by their own',
});
const Page = z.strictObject({
  page: some('who').meta({ description: 'Wakes these: targets of people.yaml or roles, each person once' }),
  via,
});
const Tell = z.strictObject({
  tell: some('place or who').meta({ description: 'Tells these places, or these people without waking them' }),
  template: nameOf('template').optional().meta({
    description: 'File of templates/ without .liquid; left out, the built-in notice',
  }),
});
const Ticket = z.strictObject({
  ticket: some('place').meta({
    description: 'Opens one ticket for the incident at these places, and keeps it in step from then on',
  }),
  template: nameOf('template').optional().meta({
    description: 'File of templates/ without .liquid; left out, the built-in words of a ticket',
  }),
});
const Digest = z.strictObject({
  digest: nameOf('digest').meta({ description: 'Puts the incident into this digest of the playbook' }),
  to: some('who').meta({ description: 'Whose copies: targets of people.yaml or roles' }),
});
const Raise = z.strictObject({
  raise: nameOf('severity').meta({ description: 'Raises the severity to this one, and never lowers it' }),
});

const within = Duration.optional().meta({
  description: 'Missed, and recorded as that, this long after it was asked for',
});
const Ask = z.strictObject({
  ask: some('who').meta({
    description: 'Who states them: of several the first that is held, else the fallback hears it',
  }),
  facts: z
    .array(nameOf('fact'))
    .min(1)
    .max(20)
    .meta({ description: 'Facts of the playbook; asked for again until all are stated' }),
  within,
});
const Blocks = z.enum(['resolved', 'closed']).meta({
  description: 'The incident does not get there before this is ticked, while the `if` of its rule holds',
});
const taskText = Text.max(200).meta({ description: 'What is to be done, in a line' });
const Task = z.strictObject({
  task: some('who').meta({ description: 'Who does it: of several the first that is held, else the fallback hears it' }),
  text: taskText,
  template: nameOf('template').optional().meta({
    description:
      'File of templates/ without .liquid: a text that is made when the task is given, and used by hand word by word, such as a post',
  }),
  within,
  blocks: Blocks.optional(),
});

const Run = z.strictObject({
  run: nameOf('runbook').meta({
    description: 'Proposes this runbook to who is asked how to mend it, or starts it where it says `automatic`',
  }),
});

/** One thing that a rule does, chosen by its verb. */
export const Action = byVerb({
  page: Page,
  tell: Tell,
  ask: Ask,
  task: Task,
  ticket: Ticket,
  digest: Digest,
  raise: Raise,
  run: Run,
});
export type Action = z.infer<typeof Action>;

const done = z
  .union([z.array(Action).min(1).max(20), Action])
  .meta({ description: 'What the rule does: one action or a list' });

const timing = {
  after: bySeverity(Span).optional().meta({
    description: 'Acts this long after its clock started; by severity, one that is left out does not have the rule',
  }),
  at: bySeverity(MomentName.meta({ names: 'moment' }))
    .optional()
    .meta({
      description: 'Acts at the first such moment of `moments` after its clock started; by severity as `after`',
    }),
  since: z
    .union([Event, z.enum(['progress', 'unacknowledged']), RuleName])
    .optional()
    .meta({
      description:
        'What `after` and `every` count from: an event, `progress`, `unacknowledged`, or the last act of a rule by its id',
    }),
  every: bySeverity(Span).optional().meta({ description: 'Acts again this long after it acted' }),
  during: bySeverity(nameOf('calendar'))
    .optional()
    .meta({ description: 'A calendar outside of which the rule waits for the next opening' }),
  unless: z
    .union([z.enum(['acknowledged', 'resolved']), If])
    .optional()
    .meta({ description: 'While this holds the rule does not act' }),
};

/** A rule as it is written: when `if` holds, at its time or at an event, it does what it says. */
export const Rule = z.strictObject({
  id: Id.meta({ description: 'Its name, which `since` and `done` use' }),
  if: If.optional(),
  on: z
    .union([Event, z.array(Event).min(1).max(30)])
    .optional()
    .meta({ description: 'Acts when one of these happens, if `if` holds then; instead of a time' }),
  ...timing,
  before: bySeverity(Duration).optional().meta({
    description:
      'Acts this long before the start of planned work, and for no other incident; by severity as `after`. It only tells',
  }),
  approve: some('who').optional().meta({
    description:
      'Who must approve before it acts, with its text exactly as it will be sent: of several the first that is held. Never given by silence',
  }),
  do: done,
  added: Added.optional(),
});
export type Rule = z.infer<typeof Rule>;

/** An escalation policy in one entry: the first step at once, `after` between steps and before a repeat. */
export const Ladder = z.strictObject({
  ladder: Id.meta({ description: 'Its name; its rules are named `<name>.1`, `<name>.2` and so on' }),
  if: If.optional(),
  after: bySeverity(Span).meta({ description: 'The time between two steps, and before a repeat' }),
  unless: timing.unless,
  repeat: z.int().min(0).max(20).default(0).meta({ description: 'How often it goes through all steps again' }),
  page: z
    .array(z.union([some('who'), Page]))
    .min(1)
    .max(20)
    .meta({ description: 'Whom each step pages; one with channels of its own is written { page: …, via: … }' }),
  via: via.meta({
    description: 'The channels by which its steps page, where a step has none of its own; as `via` of a rule',
  }),
  added: Added.optional(),
});
export type Ladder = z.infer<typeof Ladder>;

const Cell = z
  .union([z.literal('never'), When])
  .meta({ description: 'A duration, the name of a moment or of a digest, or never' });

/** Who × severity: a row's durations are one rule, each moment is one of its own. */
export const Matrix = z.strictObject({
  matrix: Id.meta({ description: 'Its name; its rules are named `<name>.<row>` and `<name>.<row>.<severity>`' }),
  if: If.optional(),
  during: timing.during,
  unless: timing.unless,
  columns: z
    .array(nameOf('severity'))
    .min(1)
    .max(20)
    .meta({ description: 'The severities, in the order of the cells' }),
  page: z
    .record(nameOf('who'), z.array(Cell).max(20))
    .optional()
    .meta({ description: 'Whom it pages, each with a cell for each column' }),
  via: via.meta({ description: 'The channels by which it pages; as `via` of a rule' }),
  tell: z
    .record(nameOf('place or who'), z.array(Cell).max(20))
    .optional()
    .meta({ description: 'Whom or which places it tells, each with a cell for each column' }),
  template: nameOf('template').optional().meta({
    description: 'The words of what it tells; left out, the built-in notice',
  }),
  added: Added.optional(),
});
export type Matrix = z.infer<typeof Matrix>;

/** Tasks that are given together, each an item of a list that people tick. */
export const Checklist = z.strictObject({
  checklist: Id.meta({ description: 'Its name; its items are ticked as `<name>.<item>`' }),
  if: If.optional(),
  on: Rule.shape.on,
  after: timing.after,
  at: timing.at,
  since: timing.since,
  unless: timing.unless,
  who: Task.shape.task,
  blocks: Blocks.optional(),
  items: z
    .record(
      Id,
      z.strictObject({
        text: taskText,
        within,
        optional: z.boolean().default(false).meta({ description: 'Blocks nothing, whatever the list says' }),
      }),
    )
    .refine(
      (items) => Object.keys(items).length > 0 && Object.keys(items).length <= 40,
      'a checklist has 1 to 40 items',
    )
    .meta({ description: 'What is to be done, by name' }),
  added: Added.optional(),
});
export type Checklist = z.infer<typeof Checklist>;

/** What stands in a chapter: rules, and shorthand for several. */
export const Entry = byVerb({ ladder: Ladder, matrix: Matrix, checklist: Checklist, do: Rule });
export type Entry = z.infer<typeof Entry>;
export const Chapter = z.array(Entry).max(200);
