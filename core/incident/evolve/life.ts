import type { Evolution } from './apply.ts';

/** From the opening to the published review, with its phases and runs. */
export const life = {
  PhaseEntered: (s, e) => ({
    ...s,
    phase: e.phase,
    visit: s.visit + 1,
    communicateVisit: e.jump ? s.visit + 1 : s.communicateVisit,
    // each visit of resolve verifies from the start
    verifying: undefined,
  }),
  Resolved: (s, e) => ({
    ...s,
    ...(e.watchUntil === undefined ? {} : { watchUntil: e.watchUntil }),
    life: 'resolved',
    resolvedAt: e.at,
    question: undefined,
    verifying: undefined,
  }),
  Ended: (s, e) => ({
    ...s,
    ...(e.of === undefined ? {} : { of: e.of }),
    life: 'ended',
    endedAt: e.at,
    endedAs: e.as,
    question: undefined,
    verifying: undefined,
    phase: 'over',
  }),
  Reopened: (s, e) => ({
    ...s,
    life: 'open',
    cycle: s.cycle + 1,
    cycleFrom: e.at,
    unacknowledgedFrom: e.at,
    epoch: s.epoch + 1,
    acknowledged: undefined,
    done: {},
    paged: [],
    reminded: {},
    plan: undefined,
    question: undefined,
    verifying: undefined,
    review: undefined,
    checklist: {},
    progressAt: e.at,
  }),
  Closed: (s, e) => (s.life === 'resolved' ? { ...s, life: 'closed', closedAt: e.at } : s),
  ChecklistTicked: (s, e) => ({ ...s, checklist: { ...s.checklist, [e.item]: e.by } }),
  ReviewScheduled: (s, e) => ({ ...s, review: { at: e.meetingAt, until: e.until, items: [] } }),
  ItemFiled: (s, e) => ({ ...s, review: { ...s.review, items: [...(s.review?.items ?? []), e.item] } }),
  Reviewed: (s, e) =>
    s.life === 'closed'
      ? {
          ...s,
          life: 'reviewed',
          reviewedAt: e.at,
          review: { items: [], ...s.review, publishedBy: e.by },
          phase: 'over',
        }
      : s,
  RunStarted: (s, e) => ({ ...s, run: { n: e.run, deaths: s.run.deaths, slowedAt: s.run.retryAt } }),
  RunDied: (s, e) => ({
    ...s,
    run: {
      ...s.run,
      ...(e.retryAt === undefined ? {} : { retryAt: e.retryAt }),
      deaths: [...s.run.deaths.slice(-9), e.at],
    },
  }),
} satisfies Partial<Evolution>;
