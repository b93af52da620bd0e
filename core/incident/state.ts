import * as z from 'zod';

/** Ids become execution, schedule and channel names: `[A-Za-z0-9_-]`, at most 40. */
export const IncidentId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'an incident id has 1 to 40 of A-Z a-z 0-9 _ -');
export const Instant = z.iso.datetime({ offset: true });

/** Values that rules and templates read, by name. */
export const Facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const Phase = z.enum(['detect', 'assess', 'mitigate', 'resolve', 'post-mortem', 'over']);
export type Phase = z.infer<typeof Phase>;

/** One reading of a check, as it was taken. */
export const Measured = z.object({
  check: z.string(),
  title: z.string(),
  value: z.number().nullable(),
  unit: z.string().optional(),
  because: z.string(),
});
export type Measured = z.infer<typeof Measured>;

/** What a person has been asked. Its answer is in the incident; a token only wakes a machine. */
export const OpenQuestion = z.object({
  id: z.string(),
  slot: z.enum(['severity', 'choice', 'step', 'what-next', 'review']),
  text: z.string(),
  ask: z.string(),
  options: z.array(z.object({ id: z.string(), title: z.string() })),
  askedAt: z.string(),
  /** How often it has been put. */
  times: z.number(),
  again: z.number().optional(),
  tellLevel: z.number().optional(),
});
export type OpenQuestion = z.infer<typeof OpenQuestion>;

export const PlanStep = z.object({
  id: z.string(),
  /** `do`: as the runbook says; `undo`: taking a step back after a later one failed. */
  way: z.enum(['do', 'undo']),
  /** `claimed`: somebody may have started it; `unknown`: whether it ran is not known and a person is asked; `skipped`: not reached. */
  status: z.enum(['waiting', 'claimed', 'running', 'asked', 'done', 'failed', 'unknown', 'skipped']),
  /** How often a person has approved starting it again. */
  tries: z.number().default(0),
  handle: z.string().optional(),
  startedAt: z.string().optional(),
  output: z.string().optional(),
});
export type PlanStep = z.infer<typeof PlanStep>;

/** One attempt at mending: the option that was chosen, its runbook, and how far it has come. */
export const Plan = z.object({
  attempt: z.number(),
  option: z.string(),
  runbook: z.string(),
  chosenBy: z.string(),
  steps: z.array(PlanStep),
  outcome: z.enum(['running', 'mitigated', 'failed', 'failed-verification', 'verified']),
});
export type Plan = z.infer<typeof Plan>;

export const Verifying = z.object({
  mode: z.enum(['verify', 'stability']),
  /** Number of the next measurement in this visit. */
  n: z.number(),
  until: z.string(),
  /** Passes in a row so far. */
  passes: z.number(),
  /** When the present stability loop began, and which one it is. */
  loopFrom: z.string().optional(),
  loop: z.number(),
  exhausted: z.boolean().default(false),
});

export type Verifying = z.infer<typeof Verifying>;

export const Update = z.object({ at: z.string(), n: z.number() });

const Common = z.object({
  v: z.literal(1),
  id: z.string(),
  title: z.string(),
  service: z.string().optional(),
  rule: z.string().optional(),
  category: z.string().optional(),
  source: z.string(),
  reporter: z.string().optional(),
  /** The incident before this one that held the same signal. */
  previous: z.string().optional(),
  openedAt: z.string(),
  detectedAt: z.string(),
  beganAt: z.string(),
  playbook: z.string(),
  speed: z.number(),
  severity: z.string(),
  severityBecause: z.string(),
  /** The playbook's word. */
  status: z.string(),
  cycle: z.number(),
  cycleFrom: z.string(),
  phase: Phase,
  visit: z.number(),
  communicateVisit: z.number(),
  /** `retryAt`: the next run waits until then; `slowedAt`: this run had to wait until then. */
  run: z.object({
    n: z.number(),
    deaths: z.array(z.string()),
    retryAt: z.string().optional(),
    slowedAt: z.string().optional(),
  }),
  /** Signals by key with their last state and its own time. */
  signals: z.record(
    z.string(),
    z.object({ state: z.enum(['firing', 'recovered']), at: z.string(), title: z.string() }),
  ),
  /** Clock of what runs while unacknowledged: the opening, or the last change of severity; `epoch` counts these changes. */
  unacknowledgedFrom: z.string(),
  epoch: z.number(),
  acknowledged: z.object({ at: z.string(), by: z.string() }).optional(),
  roles: z.record(z.string(), z.string()),
  /** Deadlines and once-only things that are done, by key. */
  done: z.record(z.string(), z.string()),
  /** Targets that a page has named in this cycle. */
  paged: z.array(z.string()),
  told: z.array(z.string()),
  updates: z.record(z.string(), Update),
  reminded: z.record(z.string(), z.string()),
  firstPublicAt: z.string().optional(),
  progressAt: z.string(),
  snapshot: z.array(Measured),
  evidence: z.array(Measured),
  facts: Facts,
  question: OpenQuestion.optional(),
  decisions: z.array(
    z.object({
      question: OpenQuestion.shape.slot,
      option: z.string(),
      by: z.string(),
      at: z.string(),
      reason: z.string().optional(),
    }),
  ),
  plan: Plan.optional(),
  attempts: z.number(),
  verifying: Verifying.optional(),
  lastMeasured: z.array(Measured),
  review: z
    .object({
      at: z.string().optional(),
      until: z.string().optional(),
      items: z.array(z.string()),
      publishedBy: z.string().optional(),
    })
    .optional(),
  checklist: z.record(z.string(), z.string()),
  /** Number of the last event, and its time: an event is never earlier than the one before. */
  seq: z.number(),
  lastAt: z.string(),
});

/** An incident over its life: each state has what it cannot be without. */
export const Incident = z.discriminatedUnion('life', [
  Common.extend({ life: z.literal('open') }),
  Common.extend({ life: z.literal('resolved'), resolvedAt: z.string(), watchUntil: z.string().optional() }),
  Common.extend({ life: z.literal('closed'), resolvedAt: z.string(), closedAt: z.string() }),
  Common.extend({ life: z.literal('reviewed'), resolvedAt: z.string(), closedAt: z.string(), reviewedAt: z.string() }),
  Common.extend({
    life: z.literal('ended'),
    endedAt: z.string(),
    endedAs: z.enum(['false-alarm', 'duplicate', 'recovered']),
    of: z.string().optional(),
  }),
]);
export type Incident = z.infer<typeof Incident>;

/** Nothing is mended, paged or promised any more. */
export const isOver = (incident: Incident): boolean => incident.life !== 'open';
