import * as z from 'zod';
import { Holder } from '#core/action/holder';

/** One step of a plan, and how far it has come. */
export const PlanStep = z.object({
  id: z.string(),
  /** `do`: as the runbook says; `undo`: taking a step back after a later one failed. */
  way: z.enum(['do', 'undo']),
  /**
   * `held`: not started before a person approves it; `claimed`: somebody may have started it; `unknown`: whether it ran is not known and a
   * person is asked; `skipped`: not reached.
   */
  status: z.enum(['waiting', 'held', 'claimed', 'running', 'asked', 'done', 'failed', 'unknown', 'skipped']),
  /** How often a person has approved starting it again. */
  tries: z.number().default(0),
  approvedBy: z.string().optional(),
  /** Of a held step: the actions that hold its target, as the question names them. */
  busy: z.array(Holder).optional(),
  /** Keys of actions on its target that the approver was told of: it may be started beside them. */
  beside: z.array(z.string()).optional(),
  /** Of an action that was claimed: what it acts on. */
  target: z.string().optional(),
  handle: z.string().optional(),
  startedAt: z.string().optional(),
  /** Of a wait, or of a check that is looked at later: until when. */
  until: z.string().optional(),
  /** Of a check that must hold for a time: how often it has been looked at, and since when it has held. */
  looks: z.number().optional(),
  heldFrom: z.string().optional(),
  /** The step further up at which the run went on after this one. */
  back: z.string().optional(),
  output: z.string().optional(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** A runbook that a rule has named: the option that runs it is proposed first, or started. */
export const Proposal = z.object({ rule: z.string(), option: z.string(), runbook: z.string() });
export type Proposal = z.infer<typeof Proposal>;

/** One attempt at mitigation: the option that was chosen, its runbook, and how far it has come. */
export const Plan = z.object({
  attempt: z.number(),
  option: z.string(),
  /** Left out where the person who chose it had mended it already. */
  runbook: z.string().optional(),
  chosenBy: z.string(),
  steps: z.array(PlanStep),
  /** `replaced`: a person reported another fix while it ran, or while it could not be shown to hold. */
  outcome: z.enum(['running', 'mitigated', 'failed', 'failed-verification', 'verified', 'replaced']),
});
export type Plan = z.infer<typeof Plan>;
