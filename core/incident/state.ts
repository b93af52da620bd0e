import * as z from 'zod';
import { Action, hasEnded } from '#core/action/action';
import { Window } from '#core/maintenance/window';
import { Approval } from './approval-record.ts';
import { Clocks } from './clocks.ts';
import { Plan, Proposal } from './plan-record.ts';

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
  text: z.string().optional().meta({ description: 'What was found as text, cut to what is kept of it' }),
});
export type Measured = z.infer<typeof Measured>;

const asked = {
  id: z.string(),
  text: z.string(),
  ask: z.string(),
  options: z.array(z.object({ id: z.string(), title: z.string() })),
  askedAt: z.string(),
  /** How often it has been put, and when last; a release before knew only how often. */
  times: z.number(),
  lastAt: z.string().optional(),
  /** Seconds after which it is put again, where its own wording says so; else the playbook's, by the severity of then. */
  again: z.number().optional(),
  /** It is put once only. */
  once: z.literal(true).optional(),
  tellLevel: z.number().optional(),
};
const workSlots = ['severity', 'choice', 'step', 'approval', 'what-next'] as const;
/** What a person has been asked. Its answer is in the incident; a token only wakes a machine. */
export const OpenQuestion = z.object({ ...asked, slot: z.enum([...workSlots, 'review']) });
export type OpenQuestion = z.infer<typeof OpenQuestion>;
const WorkQuestion = z.object({ ...asked, slot: z.enum(workSlots) });
const ReviewQuestion = z.object({ ...asked, slot: z.literal('review') });

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
  /** Stable, but kept from being resolved while a signal fires or flaps. */
  held: z.boolean().default(false),
});

export type Verifying = z.infer<typeof Verifying>;

export const Update = z.object({ at: z.string(), n: z.number() });

/** One run of the lifecycle. `retryAt`: the next run waits until then; `slowedAt`: this run had to wait until then. */
const Run = z.object({
  n: z.number(),
  deaths: z.array(z.string()),
  retryAt: z.string().optional(),
  slowedAt: z.string().optional(),
});
/** Where no machine runs any more, only the number is kept: the next run goes on from it. */
const LastRun = z.object({ n: z.number() });

const Review = z.object({
  at: z.string().optional(),
  until: z.string().optional(),
  items: z.array(z.string()),
  publishedBy: z.string().optional(),
});
export type Review = z.infer<typeof Review>;

/** How many signals an incident names; of the others it knows only how many fire. */
export const NAMED = 20;

/** What it is, and where it came from: said once, at the opening. */
const identity = {
  v: z.literal(2),
  id: z.string(),
  title: z.string(),
  service: z.string().optional(),
  rule: z.string().optional(),
  category: z.string().optional(),
  source: z.string(),
  reporter: z.string().optional(),
  /** The incident before this one that held the same signal. */
  previous: z.string().optional(),
  /** It is planned work. */
  maintenance: Window.optional(),
  playbook: z.string(),
  speed: z.number(),
  openedAt: z.string(),
  detectedAt: z.string(),
  beganAt: z.string(),
  /** When the present cycle was detected, where it is not the first: its metrics count from here. */
  reopenedAt: z.string().optional(),
};

/** How often a rule has acted for the present start of its clock, and when last; `skipped`: it was passed over. `times` counts its acts of the whole cycle, which tells their pages apart. */
const Act = z.object({
  start: z.string(),
  n: z.number(),
  at: z.string(),
  skipped: z.boolean(),
  times: z.number().default(0),
  /** What it has prepared for its tasks, by task. */
  texts: z.record(z.string(), z.string()).optional(),
});

/** How bad it is, by what, and who answers for it. */
const response = {
  severity: z.string(),
  severityBecause: z.string(),
  /** The playbook's word. */
  status: z.string(),
  /** While a person's choice stands: the worst that any source gave when it was made. */
  standsAgainst: z.string().optional(),
  /** What the count of failing components gave last. */
  countGave: z.string().optional(),
  /** The rows of its signals are counted beside it; absent in incidents of a release that did not. */
  counted: z.literal(true).optional(),
  /** Whose signals are this incident's, up to which of its own cycles: those of one that was merged belong to another. */
  signalsWith: z.object({ incident: z.string(), cycle: z.number() }).optional(),
  /** A signal flaps: which one, and until when if it does not change again. */
  flapping: z.object({ title: z.string(), until: z.string() }).optional(),
  /** Some signals by key with their last state and its own time; how many fire is counted beside their own rows. */
  signals: z.record(
    z.string(),
    z.object({ state: z.enum(['firing', 'recovered']), at: z.string(), title: z.string() }),
  ),
  /** `roles` came with it, and go with it; a release before did not keep them. */
  acknowledged: z
    .object({
      at: z.string(),
      by: z.string(),
      way: z.string().optional(),
      roles: z.array(z.string()).optional(),
      targets: z.array(z.string()).optional(),
    })
    .optional(),
  /** Lists of which each person must acknowledge, by target, as they stood when they were last paged, with who has. */
  each: z.record(z.string(), z.object({ people: z.array(z.string()), by: z.array(z.string()) })).optional(),
  /** When this cycle was first acknowledged, where that acknowledgement has lapsed since. */
  answeredAt: z.string().optional(),
  roles: z.record(z.string(), z.string()),
  snapshot: z.array(Measured),
  facts: Facts,
  checklist: z.record(z.string(), z.string()),
  /** How often a form has been asked for in this cycle. */
  asked: z.record(z.string(), z.number()).optional(),
  /** By rule: an incident that repeats for a year does not grow. */
  acts: z.record(z.string(), Act).optional(),
  /** By rule: what waits for an approval. */
  approvals: z.record(z.string(), Approval).optional(),
};

