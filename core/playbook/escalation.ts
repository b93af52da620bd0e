import * as z from 'zod';
import { Added, Duration, Id, Text } from './words.ts';

/** One timed step of an escalation track; it fires at `after` exactly unless its `unless` has come true. */
export const Step = z
  .strictObject({
    /** The playbook's own name of the rule (`A`), or ours. */
    id: Id,
    severities: z.array(Id).min(1),
    after: Duration,
    /** `opening`: minutes from the opening (for `unless: acknowledged` from the last change of severity); `progress`: from the last mark of progress. */
    from: z.enum(['opening', 'progress']).default('opening'),
    /** Counts only business time of this calendar; a step outside of it waits for the next opening. */
    calendar: Id.optional(),
    unless: z.enum(['acknowledged', 'resolved']),
    /** Targets of people.yaml that are paged; each is one page a person. */
    page: z.array(Id).default([]),
    /** Targets that are told without a page. */
    tell: z.array(Id).default([]),
    /** A level of `levels`: its notice goes to its channel. */
    level: z.number().int().min(1).optional(),
    track: Id.default('technical'),
    added: Added.optional(),
  })
  .refine((step) => step.page.length + step.tell.length > 0 || step.level !== undefined, {
    message: 'a step pages, tells, or notifies a level: give page, tell or level',
  });
export type Step = z.infer<typeof Step>;

/** A rung that people escalate to by hand, and where its notice goes. */
export const Level = z.strictObject({
  level: z.number().int().min(1),
  contacts: z.array(Id).min(1),
  notice: Id,
  title: Text,
});

export const Escalation = z.strictObject({
  steps: z.array(Step),
  levels: z.array(Level).default([]),
  /** When people should escalate by hand; shown, never evaluated. */
  manual: z.array(Text).default([]),
});
