import * as z from 'zod';
import { Criterion } from './verification.ts';
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

const stepSchema = (act: z.ZodType<Act>) =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('act'),
      id: Id,
      title: Text,
      act,
      /** Given up after; its outcome is then unknown. */
      timeout: Duration,
      /** An action that takes this step back when a later one fails. */
      undo: act.optional(),
      destructive: z
        .boolean()
        .default(false)
        .meta({ description: 'true where those whom `mitigation.choice` asks must approve the start' }),
    }),
    z.strictObject({ kind: z.literal('human'), id: Id, title: Text, ask: Id, instruction: Text, again: Duration }),
    z.strictObject({ kind: z.literal('read'), id: Id, title: Text, check: Id }),
  ]);
export type RunbookStep = z.infer<ReturnType<typeof stepSchema>>;

/**
 * What keeps the history of a mitigation below 20,000 of the 25,000 events that AWS allows: while an action runs it is looked at every 30 s,
 * three events each time.
 */
export const MOST_STEPS = 50;
export const MOST_ACTION_HOURS = 24;

/** A runbook as `runbooks/<id>.yaml` holds it, with the actions that a schema knows. */
export const runbookSchema = (act: z.ZodType<Act>) =>
  z.strictObject({
    id: Id,
    title: Text,
    when: z.array(Text).default([]),
    steps: z.array(stepSchema(act)).min(1),
    /** Overrides the playbook's general criteria. */
    pass: z.array(Criterion).optional(),
    escalateWhen: z.array(Text).default([]),
  });
/** A runbook as it was packed: its actions were checked by their kinds then. */
export const Runbook = runbookSchema(Act);
export type Runbook = z.infer<typeof Runbook>;
