import * as z from 'zod';
import { If } from '#core/rules/condition';
import { bySeverity, Event, some } from '#core/rules/rule';
import { Added, Duration, Id, nameOf, placeFields, Text } from './words.ts';

/** What the engine tells by itself, each with built-in words: the events of rules, a question, an update that is due, tasks, facts that are asked for, and a digest. */
export const Moment = z.enum([
  ...Event.options,
  'question-asked',
  'update-due',
  'task-given',
  'facts-asked',
  'approval-asked',
  'digest',
]);
export type Moment = z.infer<typeof Moment>;
/** What has built-in words: the moments, a ticket whatever it is told of, and what belongs to no incident. */
export type Notice = Moment | 'ticket' | 'readiness' | 'handover' | 'maintenance';

/** A place where messages go: what every form has. What else it says belongs to the channel named by `tool`, which checks it. */
export const Place = z.looseObject({ tool: Id, ...placeFields });
export type Place = z.infer<typeof Place>;

/** One thing that a person is asked to write in an update; templates see it as `update.<id>`, and free words as `update.text`. */
export const Field = z.strictObject({ id: Id, title: Text, optional: z.boolean().default(false) });
export type Field = z.infer<typeof Field>;
const fields = z
  .array(Field)
  .default([])
  .meta({ description: 'What an update asks of its writer, in order; templates have them as `update.<id>`' });

/** Updates that a person writes, and by when they are owed. */
export const Update = z.strictObject({
  id: Id,
  title: Text.meta({ description: 'To whom, in a few words: `customers`' }),
  if: If.optional().meta({ description: 'While this holds they are owed' }),
  to: some('place').meta({ description: 'The places to which they go' }),
  writer: z
    .union([nameOf('role'), z.array(nameOf('role')).max(20)])
    .default([])
    .meta({ description: 'Roles that are asked to write: the first that somebody holds, else the fallback' }),
  template: nameOf('template').meta({ description: 'File of templates/ without .liquid' }),
  fields,
  first: z
    .strictObject({ from: Duration.default('0m'), within: Duration })
    .optional()
    .meta({ description: 'The first one: asked for at `from`, missed at `within`, both from the opening' }),
  every: z
    .union([
      Duration,
      z.record(
        z.string().max(100).meta({ names: 'severity or status' }),
        z.union([Duration, z.record(nameOf('severity'), Duration)]),
      ),
    ])
    .optional()
    .meta({ description: 'Asked for again this long after the last: one time, or by severity, by status, or by both' }),
  during: bySeverity(nameOf('calendar')).optional().meta({
    description:
      'A calendar outside of which what `every` asks for waits for the next opening; the first and the final one do not wait',
  }),
  final: z
    .strictObject({ within: Duration, template: nameOf('template').optional(), fields })
    .optional()
    .meta({
      description:
        'After the resolution: asked for at once, missed at `within`. Owed to those who were told before, and to all where there is neither `first` nor `every`',
    }),
  added: Added.optional(),
});
export type Update = z.infer<typeof Update>;

/** The room of an incident, and who is called into it. */
export const WarRoom = z.strictObject({
  if: If.optional().meta({ description: 'Which incidents have a room; left out, all of them' }),
  place: nameOf('place'),
  /** `{id}` is the incident's id in lower case. */
  name: z.string().regex(/^[a-z0-9_-]*\{id\}[a-z0-9_-]*$/),
  private: z.boolean(),
  invite: z.array(nameOf('who')),
  purpose: Text,
  /** `{ID}` is the incident's id. */
  bridge: z.string().optional(),
});

export const PublicStatus = z.enum(['investigating', 'identified', 'monitoring', 'resolved']);
export type PublicStatus = z.infer<typeof PublicStatus>;
