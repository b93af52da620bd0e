import type { Entry } from './entry.ts';
import type { Line } from './line.ts';

/** What a line says besides its time and its reason. */
export type Shown = Omit<Line, 'at' | 'seconds' | 'because'>;
type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

const hidden = (): undefined => undefined;

/** How the timeline shows each kind of entry; bookkeeping is hidden. */
const shown: { [T in Entry['type']]: (entry: Of<T>) => Shown | undefined } = {
  Opened: () => ({ kind: 'opened' }),
  Linked: ({ previous }) => ({ kind: 'note', previous }),
  SignalFired: ({ title }) => ({ kind: 'signal', signal: title }),
  SignalRecovered: ({ title }) => ({ kind: 'recovered', signal: title }),
  Flaps: ({ title, prolonged }) => (prolonged ? undefined : { kind: 'note', signal: title }),
  FlappingStopped: () => ({ kind: 'note' }),
  WindowMoved: ({ by }) => ({ kind: 'note', by }),
  WindowEnded: () => ({ kind: 'note' }),
  SignalsCleared: () => ({ kind: 'verification', outcome: 'requested' }),
  SignalSeen: ({ title }) => ({ kind: 'signal', signal: title }),

  SnapshotTaken: () => ({ kind: 'note' }),
  SeverityRated: ({ severity, by }) => ({ kind: 'severity', severity, by }),
  SeverityConfirmed: ({ severity, by }) => ({ kind: 'severity', severity, by }),
  SeverityKept: ({ severity }) => ({ kind: 'note', severity }),
  StatusChanged: ({ status }) => ({ kind: 'status', status }),

  Acknowledged: ({ by }) => ({ kind: 'acknowledged', to: by, by }),
  AlsoAcknowledged: ({ by }) => ({ kind: 'acknowledged', to: by, by }),
  EachAsked: hidden,
  Declined: ({ by }) => ({ kind: 'note', by, outcome: 'declined' }),
  Released: ({ by }) => ({ kind: 'note', by, outcome: 'released' }),
  AcknowledgementLapsed: ({ of }) => ({ kind: 'note', person: of, outcome: 'lapsed' }),
  AcknowledgementTakenBack: ({ by }) => ({ kind: 'note', by, outcome: 'taken-back' }),
  RoleAssigned: ({ role, person }) => ({ kind: 'role', to: `${role}/${person}`, role, person }),
  RoleVacated: ({ role }) => ({ kind: 'role', to: role, role, outcome: 'vacated' }),
  EscalationFired: ({ rule, page, tell, level }) => {
    const targets = [...page, ...tell];
    return { kind: 'escalation', to: targets.join(', '), rule, targets, ...(level === undefined ? {} : { level }) };
  },
  // who is given work is told of it, and a severity that is raised stands there itself
  RuleActed: ({ rule, page, tell }) => {
    const targets = [...page, ...tell];
    return targets.length === 0 ? undefined : { kind: 'escalation', to: targets.join(', '), rule, targets };
  },
  RuleSkipped: hidden,
  ApprovalAsked: ({ rule }) => ({ kind: 'decision', rule, question: 'approval' }),
  ApprovalAnswered: ({ rule, by, approved }) => ({
    kind: 'decision',
    rule,
    by,
    question: 'approval',
    option: approved ? 'approve' : 'refuse',
  }),
  ApprovalWithdrawn: ({ rule }) => ({ kind: 'note', rule }),
  EscalatedByHand: ({ by, targets, level }) => ({
    kind: 'escalation',
    to: targets.join(', '),
    by,
    targets,
    ...(level === undefined ? {} : { level }),
  }),
  NobodyOnCall: ({ target }) => ({ kind: 'escalation', to: target, target }),
  PageUndelivered: ({ catchAll, target, person }) => ({ kind: 'escalation', to: catchAll, target, person }),
  PageQueued: hidden,
  PagedOtherwise: ({ target, person }) => ({ kind: 'note', to: `${target}/${person}`, target, person }),
  PageAccepted: ({ target, person, channel }) => ({ kind: 'page', to: `${target}/${person}`, channel, target, person }),
  PageAttemptFailed: ({ target, person, channel }) => ({
    kind: 'note',
    to: `${target}/${person}`,
    channel,
    target,
    person,
    outcome: 'failed',
  }),

  // what the person has said there stands on the timeline as their own word
  PageReceipt: ({ target, person, channel, state }) =>
    state === 'acknowledged'
      ? undefined
      : {
          kind: 'note',
          to: `${target}/${person}`,
          channel,
          target,
          person,
          outcome: state === 'failed' || state === 'complained' ? 'failed' : 'done',
        },
  PageGivenUp: ({ target, person }) => ({ kind: 'note', to: `${target}/${person}`, target, person, outcome: 'failed' }),

  DeadlineMissed: ({ target, within, update, audience, items }) => ({
    kind: 'deadline-missed',
    missed: target,
    ...(within === undefined ? {} : { within }),
    ...(update === undefined ? {} : { update }),
    ...(audience === undefined ? {} : { audience }),
    ...(items === undefined ? {} : { items }),
  }),
  FactsAsked: hidden,
  UpdateDue: ({ audience, update, writer }) => ({ kind: 'update-due', to: writer, audience, update }),
  UpdateSent: ({ audience, update, by }) => ({ kind: 'note', audience, update, by }),
  PublicTold: hidden,
  Told: hidden,
  MessageSent: ({ to, place, channel, template }) => ({ kind: 'message', to, channel, place, template }),
  MessageFailed: ({ to, place }) => ({ kind: 'note', to, place, outcome: 'failed' }),
  ChannelDown: ({ channel, to, place }) => ({ kind: 'note', channel, to, place, outcome: 'failed' }),
  ChannelBack: ({ channel }) => ({ kind: 'note', channel, outcome: 'done' }),
  TemplateFailed: ({ to, template }) => ({ kind: 'note', to, template, outcome: 'failed' }),

  QuestionAsked: ({ question }) => ({ kind: 'decision', to: question.ask, question: question.slot }),
  QuestionWithdrawn: hidden,
  DecisionMade: ({ question, option, by }) => ({ kind: 'decision', question, option, by }),
  EvidenceGathered: () => ({ kind: 'note' }),
  RunbookProposed: ({ proposal: { option, rule } }) => ({ kind: 'mitigation', option, rule, outcome: 'requested' }),
  PlanMade: ({ plan }) => ({ kind: 'mitigation', option: plan.option, by: plan.chosenBy, outcome: 'started' }),
  StepChanged: ({ step }) => {
    switch (step.status) {
      case 'waiting':
        // the decision says it
        return step.approvedBy === undefined ? { kind: 'mitigation', step: step.id, outcome: 'started' } : undefined;
      case 'held':
        return { kind: 'mitigation', step: step.id, outcome: 'asked' };
      case 'claimed':
        return { kind: 'mitigation', step: step.id, outcome: 'started' };
      case 'asked':
      case 'done':
      case 'failed':
      case 'unknown':
        return { kind: 'mitigation', step: step.id, outcome: step.status };
      case 'running':
        // what a tool runs was shown when it was claimed, and a check when it was begun
        return step.handle === undefined && step.looks === undefined
          ? { kind: 'mitigation', step: step.id, outcome: 'started' }
          : undefined;
      case 'skipped':
        // passed over, or not reached: what was decided before says it
        return step.output === undefined ? undefined : { kind: 'mitigation', step: step.id, outcome: 'skipped' };
    }
  },
  WentBack: ({ to }) => ({ kind: 'mitigation', step: to, outcome: 'again' }),
  UndoPlanned: () => ({ kind: 'mitigation', outcome: 'undo' }),
  PlanEnded: ({ outcome }) => {
    switch (outcome) {
      case 'mitigated':
        return { kind: 'mitigation', outcome: 'done' };
      case 'failed':
        return { kind: 'mitigation', outcome: 'failed' };
      // the verification says these itself
      case 'verified':
      case 'failed-verification':
      case 'replaced':
      case 'running':
        return undefined;
    }
  },

  ActionEnded: ({ step, outcome }) => ({
    kind: 'mitigation',
    step,
    outcome: outcome === 'succeeded' ? 'done' : outcome,
  }),
  FixReported: ({ by }) => ({ kind: 'verification', outcome: 'requested', by }),
  VerificationBegun: () => ({ kind: 'verification', outcome: 'started' }),
  Measured: ({ judged, pass, passes }) => {
    if (judged === 'verify') return { kind: 'verification', outcome: pass ? 'verified' : 'failed' };
    return { kind: 'verification', outcome: pass ? 'passed' : 'reset', passes };
  },
  StabilityRestarted: () => ({ kind: 'verification', outcome: 'restarted' }),
  Exhausted: () => ({ kind: 'verification', outcome: 'exhausted' }),
  ResolutionHeld: () => ({ kind: 'note' }),

  Resolved: () => ({ kind: 'resolved', outcome: 'fixed' }),
  Ended: ({ as, of }) => ({ kind: 'resolved', outcome: as, ...(of === undefined ? {} : { previous: of }) }),
  Reopened: () => ({ kind: 'reopened' }),
  Closed: () => ({ kind: 'closed' }),
  ChecklistTicked: ({ item, by }) => ({ kind: 'note', item, by }),
  ReportWritten: () => ({ kind: 'review', outcome: 'written' }),
  ReviewScheduled: ({ meetingAt }) => ({ kind: 'review', outcome: 'scheduled', meetingAt }),
  ReviewLate: ({ within }) => ({ kind: 'note', within }),
  ItemFiled: ({ item }) => ({ kind: 'action-item', item }),
  ItemReminded: ({ item, to }) => ({ kind: 'action-item', item, to, outcome: 'reminded' }),
  ItemEscalated: ({ item, to }) => ({ kind: 'action-item', item, to, outcome: 'escalated' }),
  ItemChanged: ({ item, by }) => ({ kind: 'action-item', item, by, outcome: 'changed' }),
  DigestSent: ({ to, digest }) => ({ kind: 'digest', to, digest }),
  Reviewed: ({ by }) => ({ kind: 'review', outcome: 'published', by }),

  LinkOpened: ({ person }) => ({ kind: 'note', to: person, person, outcome: 'done' }),
  LinkTooLate: ({ by, way = 'link' }) => ({ kind: 'note', by, way, outcome: 'failed' }),
  Noted: ({ by }) => ({ kind: 'note', by }),
  FactSet: ({ name, by }) => ({ kind: 'note', fact: name, ...(by === undefined ? {} : { by }) }),
  PhaseEntered: hidden,
  Done: hidden,
  RunStarted: ({ run }) => ({ kind: 'run', run, outcome: 'started' }),
  RunDied: ({ run }) => ({ kind: 'run', run, outcome: 'failed' }),
};

const show = <T extends Entry['type']>(type: T, entry: Of<T>): Shown | undefined => shown[type](entry);

/** What the timeline shows of an entry; nothing for bookkeeping. */
export const shownOf = (entry: Entry): Shown | undefined => show(entry.type, entry);
