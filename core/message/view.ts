import * as z from 'zod';
import { MOST_ACTIONS } from '#core/action/action';
import { StartedAction } from './action-view.ts';

const Text = z.string();
const Maybe = z.string().nullable();
const measured = { check: Text, title: Text, value: z.number().nullable(), unit: Maybe, because: Text };
/** `text`: what was found in words, of many lines; none in messages of an earlier release. */
const Reading = z.object({ ...measured, text: Maybe.default(null) });
const Item = z.object({
  id: Text,
  title: Text,
  priority: Text,
  owner: Text,
  due: Text,
  status: Text,
  category: Text,
  horizon: Text,
});

/**
 * What a template may see. Instants are ISO, spans are seconds; `null` where there is nothing (yet). The groups from `why` on stand
 * only at their moments; the linter holds templates to that.
 */
export const View = z.object({
  /** Why the message goes: a moment of the playbook language, or `update`, `final`, `report`. */
  moment: Text,
  now: Text,
  playbook: z.object({ name: Text, title: Text, zone: Text }),
  incident: z.object({
    id: Text,
    title: Text,
    source: Text,
    reporter: Maybe,
    service: Maybe,
    serviceTitle: Maybe,
    rule: Maybe,
    category: Maybe,
    previous: Maybe,
    severity: Text,
    severityNames: z.array(Text),
    severityBecause: Text,
    status: Text,
    publicStatus: Maybe,
    cycle: z.number(),
    attempts: z.number(),
    began: Text,
    detected: Text,
    opened: Text,
    acknowledged: Maybe,
    acknowledgedBy: Maybe,
    resolved: Maybe,
    closed: Maybe,
    ended: Maybe,
    endedAs: Maybe,
    /** Seconds from the opening to the end, so far while there is none. */
    duration: z.number(),
  }),
  /** Role of the playbook to the name of who holds it; null while nobody does. */
  roles: z.record(Text, Maybe),
  facts: z.record(Text, z.union([z.string(), z.number(), z.boolean()])),
  links: z.object({ incident: Text, acknowledge: Text, dashboard: Text, console: Maybe }),
  /** Readings of the snapshot, in the playbook's order. */
  triage: z.array(Reading),
  evidence: z.array(Reading),
  /** The newest measurement, with the passes in a row so far and how many are needed. */
  verification: z
    .object({ readings: z.array(Reading), because: Text, passes: z.number(), needed: z.number(), loop: z.number() })
    .nullable(),
  mitigation: z
    .object({
      option: Text,
      title: Text,
      runbook: Text,
      by: Text,
      attempt: z.number(),
      outcome: Text,
      steps: z.array(z.object({ id: Text, title: Text, status: Text, output: Maybe })),
    })
    .nullable(),
  /** Every action that was started, the newest last. */
  actions: z.array(StartedAction),
  /** The fix that a person reported last, where no plan came after it. */
  fix: z.object({ by: Text, at: Text, reason: Text }).nullable(),
  /** What became of an action that no plan waited for. */
  action: z.object({ title: Text, attempt: z.number(), outcome: Text, output: Text }).nullable(),
  decisions: z.array(z.object({ question: Text, option: Text, by: Text, at: Text, reason: Maybe })),
  /** Why this person is woken, in a few words. */
  why: Maybe,
  /** The reason that the timeline gives for this message. */
  because: Maybe,
  room: z.object({ name: Text, purpose: Text, bridge: Maybe }).nullable(),
  escalation: z.object({ level: z.number(), title: Text, reason: Text }).nullable(),
  question: z.object({ id: Text, text: Text, options: z.array(Text), times: z.number() }).nullable(),
  deadline: z.object({ what: Text, due: Text }).nullable(),
  /** What a person wrote: the audience's fields or free `text`, with `by`, `what` and `next` (when the next one is due). */
  update: z.record(Text, Maybe).nullable(),
  review: z.object({ at: Maybe, until: Maybe, items: z.array(Item) }).nullable(),
  item: Item.nullable(),
  /** Seconds, as the metrics count them. */
  metrics: z
    .object({
      detection: z.number().nullable(),
      response: z.number().nullable(),
      resolution: z.number().nullable(),
      communication: z.number().nullable(),
    })
    .nullable(),
  timeline: z.array(z.object({ at: Text, kind: Text, to: Text, because: Text })).nullable(),
});
export type View = z.infer<typeof View>;

/** Groups of a view that stand only at some moments. */
export type Group =
  | 'verification'
  | 'mitigation'
  | 'fix'
  | 'action'
  | 'why'
  | 'because'
  | 'room'
  | 'escalation'
  | 'question'
  | 'deadline'
  | 'update'
  | 'review'
  | 'item'
  | 'metrics'
  | 'timeline';
const groups: readonly Group[] = [
  'verification',
  'mitigation',
  'fix',
  'action',
  'why',
  'because',
  'room',
  'escalation',
  'question',
  'deadline',
  'update',
  'review',
  'item',
  'metrics',
  'timeline',
];

