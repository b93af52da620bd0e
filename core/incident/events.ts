import * as z from 'zod';
import { ActionOutcome } from '#core/action/action';
import { Moment } from '#core/playbook/communication';
import { Plan, PlanStep, Proposal } from './plan-record.ts';
import { type Incident, Measured, OpenQuestion, Phase } from './state.ts';
import { Way } from './way.ts';

const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });
const Text = z.string();
const Update = z.enum(['update', 'final']);
/** When updates were promised before a change began their cadence anew, by update. */
const promised = z.record(Text, Text).optional();

/** What a row keeps of an event, besides its number, time and reason. The state that an opening brings stands in its own row. */
export const Recorded = z.discriminatedUnion('type', [
  event('Opened', {}),
  event('Linked', { previous: Text }),
  event('SignalFired', { key: Text, title: Text, signalAt: Text }),
  event('SignalRecovered', { key: Text, title: Text, signalAt: Text }),
  event('SignalsCleared', {}),
  /** `prolonged`: it flapped before, and has changed again. */
  event('Flaps', { title: Text, until: Text, prolonged: z.boolean() }),
  event('FlappingStopped', {}),
  /** Planned work has another end. */
  event('WindowMoved', { until: Text, by: Text }),
  /** The end of planned work has come; `firing`: so many alarms still fire. */
  event('WindowEnded', { firing: z.number() }),
  event('SnapshotTaken', { readings: z.array(Measured) }),
  /** `by` is a person, or `rule` or `count` where the playbook rated it. */
  event('SeverityRated', { severity: Text, by: Text, against: Text.optional(), promised }),
  /** `against`: the worst that any source gave when a person set it. */
  event('SeverityConfirmed', { severity: Text, by: Text, against: Text.optional() }),
  /** The count of failing components asked for less than what stands. */
  event('SeverityKept', { severity: Text, counted: Text }),
  event('PhaseEntered', { phase: Phase, jump: z.boolean() }),
  /** `roles`: what it brings with it. */
  event('Acknowledged', { by: Text, roles: z.array(Text).optional(), targets: z.array(Text).optional() }),
  /** Another has acknowledged already: one of a list of which each must, or one of `targets` that a rule asks for. */
  event('AlsoAcknowledged', { by: Text, targets: z.array(Text).optional() }),
  /** Each of these people must acknowledge: the list as it stands now. */
  event('EachAsked', { target: Text, people: z.array(Text) }),
  /** Somebody who was called cannot take it. */
  event('Declined', { by: Text }),
  /** Who acknowledged has handed it back. */
  event('Released', { by: Text }),
  /** Nothing has come of it for as long as the severity allows. */
  event('AcknowledgementLapsed', { of: Text }),
  /** It was given in somebody's name, and not by them. */
  event('AcknowledgementTakenBack', { by: Text }),
  event('RoleAssigned', { role: Text, person: Text }),
  event('RoleVacated', { role: Text, person: Text }),
  event('EscalationFired', {
    key: Text,
    rule: Text,
    page: z.array(Text),
    tell: z.array(Text),
    level: z.number().optional(),
  }),
  /** A rule has acted: for the so-manieth time since this start of its clock, which was due then. */
  event('RuleActed', {
    rule: Text,
    start: Text,
    n: z.number(),
    page: z.array(Text),
    tell: z.array(Text),
    /** The tasks that it gives: what was ticked before is to be done again. */
    gives: z.array(Text).optional(),
    /** Texts that it has prepared for its tasks, by task. */
    texts: z.record(Text, Text).optional(),
    due: Text,
  }),
  /** A rule is due, and waits for an approval; also where it is asked for again. */
  event('ApprovalAsked', {
    rule: Text,
    approval: z.object({
      start: Text,
      n: z.number(),
      due: Text,
      moment: Moment,
      because: Text,
      told: Text,
      why: Text,
      brought: Text,
      text: Text,
      times: z.number(),
    }),
  }),
  /** `approved` false: refused, and the rule is passed over. */
  event('ApprovalAnswered', { rule: Text, approved: z.boolean(), by: Text }),
  event('ApprovalWithdrawn', { rule: Text }),
  /** It was passed over: a lowering of the severity makes nothing due at once. */
  event('RuleSkipped', { rule: Text, start: Text, n: z.number(), due: Text }),
  event('EscalatedByHand', { by: Text, targets: z.array(Text), level: z.number().optional() }),
  event('NobodyOnCall', { target: Text }),
  event('PageQueued', { target: Text, person: Text, rule: Text }),
  /** The person has none of the channels that the rule names, and is paged by all of their own. */
  event('PagedOtherwise', { target: Text, person: Text, via: z.array(Text) }),
  event('PageUndelivered', { target: Text, person: Text, catchAll: Text }),
  event('Done', { key: Text }),
  event('DeadlineMissed', {
    key: Text,
    target: z.enum(['respond', 'resolve', 'communicate', 'task', 'answer']),
    /** How long there was; not for `communicate`. */
    within: Text.optional(),
    /** Which update to whom, for `communicate`. */
    update: z.enum(['first', 'final']).optional(),
    audience: Text.optional(),
    /** Which tasks, or which facts, for `task` and `answer`. */
    items: z.array(Text).optional(),
  }),
  /** Facts of a form are asked for again. */
  event('FactsAsked', { form: Text, times: z.number() }),
  /** `base`: what the next reminder of a cadence counts from. */
  event('UpdateDue', {
    key: Text,
    audience: Text,
    update: z.enum(['first', 'update', 'final']),
    writer: Text,
    base: Text.optional(),
  }),
  event('UpdateSent', { audience: Text, update: Update, by: Text }),
  event('PublicTold', { toldAt: Text }),
  event('Told', { place: Text }),
  event('StatusChanged', { status: Text, promised }),
  event('QuestionAsked', { question: OpenQuestion }),
  event('QuestionWithdrawn', { question: Text }),
  event('DecisionMade', { question: OpenQuestion.shape.slot, option: Text, by: Text, reason: Text.optional() }),
  event('EvidenceGathered', { readings: z.array(Measured) }),
  event('RunbookProposed', { proposal: Proposal }),
  /** `byRule`: nobody has chosen it. */
  event('PlanMade', { plan: Plan, byRule: z.literal(true).optional() }),
  /** `readings`: what a step has read, which is kept as evidence. */
  event('StepChanged', { index: z.number(), step: PlanStep, readings: z.array(Measured).optional() }),
  /** The run goes on at a step further up: `steps` take the place of those after `index`, none of which has been started. */
  event('WentBack', { index: z.number(), to: Text, steps: z.array(PlanStep) }),
  event('UndoPlanned', { steps: z.array(PlanStep) }),
  event('PlanEnded', { outcome: Plan.shape.outcome }),
  /** What became of an action that no plan waits for any more. */
  event('ActionEnded', { key: Text, step: Text, outcome: ActionOutcome, output: Text }),
  event('FixReported', { by: Text, reason: Text.optional() }),
  event('VerificationBegun', { until: Text }),
  /** One measurement: what it was held against, and what the next one is held against and when. */
  event('Measured', {
    n: z.number(),
    readings: z.array(Measured),
    judged: z.enum(['verify', 'stability']),
    pass: z.boolean(),
    passes: z.number(),
    mode: z.enum(['verify', 'stability']),
    until: Text,
    loopFrom: Text.optional(),
    loop: z.number(),
  }),
  event('StabilityRestarted', { until: Text, loopFrom: Text, loop: z.number() }),
  event('Exhausted', {}),
  /** Stable, but a signal fires or flaps. */
  event('ResolutionHeld', {}),
  event('Resolved', { watchUntil: Text.optional() }),
  event('Ended', { as: z.enum(['false-alarm', 'duplicate', 'recovered']), of: Text.optional() }),
  /** `detectedAt`: when the signal that opened it again fired; `without`: the keys of signals that another incident has had since. */
  event('Reopened', { detectedAt: Text.optional(), without: z.array(Text).optional() }),
  event('Closed', {}),
  /** `text`: what was prepared for it, and so what was used. */
  event('ChecklistTicked', { item: Text, by: Text, text: Text.optional() }),
  event('ReportWritten', {}),
  event('ReviewScheduled', { meetingAt: Text, until: Text }),
  event('ReviewLate', { within: Text }),
  event('ItemFiled', { item: Text }),
  event('Reviewed', { by: Text }),
  event('Noted', { by: Text, text: Text }),
  event('FactSet', { name: Text, value: z.union([z.string(), z.number(), z.boolean()]), by: Text.optional() }),
  event('RunStarted', { run: z.number() }),
  event('RunDied', { run: z.number(), retryAt: Text.optional() }),
]);

/** What happened to an incident, as typed data; words are made of it at the edge, in core/message. */
export type Happened = Exclude<z.infer<typeof Recorded>, { type: 'Opened' }> | { type: 'Opened'; state: Incident };

/** Every event has its number within the incident, its time, and the reason with the place of its rule. */
export const Stamp = z.object({
  seq: z.number(),
  at: z.string(),
  because: z.string(),
  /** By which way the person said it. */
  way: Way.optional().catch(undefined),
});

export type Event = Happened & z.infer<typeof Stamp>;
