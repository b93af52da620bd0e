import * as z from 'zod';
import { Added, Duration, Id, Text } from './words.ts';

/** A question to a role with its options; without an answer it is put again and the next level is told. Never an action by itself. */
export const Question = z.strictObject({
  ask: Id,
  text: Text,
  /** Asked again after this long without an answer. */
  again: Duration,
  /** The level of `levels` that is told each time it is put again. */
  tellLevel: z.number().int().optional(),
  added: Added.optional(),
});

export const Mitigation = z.strictObject({
  /** Read-only checks that are kept with the incident before anything is changed. */
  evidence: z.array(Id).default([]),
  /** The choice among `options`; each starts its runbook. */
  choice: Question,
  options: z.array(z.strictObject({ id: Id, title: Text, runbook: Id, rules: z.array(Id).optional() })).min(1),
});

/** The fields that every action has; a kind adds its own. */
export const actFields = {
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
};
/** An action on the protected system: what every kind has. */
export const Act = z.looseObject({ kind: Id, ...actFields });
export type Act = z.infer<typeof Act>;
