import * as z from 'zod';
import { Added, Duration, Id, nameOf, Text } from './words.ts';

/** Which way to mend it: asked of a role, never answered by silence. Each option starts its runbook. */
export const Choice = z
  .strictObject({
    ask: nameOf('who').meta({ description: 'The role or target that is asked' }),
    text: Text,
    again: Duration.optional().meta({ description: 'Asked again after this long without an answer' }),
    tellLevel: z
      .number()
      .int()
      .optional()
      .meta({ description: 'The level of `levels` that is told each time it is put again' }),
    options: z
      .array(
        z.strictObject({
          id: Id,
          title: Text,
          runbook: nameOf('runbook').optional().meta({
            description: 'The runbook that it runs; left out, the person who chooses it has mended it already',
          }),
          rules: z.array(nameOf('detection rule')).optional(),
        }),
      )
      .min(1),
    added: Added.optional(),
  })
  .meta({ description: 'The question which option to mend it with, and the runbook of each' });

/** The fields that every action has; a kind adds its own. */
export const actFields = {
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
};
/** An action on the protected system: what every kind has. */
export const Act = z.looseObject({ kind: Id, ...actFields });
export type Act = z.infer<typeof Act>;
