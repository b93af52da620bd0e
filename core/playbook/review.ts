import * as z from 'zod';
import { If } from '#core/rules/condition';
import { bySeverity } from '#core/rules/rule';
import { MomentName } from '#core/time/moment';
import { Added, Duration, Id, nameOf, seconds, Text, TimeOfDay } from './words.ts';

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
  horizon: nameOf('horizon'),
  dependsOn: z
    .array(Text)
    .max(20)
    .default([])
    .meta({ description: 'Titles of other samples that must be done before this one; shown, and nothing waits' }),
});

const daysForm = 'days of the calendar: 0d, 2d, 1w';
/** Days of the calendar, counted from the due date of an action item. */
const Days = z
  .string({ error: daysForm })
  .regex(/^\d+[dw]$/, daysForm)
  .refine((days) => seconds(days) <= 400 * 86_400, 'at most 400 days')
  .meta({ description: 'Days of the calendar from the due date: 0d, 2d, 1w' });
const SomeDays = Days.refine((days) => seconds(days) > 0, 'at least 1d').meta({
  description: 'Days of the calendar from the due date, at least one: 2d, 1w',
});

/**
 * When the owner of an open action item is reminded, and who hears of one that stays overdue. The words are those of the notice `item-due`.
 * Nothing goes out for an item that is done, and all of it is planned anew when the due date changes.
 */
export const Reminders = z
  .strictObject({
    at: TimeOfDay.meta({ description: 'Time of day at which all of it goes out, in the playbook’s zone' }),
    businessDay: z.boolean().default(false).meta({
      description: 'What falls on no business day of the businessCalendar goes out on the next one',
    }),
    before: z.array(Days).max(10).default([]).meta({
      description: 'How long before the due date the owner is reminded; 0d is the day itself',
    }),
    overdue: z
      .strictObject({ every: SomeDays, times: z.int().min(1).max(20) })
      .optional()
      .meta({ description: 'How often after the due date the owner is reminded again, and how many times in all' }),
    escalate: z
      .strictObject({ after: SomeDays, to: z.array(nameOf('who')).min(1) })
      .optional()
      .meta({
        description:
          'How long after the due date these targets of people.yaml are told, once, and whom a rule on: item-due tells besides',
      }),
    added: Added.optional(),
  })
  .meta({ description: 'Who hears of an open action item, and when, by the notice item-due; none of it pages' });

/** The meeting of the review. */
export const Meeting = z
  .strictObject({
    at: bySeverity(MomentName.meta({ names: 'moment' })).meta({
      description: 'The first such moment after the resolution; by severity, one that is left out has no review',
    }),
    lasts: Duration.default('1h'),
    within: Duration.optional().meta({
      description: 'Warned about on the timeline when the meeting lies later than this after the resolution',
    }),
    invitation: Invitation.optional(),
    added: Added.optional(),
  })
  .meta({ description: 'When the review of an incident is held, and who is invited' });

export const Report = z
  .strictObject({
    template: nameOf('template')
      .optional()
      .meta({ description: 'File of templates/ without .liquid; left out, no report is written' }),
    sections: z.array(Text).default([]).meta({ description: 'Its sections in their order; shown, never evaluated' }),
    ask: nameOf('who').optional().meta({
      description: 'The role or target that publishes the review; left out, the catch-all is asked',
    }),
    others: z
      .record(
        Id,
        z.strictObject({
          title: Text,
          template: nameOf('template').meta({ description: 'File of templates/ without .liquid' }),
          if: If.optional().meta({ description: 'Of which incidents it is written; left out, of all' }),
        }),
      )
      .refine((others) => Object.keys(others).length <= 5, 'at most 5 other reports')
      .default({})
      .meta({ description: 'Further reports of an incident, each a document of its own under its name' }),
  })
  .prefault({})
  .meta({ description: 'The report that is written from the timeline, and who publishes it' });

/** The action items that come of an incident. */
export const Items = z
  .strictObject({
    id: z.string().default('AI-{id}-{n:3}').meta({ description: '`{id}` incident, `{n:3}` number: the id of an item' }),
    horizons: z
      .record(Id, Duration)
      .default({})
      .meta({ description: 'Horizons of action items, each with the longest time until due' }),
    from: z.enum(['resolved', 'review']).default('resolved').meta({
      description: 'What due dates count from: the resolution, or the day of the review',
    }),
    samples: z.array(ItemSample).default([]).meta({ description: 'Those that every review starts with' }),
    reminders: Reminders.optional(),
  })
  .prefault({});
