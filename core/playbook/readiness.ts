import * as z from 'zod';
import { MomentName } from '#core/time/moment';
import { Added, Duration, Id, nameOf, Text } from './words.ts';

const Told = nameOf('place, target or duty');
const some = z.union([Told, z.array(Told).min(1).max(20)]);
/** Words of `tell` where a duty is handed over: who has it from then on, and who had it. */
export const HANDING = ['incoming', 'outgoing'] as const;

/** What happens by the calendar and belongs to no incident: a drill, a report of the month, a duty that is handed over. */
export const ReadinessEntry = z.strictObject({
  id: Id.meta({ description: 'Its name' }),
  at: MomentName.meta({ names: 'moment', description: 'Each such moment of `moments`' }).optional(),
  handover: nameOf('rotation')
    .optional()
    .meta({ description: 'Each time that this rotation’s duty goes to somebody else; instead of `at`' }),
  before: Duration.optional().meta({ description: 'So long before the duty is handed over; left out, at that time' }),
  text: Text.max(500).optional().meta({ description: 'What is to be done, as the built-in notice says it' }),
  do: z.strictObject({
    tell: some.meta({
      description:
        'Tells these places, or these people without waking them; of a hand-over also `incoming` and `outgoing`',
    }),
    template: nameOf('template').optional().meta({
      description: 'File of templates/ without .liquid, with the figures of the period; left out, the built-in notice',
    }),
  }),
  added: Added.optional(),
});
export type ReadinessEntry = z.infer<typeof ReadinessEntry>;

/** What the figures of a period are made of besides times and numbers. */
export const Metrics = z
  .strictObject({
    customerShare: nameOf('fact').optional().meta({
      description:
        'The fact that holds the share of customers concerned, in %: the customer impact score is made of it',
    }),
    countBy: z.array(nameOf('fact')).max(5).default([]).meta({ description: 'Facts whose values are counted' }),
    stable: z
      .number()
      .min(0)
      .max(100)
      .default(10)
      .meta({ description: 'A trend is stable within so many % of the period before' }),
  })
  .prefault({});
