import * as z from 'zod';
import { Added, Duration, Id, Text, TimeOfDay, Weekday } from './words.ts';

/** When the review meeting stands for a severity. */
export const ReviewRule = z.strictObject({
  severities: z.array(Id).min(1),
  /** Calendar days after the day of resolution. */
  days: z.number().int().min(0),
  time: TimeOfDay,
  lasts: Duration,
  /** Moved to the next business day when the day is none. */
  businessDay: z.boolean().default(false),
  on: Weekday.optional(),
  /** Warned about on the timeline when the meeting lies later than this after resolution. */
  within: Duration.optional(),
  added: Added.optional(),
});

/** The calendar entry's fixed facts. */
export const Invitation = z.strictObject({
  producer: Text,
  /** `{id}` is the incident's id. */
  uid: Text,
  summary: Text,
  description: Text,
  location: Text,
  organizer: z.strictObject({ name: Text, email: z.email() }),
  attendees: z.array(z.email()),
});

/** An action item that every review starts with. */
export const ItemSample = z.strictObject({
  title: Text,
  priority: Text,
  owner: Text,
  due: Duration,
  category: Text,
  horizon: Id,
});

export const Review = z.strictObject({
  rules: z.array(ReviewRule).default([]),
  invitation: Invitation.optional(),
  /** Template of the report; its sections are in the playbook's order. */
  report: Id.optional(),
  sections: z.array(Text).default([]),
  /** Horizons of action items: name to the longest time until due. */
  horizons: z.record(Id, Duration).default({}),
  /** `{id}` incident, `{n:3}` number: the id of an item. */
  itemId: z.string().default('AI-{id}-{n:3}'),
  items: z.array(ItemSample).default([]),
  followUps: z
    .array(z.strictObject({ id: Id, title: Text, after: Duration, tasks: z.array(Text).default([]) }))
    .default([]),
});
