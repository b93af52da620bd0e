import { freshClocks } from '../clocks.ts';
import { keptOf, LatePhase, WorkPhase } from '../state.ts';
import type { Evolution } from './apply.ts';

/** From the opening to the published review, with its phases and runs. What a life does not allow leaves it as it is. */
export const life = {
  PhaseEntered: (s, e) => {
    const visit = s.visit + 1;
    const moved = { visit, communicateVisit: e.jump ? visit : s.communicateVisit };
    const work = WorkPhase.safeParse(e.phase);
    // each visit of resolve verifies from the start
    if (s.life === 'open' && work.success) return { ...s, ...moved, phase: work.data, verifying: undefined };
    const late = LatePhase.safeParse(e.phase);
    return (s.life === 'resolved' || s.life === 'closed') && late.success ? { ...s, ...moved, phase: late.data } : s;
  },
  Resolved: (s, e) => {
    if (s.life !== 'open') return s;
    const watch = e.watchUntil === undefined ? {} : { watchUntil: e.watchUntil };
    return { ...keptOf(s), life: 'resolved', run: s.run, phase: 'post-mortem', resolvedAt: e.at, ...watch };
  },
  Ended: (s, e) => {
    if (s.life !== 'open') return s;
    const of = e.of === undefined ? {} : { of: e.of, signalsWith: { incident: e.of, cycle: s.cycle } };
    const { n } = s.run;
    return { ...keptOf(s), life: 'ended', run: { n }, phase: 'over', endedAt: e.at, endedAs: e.as, ...of };
  },
  Reopened: (s, e) => {
    if (s.life === 'open') return s;
    return {
      ...keptOf(s),
      life: 'open',
      phase: 'detect',
      run: 'deaths' in s.run ? s.run : { n: s.run.n, deaths: [] },
      cycle: s.cycle + 1,
      clocks: freshClocks(e.at),
      reopenedAt: e.detectedAt ?? e.at,
      // those of one that was merged stay with the incident that took them, and any other with the one that has had it since
      signals:
        s.signalsWith === undefined
          ? Object.fromEntries(Object.entries(s.signals).filter(([key]) => e.without?.includes(key) !== true))
          : {},
      acknowledged: undefined,
      each: undefined,
      answeredAt: undefined,
      approvals: undefined,
      roles: {},
      firstPublicAt: undefined,
      done: {},
      acts: undefined,
      plan: undefined,
      proposal: undefined,
      startedByRule: undefined,
      fix: undefined,
      checklist: {},
      asked: undefined,
    };
  },
  Closed: (s, e) => {
    if (s.life !== 'resolved') return s;
    const { run, phase, resolvedAt, question, review } = s;
    return { ...keptOf(s), life: 'closed', run, phase, resolvedAt, question, review, closedAt: e.at };
  },
  Reviewed: (s, e) => {
    if (s.life !== 'closed') return s;
    const { resolvedAt, closedAt, run } = s;
    const review = { items: [], ...s.review, publishedBy: e.by };
    const times = { resolvedAt, closedAt, reviewedAt: e.at };
    return { ...keptOf(s), life: 'reviewed', run: { n: run.n }, phase: 'over', ...times, review };
  },
  ChecklistTicked: (s, e) => ({ ...s, checklist: { ...s.checklist, [e.item]: e.by } }),
  ReviewScheduled: (s, e) =>
    s.life === 'resolved' || s.life === 'closed' ? { ...s, review: { at: e.meetingAt, until: e.until, items: [] } } : s,
  ItemFiled: (s, e) =>
    s.life === 'resolved' || s.life === 'closed'
      ? { ...s, review: { ...s.review, items: [...(s.review?.items ?? []), e.item] } }
      : s,
  RunStarted: (s, e) =>
    s.life === 'reviewed' || s.life === 'ended'
      ? { ...s, run: { n: e.run } }
      : { ...s, run: { n: e.run, deaths: s.run.deaths, slowedAt: s.run.retryAt } },
  RunDied: (s, e) => {
    if (s.life === 'reviewed' || s.life === 'ended') return s;
    const retry = e.retryAt === undefined ? {} : { retryAt: e.retryAt };
    return { ...s, run: { ...s.run, ...retry, deaths: [...s.run.deaths.slice(-9), e.at] } };
  },
} satisfies Partial<Evolution>;