/** Whom it was told, which the end and the re-opening must know too. */
const communication = {
  told: z.array(z.string()),
  updates: z.record(z.string(), Update),
  firstPublicAt: z.string().optional(),
  /** Deadlines and once-only things that are done in this cycle, by key. */
  done: z.record(z.string(), z.string()),
};

/** What was found, decided and tried: the report reads it after the end. */
const mitigation = {
  evidence: z.array(Measured),
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
  /** What a rule proposes to mend it with, until somebody has chosen, and the runbooks that rules have started in this cycle. */
  proposal: Proposal.optional(),
  startedByRule: z.array(z.string()).optional(),
  /** Every action that was started, the newest last; the oldest that have ended go first when there are many. */
  actions: z.array(Action).optional(),
  /** The fix that a person reported last, where no plan came after it. */
  fix: z.object({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
  attempts: z.number(),
  lastMeasured: z.array(Measured),
};

/** Names of machines and commands are never used twice: these only grow, also over a re-opening. */
const position = {
  cycle: z.number(),
  visit: z.number(),
  communicateVisit: z.number(),
  /** Number of the last event, and its time: an event is never earlier than the one before. */
  seq: z.number(),
  lastAt: z.string(),
};

/** The record that every life keeps. */
const Kept = z.object({ ...identity, ...response, ...communication, ...mitigation, ...position });
const kept = Object.keys(Kept.shape) as (keyof typeof Kept.shape)[];

export const WorkPhase = z.enum(['detect', 'assess', 'mitigate', 'resolve']);
export const LatePhase = z.enum(['post-mortem', 'over']);

const Open = Kept.extend({
  life: z.literal('open'),
  phase: WorkPhase,
  run: Run,
  clocks: Clocks,
  question: WorkQuestion.optional(),
  verifying: Verifying.optional(),
});
export type Open = z.infer<typeof Open>;

const resolved = { phase: LatePhase, run: Run, resolvedAt: z.string(), question: ReviewQuestion.optional() };
const over = { phase: z.literal('over'), run: LastRun };
const States = z.discriminatedUnion('life', [
  Open,
  Kept.extend({
    life: z.literal('resolved'),
    ...resolved,
    watchUntil: z.string().optional(),
    review: Review.optional(),
  }),
  Kept.extend({ life: z.literal('closed'), ...resolved, closedAt: z.string(), review: Review.optional() }),
  Kept.extend({
    life: z.literal('reviewed'),
    ...over,
    resolvedAt: z.string(),
    closedAt: z.string(),
    reviewedAt: z.string(),
    review: Review,
  }),
  Kept.extend({
    life: z.literal('ended'),
    ...over,
    endedAt: z.string(),
    endedAs: z.enum(['false-alarm', 'duplicate', 'recovered']),
    of: z.string().optional(),
  }),
]);

/** A row of the first shape had the clocks beside everything else. */
const upgraded = (stored: unknown): unknown =>
  typeof stored === 'object' && stored !== null && 'v' in stored && stored.v === 1
    ? { ...stored, v: 2, clocks: stored }
    : stored;

/** An incident over its life: each state has what it cannot be without, and nothing that its life does not allow. */
export const Incident = z.preprocess(upgraded, States);
export type Incident = z.infer<typeof States>;

/** What a change of life takes along. */
export const keptOf = (incident: Incident): z.infer<typeof Kept> =>
  Object.fromEntries(
    kept.flatMap((name) => (Object.hasOwn(incident, name) ? [[name, incident[name]]] : [])),
  ) as z.infer<typeof Kept>;

/** No longer open: nothing is mitigated, escalated or verified any more. */
export const isOver = ({ life }: Incident): boolean => life !== 'open';

/** How often the severity has changed in this cycle. */
export const epochOf = (incident: Incident): number => (incident.life === 'open' ? incident.clocks.epoch : 0);

/** The question that is open, if any. */
export const questionOf = (incident: Incident): OpenQuestion | undefined =>
  'question' in incident ? incident.question : undefined;

/** The verification under way, if any. */
export const verifyingOf = (incident: Incident): Verifying | undefined =>
  incident.life === 'open' ? incident.verifying : undefined;

/** The review that has been set, if any. */
export const reviewOf = (i: Incident): Review | undefined => ('review' in i ? i.review : undefined);

/** The actions that may still be running, whatever has become of their plans. */
export const unendedActions = (incident: Incident): Action[] => (incident.actions ?? []).filter((a) => !hasEnded(a));
