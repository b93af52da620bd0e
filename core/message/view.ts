import * as z from 'zod';
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
    /** The last time; views of earlier releases have none. */
    reopened: Maybe.default(null),
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
      /** Null where the person who chose it had mended it already. */
      runbook: Maybe,
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
  /** What `for` is given to do: tasks, or facts that are asked for. `held`: somebody is that now; `more`: tasks that are not named here. */
  work: z
    .object({
      for: Text,
      held: z.boolean(),
      /** `prepared` is the text that was made for it; views of earlier releases have none. */
      tasks: z.array(z.object({ item: Text, text: Text, due: Maybe, prepared: Maybe.optional() })),
      more: z.number(),
      facts: z.array(z.object({ name: Text, title: Text, form: Text })),
      due: Maybe,
      times: z.number(),
    })
    .nullable()
    .default(null),
  /** What a rule will do once it is approved, word by word. `held`: somebody is that now. */
  approval: z
    .object({ id: Text, rule: Text, for: Text, held: z.boolean(), text: Text, times: z.number() })
    .nullable()
    .default(null),
  /** Incidents that rules have collected for this person; `more` are not named. */
  digest: z
    .object({
      name: Text,
      more: z.number(),
      lines: z.array(
        z.object({
          id: Text,
          title: Text,
          severity: Text,
          status: Text,
          service: Maybe,
          opened: Text,
          resolved: Maybe,
          link: Text,
        }),
      ),
    })
    .nullable()
    .default(null),
  review: z.object({ at: Maybe, until: Maybe, items: z.array(Item) }).nullable(),
  item: Item.nullable(),
  /** Planned work: its window, and whether its start has been moved or it has been taken back since people were told. */
  maintenance: z
    .object({
      from: Text,
      until: Text,
      services: z.array(Text),
      by: Text,
      stands: z.enum(['planned', 'moved', 'cancelled', 'begun']),
    })
    .nullable()
    .default(null),
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
  | 'work'
  | 'approval'
  | 'digest'
  | 'review'
  | 'item'
  | 'maintenance'
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
  'work',
  'approval',
  'digest',
  'review',
  'item',
  'maintenance',
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
  'task-given': ['work'],
  'facts-asked': ['work'],
  'approval-asked': ['approval'],
  digest: ['digest'],
  'target-missed': ['deadline'],
  'review-scheduled': ['review'],
  'review-published': ['review'],
  'item-due': ['item'],
  maintenance: ['maintenance'],
  update: ['update'],
  final: ['update'],
  report: ['metrics', 'timeline', 'review'],
};

/** The largest view as a moment has it: what is not sure to stand then is left out. */
export function viewAt(moment: string, whole: View): Partial<View> {
  const missing = groups.filter((group) => !(sure[moment] ?? []).includes(group));
  return {
    ...Object.fromEntries(Object.entries(whole).filter(([key]) => !missing.some((group) => group === key))),
    moment,
  };
}
