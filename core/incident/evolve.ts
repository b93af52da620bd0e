import type { Event } from './events.ts';
import type { Incident } from './state.ts';

/** The incident after an event. Total over all events: what happened is never refused here. */
export function evolve(before: Incident | undefined, event: Event): Incident {
  if (event.type === 'Opened') return { ...event.state, seq: event.seq, lastAt: event.at };
  if (before === undefined) throw new Error(`${event.type} before Opened`);
  const s = { ...before, seq: event.seq, lastAt: event.at };
  switch (event.type) {
    case 'SignalFired':
      return {
        ...s,
        signals: { ...s.signals, [event.key]: { state: 'firing', at: event.signalAt, title: event.title } },
      };
    case 'SignalRecovered': {
      const known = s.signals[event.key];
      return {
        ...s,
        signals: {
          ...s.signals,
          [event.key]: { state: 'recovered', at: event.signalAt, title: known?.title ?? event.key },
        },
      };
    }
    case 'SnapshotTaken':
      return { ...s, snapshot: event.readings };
    case 'SeverityRated':
      return {
        ...s,
        severity: event.severity,
        severityBecause: event.because,
        unacknowledgedFrom: event.at,
        epoch: s.epoch + 1,
        reminded: {},
      };
    case 'SeverityConfirmed':
      // the rule's own word stands there from the opening
      return event.by === 'rule' ? s : { ...s, severityBecause: `${s.severityBecause}; ${event.because}` };
    case 'PhaseEntered':
      return {
        ...s,
        phase: event.phase,
        visit: s.visit + 1,
        communicateVisit: event.jump ? s.visit + 1 : s.communicateVisit,
        // each visit of resolve verifies from the start
        verifying: undefined,
      };
    case 'Acknowledged':
      return { ...s, acknowledged: { at: event.at, by: event.by }, progressAt: event.at };
    case 'RoleTaken':
      return { ...s, roles: { ...s.roles, [event.role]: event.person } };
    case 'StepFired':
    case 'Done':
    case 'DeadlineMissed':
      return { ...s, done: { ...s.done, [event.key]: event.at } };
    case 'PageQueued':
      return { ...s, paged: s.paged.includes(event.target) ? s.paged : [...s.paged, event.target] };
    case 'UpdateDue':
      return {
        ...s,
        reminded: { ...s.reminded, [event.audience]: event.base },
        // a cadence moves on by its base: an incident that nobody looks at for weeks must not grow by each reminder
        ...(event.audience.startsWith('first/') ? { done: { ...s.done, [event.key]: event.at } } : {}),
      };
    case 'UpdateSent': {
      const n = (s.updates[event.audience]?.n ?? 0) + 1;
      const done = event.what === 'update' ? s.done : { ...s.done, [`${event.what}-sent/${event.audience}`]: event.at };
      return { ...s, updates: { ...s.updates, [event.audience]: { at: event.at, n } }, progressAt: event.at, done };
    }
    case 'PublicTold':
      return { ...s, firstPublicAt: s.firstPublicAt ?? event.toldAt };
    case 'Told':
      return { ...s, told: s.told.includes(event.place) ? s.told : [...s.told, event.place] };
    case 'StatusChanged':
      return {
        ...s,
        status: event.status,
        ...(event.publicStatus === undefined ? {} : { publicStatus: event.publicStatus }),
      };
    case 'QuestionAsked':
      return { ...s, question: event.question };
    case 'QuestionWithdrawn':
      return { ...s, question: undefined };
    case 'DecisionMade': {
      const { question, option, by, at, reason } = event;
      return {
        ...s,
        question: undefined,
        decisions: [...s.decisions, { question, option, by, at, ...(reason === undefined ? {} : { reason }) }],
        progressAt: at,
      };
    }
    case 'EvidenceGathered':
      return { ...s, evidence: event.readings };
    case 'PlanMade':
      return { ...s, plan: event.plan, attempts: event.plan.attempt, progressAt: event.at };
    case 'StepChanged':
      if (s.plan === undefined) return s;
      return { ...s, plan: { ...s.plan, steps: s.plan.steps.with(event.index, event.step) }, progressAt: event.at };
    case 'StepsAdded':
      if (s.plan === undefined) return s;
      return { ...s, plan: { ...s.plan, steps: [...s.plan.steps, ...event.steps] } };
    case 'PlanEnded':
      if (s.plan === undefined) return s;
      return { ...s, plan: { ...s.plan, outcome: event.outcome } };
    case 'VerificationBegun':
      return {
        ...s,
        verifying: { mode: 'verify', n: s.verifying?.n ?? 0, until: event.until, passes: 0, loop: 0, exhausted: false },
      };
    case 'Measured': {
      const { n, passes, mode, until, loop, loopFrom } = event;
      const verifying = {
        mode,
        n: n + 1,
        until,
        passes,
        loop,
        exhausted: false,
        ...(loopFrom === undefined ? {} : { loopFrom }),
      };
      return { ...s, lastMeasured: event.readings, verifying };
    }
    case 'Exhausted':
      return s.verifying === undefined ? s : { ...s, verifying: { ...s.verifying, exhausted: true } };
    case 'Resolved': {
      const watch = event.watchUntil === undefined ? {} : { watchUntil: event.watchUntil };
      return { ...s, ...watch, life: 'resolved', resolvedAt: event.at, question: undefined, verifying: undefined };
    }
    case 'Ended': {
      const of = event.of === undefined ? {} : { of: event.of };
      return {
        ...s,
        ...of,
        life: 'ended',
        endedAt: event.at,
        endedAs: event.as,
        question: undefined,
        verifying: undefined,
        phase: 'over',
      };
    }
    case 'Reopened':
      return {
        ...s,
        life: 'open',
        cycle: s.cycle + 1,
        cycleFrom: event.at,
        unacknowledgedFrom: event.at,
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
        progressAt: event.at,
      };
    case 'Closed':
      return s.life === 'resolved' ? { ...s, life: 'closed', closedAt: event.at } : s;
    case 'ChecklistTicked':
      return { ...s, checklist: { ...s.checklist, [event.item]: event.by } };
    case 'ReviewScheduled':
      return { ...s, review: { at: event.meetingAt, until: event.until, items: event.items } };
    case 'ItemFiled':
      return { ...s, review: { ...s.review, items: [...(s.review?.items ?? []), event.item] } };
    case 'Reviewed':
      return s.life === 'closed'
        ? {
            ...s,
            life: 'reviewed',
            reviewedAt: event.at,
            review: { items: [], ...s.review, publishedBy: event.by },
            phase: 'over',
          }
        : s;
    case 'Noted':
      return { ...s, progressAt: event.at };
    case 'FactSet':
      return { ...s, facts: { ...s.facts, [event.name]: event.value } };
    case 'RunStarted':
      return { ...s, run: { n: event.run, deaths: s.run.deaths, slowedAt: s.run.retryAt } };
    case 'RunDied': {
      const retry = event.retryAt === undefined ? {} : { retryAt: event.retryAt };
      return { ...s, run: { ...s.run, ...retry, deaths: [...s.run.deaths.slice(-9), event.at] } };
    }
    case 'LevelTold':
      return s;
  }
}
