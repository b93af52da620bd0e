import { own } from '#core/own';
import type { Incident } from '../state.ts';
import { clocked, type Evolution } from './apply.ts';

const withoutApproval = (s: Incident, rule: string): Incident => {
  const { [rule]: _, ...others } = s.approvals ?? {};
  return { ...s, approvals: Object.keys(others).length === 0 ? undefined : others };
};

/** A rule counts from its time where it acted within the minute, so that repeats do not wander. */
const acted = (
  s: Incident,
  e: { rule: string; start: string; n: number; due: string; at: string; texts?: Record<string, string> | undefined },
  skipped: boolean,
): Incident => {
  const at = Date.parse(e.at) - Date.parse(e.due) < 60_000 ? e.due : e.at;
  const times = (own(s.acts, e.rule)?.times ?? 0) + (skipped ? 0 : 1);
  return {
    ...s,
    acts: {
      ...s.acts,
      [e.rule]: { start: e.start, n: e.n, at, skipped, times, ...(e.texts === undefined ? {} : { texts: e.texts }) },
    },
  };
};

/** Rules that act, are passed over, or wait for an approval. */
export const rules = {
  ApprovalAsked: (s, e) => ({
    ...s,
    approvals: { ...s.approvals, [e.rule]: { ...e.approval, askedAt: e.at, seq: e.seq } },
  }),
  ApprovalAnswered: (s, e) => clocked(withoutApproval(s, e.rule), { progressAt: e.at }),
  ApprovalWithdrawn: (s, e) => withoutApproval(s, e.rule),
  RuleActed: (s, e) => {
    const after = acted(s, e, false);
    if (e.gives === undefined) return after;
    const still = Object.entries(s.checklist).filter(([item]) => e.gives?.includes(item) !== true);
    return { ...after, checklist: Object.fromEntries(still) };
  },
  RuleSkipped: (s, e) => acted(s, e, true),
} satisfies Partial<Evolution>;
