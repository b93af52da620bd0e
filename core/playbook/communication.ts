import * as z from 'zod';
import { Added, Duration, Id, Text } from './words.ts';

/** A place where messages go: what every form has. What else it says belongs to the channel named by `tool`, which checks it. */
export const Place = z.looseObject({ tool: Id, added: Added.optional() });
export type Place = z.infer<typeof Place>;

/** The moments of an incident at which a message can be due by itself. */
export const Moment = z.enum([
  'opened',
  'joined',
  'acknowledged',
  'assessed',
  'room-opened',
  'severity-changed',
  'escalated',
  'question-asked',
  'mitigation-started',
  'attempt-failed',
  'action-ended',
  'verification-failed',
  'verified',
  'unstable',
  'resolved',
  'ended',
  'reopened',
  'closed',
  'update-due',
  'target-missed',
  'review-scheduled',
  'review-published',
  'item-due',
  'run-died',
]);
export type Moment = z.infer<typeof Moment>;

/** A message that goes by itself at a moment, to a place, from a template of `templates/`. */
export const Message = z.strictObject({
  id: Id,
  on: z.array(Moment).min(1),
  severities: z.array(Id).optional(),
  to: z.array(Id).min(1),
  /** File name without `.liquid`. */
  template: Id,
  /** On a status page: its own life-cycle word. */
  publicStatus: z.enum(['investigating', 'identified', 'monitoring', 'resolved']).optional(),
  /** A gate: only if the public has been told before. */
  onlyIfTold: Id.optional(),
  added: Added.optional(),
});
export type Message = z.infer<typeof Message>;

/** One thing that a person is asked to write in an update; templates see it as `update.<id>`, and free words as `update.text`. */
export const Field = z.strictObject({ id: Id, title: Text, optional: z.boolean().default(false) });
export type Field = z.infer<typeof Field>;

/** Somebody who is owed updates that a person writes. */
export const Audience = z.strictObject({
  id: Id,
  title: Text,
  places: z.array(Id).min(1),
  template: Id,
  /** What an update asks of its writer, in order. */
  fields: z.array(Field).default([]),
  severities: z.array(Id).min(1),
  /** First update: reminded from `from` on, missed at `by`, both from the opening. */
  first: z.strictObject({ from: Duration, by: Duration }).optional(),
  /** A cadence counts from the audience's last update and stops at resolved. */
  cadence: z.record(Id, Duration).default({}),
  /** Business calendar outside of which no update is due. */
  calendar: Id.optional(),
  /** After the end: due at resolved, missed at `by`. */
  final: z.strictObject({ by: Duration, template: Id, fields: z.array(Field).default([]) }).optional(),
  summary: z.strictObject({ by: Duration, template: Id, fields: z.array(Field).default([]) }).optional(),
  /** Public: its first update counts as the first communication outside. */
  public: z.boolean().default(false),
  added: Added.optional(),
});
export type Audience = z.infer<typeof Audience>;

/** The room of an incident, and who is called into it. */
export const WarRoom = z.strictObject({
  severities: z.array(Id).min(1),
  place: Id,
  /** `{id}` is the incident's id in lower case. */
  name: z.string().regex(/^[a-z0-9_-]*\{id\}[a-z0-9_-]*$/),
  private: z.boolean(),
  invite: z.array(Id),
  purpose: Text,
  /** `{ID}` is the incident's id. */
  bridge: z.string().optional(),
});

export const Communication = z.strictObject({
  places: z.record(Id, Place),
  messages: z.array(Message),
  audiences: z.array(Audience).default([]),
  room: WarRoom.optional(),
  /** Where a reminder goes when no role holder is there to be reminded. */
  fallback: Id,
  /** Roles asked to write what is due, first holder wins. */
  writers: z.array(Id).default([]),
  principles: z.array(Text).default([]),
  /** The status page counts as the first communication outside. */
  firstPublic: z.array(Id).default([]),
});
