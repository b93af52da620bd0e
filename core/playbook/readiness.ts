import * as z from 'zod';
import { MomentName } from '#core/time/moment';
import { Added, Id, nameOf, Text } from './words.ts';

const some = z.union([nameOf('place or who'), z.array(nameOf('place or who')).min(1).max(20)]);

/** What happens by the calendar and belongs to no incident: a drill, a report of the month. */
export const ReadinessEntry = z.strictObject({
  id: Id.meta({ description: 'Its name' }),
  at: MomentName.meta({ names: 'moment', description: 'Each such moment of `moments`' }),
  text: Text.max(500).optional().meta({ description: 'What is to be done, as the built-in notice says it' }),
  do: z.strictObject({
    tell: some.meta({ description: 'Tells these places, or these people without waking them' }),
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