/** Which groups are sure to stand at a moment; others only behind an `{% if … %}`. */
const sure: Record<string, readonly Group[]> = {
  'room-opened': ['room'],
  escalated: ['escalation'],
  'handed-back': ['escalation'],
  'question-asked': ['question'],
  'mitigation-started': ['mitigation'],
  'attempt-failed': ['mitigation'],
  'action-ended': ['action'],
  'verification-failed': ['verification'],
  verified: ['verification'],
  unstable: ['verification'],
  'update-due': ['deadline'],
  'target-missed': ['deadline'],
  'review-scheduled': ['review'],
  'review-published': ['review'],
  'item-due': ['item'],
  update: ['update'],
  final: ['update'],
  report: ['metrics', 'timeline', 'review'],
};

const long = (length: number): string => 'Wörterbuch der Störungen '.repeat(Math.ceil(length / 25)).slice(0, length);
const at = '2026-03-11T14:02:00.000Z';

/** A view with everything in it, each text as long as it may be. `fields` are those of the update, `roles` and `facts` the playbook's. */
export function largestView(names: { roles: readonly string[]; fields: readonly string[] }): View {
  const reading = (n: number) => ({
    check: `check-${n}`,
    title: long(60),
    value: 12_345.67,
    unit: 'bytes',
    because: long(120),
    text: long(1_000),
  });
  const item = (n: number) => ({
    id: `AI-${'X'.repeat(40)}-00${n}`,
    title: long(120),
    priority: 'medium',
    owner: long(40),
    due: '2026-03-25',
    status: 'open',
    category: long(40),
    horizon: 'short-term',
  });
  const readings = Array.from({ length: 12 }, (_, n) => reading(n));
  return {
    moment: 'opened',
    now: at,
    playbook: { name: 'X'.repeat(40), title: long(60), zone: 'America/Argentina/ComodRivadavia' },
    incident: {
      id: 'X'.repeat(40),
      title: long(200),
      source: 'alertmanager',
      reporter: long(60),
      service: 'X'.repeat(40),
      serviceTitle: long(60),
      rule: 'X'.repeat(40),
      category: 'X'.repeat(40),
      previous: 'X'.repeat(40),
      severity: 'X'.repeat(10),
      severityNames: [long(20), long(20)],
      severityBecause: long(120),
      status: long(30),
      publicStatus: 'investigating',
      cycle: 1,
      attempts: 1,
      began: at,
      detected: at,
      opened: at,
      acknowledged: at,
      acknowledgedBy: long(40),
      resolved: at,
      closed: at,
      ended: at,
      endedAs: 'false-alarm',
      duration: 123_456,
    },
    roles: Object.fromEntries(names.roles.map((role) => [role, long(40)])),
    facts: {},
    links: {
      incident: `https://${'x'.repeat(100)}`,
      acknowledge: `https://${'x'.repeat(100)}`,
      dashboard: `https://${'x'.repeat(100)}`,
      console: `https://${'x'.repeat(200)}`,
    },
    triage: readings,
    evidence: readings,
    verification: { readings, because: long(200), passes: 1, needed: 5, loop: 1 },
    mitigation: {
      option: 'X'.repeat(40),
      title: long(60),
      runbook: 'X'.repeat(40),
      by: long(40),
      attempt: 1,
      outcome: 'running',
      steps: Array.from({ length: 8 }, (_, n) => ({
        id: `step-${n}`,
        title: long(80),
        status: 'done',
        output: long(80),
      })),
    },
    actions: Array.from({ length: MOST_ACTIONS }, (_, n) => ({
      title: long(60),
      undo: false,
      attempt: n,
      state: 'succeeded',
      started: at,
      ended: at,
      output: long(200),
    })),
    fix: { by: long(40), at, reason: long(200) },
    action: { title: long(60), attempt: 1, outcome: 'succeeded', output: long(200) },
    decisions: Array.from({ length: 5 }, () => ({
      question: 'choice',
      option: 'X'.repeat(40),
      by: long(40),
      at,
      reason: long(120),
    })),
    why: long(40),
    because: long(200),
    room: { name: 'x'.repeat(80), purpose: long(200), bridge: long(60) },
    escalation: { level: 5, title: long(40), reason: long(200) },
    question: { id: 'X'.repeat(40), text: long(200), options: Array.from({ length: 6 }, () => long(60)), times: 3 },
    deadline: { what: long(100), due: at },
    update: {
      by: long(40),
      what: 'update',
      next: at,
      text: long(400),
      ...Object.fromEntries(names.fields.map((field) => [field, long(400)])),
    },
    review: { at, until: at, items: [item(1), item(2)] },
    item: item(1),
    metrics: { detection: 300, response: 960, resolution: 2940, communication: 60 },
    timeline: Array.from({ length: 200 }, () => ({ at, kind: 'verification', to: long(40), because: long(120) })),
  };
}

/** The largest view as a moment has it: what is not sure to stand then is left out. */
export function viewAt(moment: string, whole: View): Partial<View> {
  const missing = groups.filter((group) => !(sure[moment] ?? []).includes(group));
  return {
    ...Object.fromEntries(Object.entries(whole).filter(([key]) => !missing.some((group) => group === key))),
    moment,
  };
}
