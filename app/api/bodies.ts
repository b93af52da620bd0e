import * as z from 'zod';
import type { People } from '#core/playbook/people';
import type { Playbook } from '#core/playbook/schema';

/** What a body may name: the words of the incident's playbook and of today's people. */
export interface Words {
  playbook: Playbook;
  people: People;
}

const text = (longest: number) => z.string().trim().min(1, 'must not be empty').max(longest);
const Line = text(200).regex(/^\P{Cc}*$/u, 'must be one line');
const Reason = text(2000);
const Facts = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'a fact is named by 1 to 64 of A-Z a-z 0-9 _ . -'),
    z.union([z.string().max(2000), z.number(), z.boolean()], { error: 'must be text, a number, or true or false' }),
  )
  .refine((facts) => Object.keys(facts).length <= 50, 'at most 50 facts');
const oneOf = (known: readonly string[] | undefined) =>
  z
    .string()
    .refine((word) => known === undefined || known.includes(word), `is none of ${known?.join(', ') || '(nothing)'}`);

/** Whom a page by hand may name: a person, a role or target, a rotation. */
export const reachable = ({ playbook, people }: Words): string[] => [
  ...Object.keys(people.targets),
  ...Object.keys(people.people),
  ...Object.keys(people.rotations),
  ...playbook.roles.map((r) => r.id),
];

/** Bodies of the API's POSTs by the last segment of their path; with words, a name that they do not hold is wrong too. */
export const bodiesOf = (words?: Words) => {
  const { playbook, people } = words ?? {};
  const Severity = oneOf(playbook?.severities.map((s) => s.id));
  const Whom = oneOf(words === undefined ? undefined : reachable(words));
  const items = playbook === undefined ? undefined : [...playbook.assessment.checklist, ...playbook.closure.checklist];
  return {
    declare: z.strictObject({
      source: z.literal('manual').optional(),
      title: Line,
      severity: Severity.optional(),
      service: oneOf(playbook === undefined ? undefined : Object.keys(playbook.services)).optional(),
      reporter: Line.optional(),
      facts: Facts.optional(),
    }),
    acknowledge: z.strictObject({ reason: Reason.optional() }),
    escalate: z.strictObject({
      level: z
        .int()
        .refine(
          (n) => playbook === undefined || playbook.escalation.levels.some((l) => l.level === n),
          `is none of ${playbook?.escalation.levels.map((l) => l.level).join(', ')}`,
        )
        .optional(),
      to: Whom.optional(),
      reason: Reason,
    }),
    severity: z.strictObject({ severity: Severity, reason: Reason }),
    roles: z.strictObject({
      role: oneOf(playbook?.roles.map((r) => r.id)),
      person: oneOf(people === undefined ? undefined : Object.keys(people.people)),
    }),
    responders: z.strictObject({ to: Whom, reason: Reason }),
    updates: z.strictObject({
      audience: oneOf(playbook?.communication.audiences.map((a) => a.id)),
      what: z.enum(['update', 'final', 'summary']).default('update'),
      fields: z.record(z.string().max(64), text(5000)).default({}),
      text: text(5000).optional(),
    }),
    notes: z.strictObject({
      text: text(5000).optional(),
      facts: Facts.optional(),
      tick: oneOf(items?.map((i) => i.id)).optional(),
    }),
    decisions: z.strictObject({ question: text(100), option: text(100), reason: Reason.optional() }),
    resolve: z.strictObject({
      as: z.enum(['fixed', 'recovered', 'false-alarm', 'duplicate']),
      of: text(40).optional(),
      reason: Reason,
    }),
    reopen: z.strictObject({ reason: Reason }),
    merge: z.strictObject({ of: text(40), reason: Reason }),
  };
};
export type Bodies = ReturnType<typeof bodiesOf>;
export type Act = keyof Bodies;
/** What people can do to an incident, as the last segment of the path says it. */
export const acts = Object.keys(bodiesOf()) as Act[];
