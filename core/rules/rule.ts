import * as z from 'zod';
import { Added, Duration, Id } from '#core/playbook/words';
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
]);
export type Event = z.infer<typeof Event>;

/** Events of an incident that is over: what counts from them goes on after the end. */
export const LATE: readonly Event[] = ['resolved', 'closed', 'ended', 'review-scheduled', 'review-published'];

/** One value for every severity, or one for each that is named; a severity that is left out has none. */
export const bySeverity = <T extends z.ZodType>(one: T) => z.union([one, z.record(Id, one)]);

export const Some = z.union([Id, z.array(Id).min(1).max(100)]);

const Page = z.strictObject({
  page: Some.meta({ description: 'Wakes these: targets of people.yaml or roles, each person once' }),
});
const Tell = z.strictObject({
  tell: Some.meta({ description: 'Tells these places, or these people without waking them' }),
  template: Id.optional().meta({ description: 'File of templates/ without .liquid; left out, the built-in notice' }),
});
const Raise = z.strictObject({
  raise: Id.meta({ description: 'Raises the severity to this one, and never lowers it' }),
});

/** One thing that a rule does, chosen by its verb. */
export const Action = z
  .union([Page, Tell, Raise])
  .meta({ description: 'One action, by its verb: page, tell or raise' });
export type Action = z.infer<typeof Action>;

const done = z
  .union([Action, z.array(Action).min(1).max(20)])
  .meta({ description: 'What the rule does: one action or a list' });

const timing = {
  after: bySeverity(Duration).optional().meta({
    description: 'Acts this long after its clock started; by severity, one that is left out does not have the rule',
  }),
  since: z
    .union([Event, z.enum(['progress', 'unacknowledged']), Id])
    .optional()
    .meta({
      description:
        'What `after` and `every` count from: an event, `progress`, `unacknowledged`, or the last act of a rule by its id',
    }),
  every: bySeverity(Duration).optional().meta({ description: 'Acts again this long after it acted' }),
  during: bySeverity(Id)
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
  do: done,
  added: Added.optional(),
});
export type Rule = z.infer<typeof Rule>;

/** An escalation policy in one entry: the first step at once, `after` between steps and before a repeat. */
export const Ladder = z.strictObject({
  ladder: Id.meta({ description: 'Its name; its rules are named `<name>.1`, `<name>.2` and so on' }),
  if: If.optional(),
  after: bySeverity(Duration).meta({ description: 'The time between two steps, and before a repeat' }),
  unless: timing.unless,
  repeat: z.int().min(0).max(20).default(0).meta({ description: 'How often it goes through all steps again' }),
  page: z.array(Some).min(1).max(20).meta({ description: 'Whom each step pages' }),
  added: Added.optional(),
});

/** What stands in a chapter: rules, and shorthand for several. */
export const Entry = z.union([Rule, Ladder]);
export type Entry = z.infer<typeof Entry>;
export const Chapter = z.array(Entry).max(200);
