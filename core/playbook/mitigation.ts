import * as z from 'zod';
import { Added, Duration, Id, nameOf, Text } from './words.ts';

/** Which way to mend it: asked of a role, never answered by silence. Each option starts its runbook. */
export const Choice = z
  .strictObject({
    ask: nameOf('who').meta({ description: 'The role or target that is asked' }),
    text: Text,
    again: Duration.optional().meta({ description: 'Asked again after this long without an answer, at least 1m' }),
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

const Value = z.union([z.string(), z.number(), z.boolean()]);
export type Value = z.infer<typeof Value>;
/** Parameters as an action is given them. */
export type Filled = Readonly<Record<string, Value>>;
/** The most characters of a text that a parameter takes of the incident: who approves an action reads all of it. */
export const LONGEST_VALUE = 200;
/** What of the incident a parameter is, as it stands when the step is proposed or started. */
const OfIncident = z.strictObject({
  of: z
    .string()
    .regex(
      /^(?:id|began|opened|severity|fact\.[A-Za-z0-9][A-Za-z0-9_-]{0,39})$/,
      'id, began, opened, severity, or a fact as fact.NAME',
    )
    .meta({
      description:
        'Filled in when somebody is asked to approve the step, else when it is started: `id`, `began`, `opened` (instants as 2026-03-11T14:02:00.000Z), `severity`, or a fact as `fact.NAME`',
    }),
});
const Parameter = z.union([Value, OfIncident]);
export type Parameter = z.infer<typeof Parameter>;
export const isOfIncident = (parameter: Parameter): parameter is z.infer<typeof OfIncident> =>
  typeof parameter === 'object';

/** The fields that every action has; a kind adds its own. */
export const actFields = {
  parameters: z.record(z.string(), Parameter).default({}),
};
/** An action on the protected system: what every kind has. */
export const Act = z.looseObject({ kind: Id, ...actFields });
export type Act = z.infer<typeof Act>;
