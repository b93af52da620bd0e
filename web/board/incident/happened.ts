import { byWhom } from '#core/incident/way';
import type { Entry } from '#core/message/entry';
import { own } from '#core/own';
import { short, spanOf, statusOf, timeText, whom } from '../talk.ts';
import {
  firing,
  type Given,
  type Happened,
  hidden,
  itemText,
  measured,
  missed,
  type Of,
  person,
  planEnded,
  pressed,
  rated,
  readings,
  ruled,
  step,
  stepOf,
  title,
  titles,
  tool,
  updateTo,
} from './sayings.ts';

/** What each kind of entry says; bookkeeping, and what stands below another line, says nothing. */
const words: { [T in Entry['type']]: (e: Of<T>, g: Given) => Happened | undefined } = {
  Opened: () => ({ tag: 'Opened', group: 'checks', says: 'The incident was opened' }),
  Linked: ({ previous }) => ({ tag: 'Linked', says: `Follows ${previous}` }),
  SignalFired: (e) => ({ tag: 'Signal', group: 'checks', says: `${short(e.title)} fires` }),
  SignalRecovered: (e) => ({ tag: 'Recovered', group: 'checks', says: `${short(e.title)} has recovered` }),
  SignalsCleared: () => ({ tag: 'Recovered', group: 'checks', says: 'All alarms have recovered' }),
  Flaps: (e) => (e.prolonged ? undefined : { tag: 'Signal', group: 'checks', says: `${short(e.title)} flaps` }),
  FlappingStopped: () => ({ tag: 'Signal', group: 'checks', says: 'The alarm is steady again' }),
  WindowMoved: (e, g) => ({
    tag: 'Planned work',
    says: `${byWhom({ by: `${person(g, e.by)} moved its end`, way: e.way })} to ${timeText(g.known, e.until)}`,
  }),
  WindowEnded: (e) => ({
    tag: 'Planned work',
    group: 'checks',
    says: e.firing === 0 ? 'Its time is over' : `Its time is over, and alarms still fire: ${e.firing}`,
  }),
  SignalSeen: (e) => ({ tag: 'Signal', group: 'checks', says: `${short(e.title)} ${firing[e.state]}` }),

  SnapshotTaken: (e) => readings('Triage', 'read at triage', e.readings),
  EvidenceGathered: (e) => readings('Evidence', 'read as evidence', e.readings),
  SeverityRated: (e, g) => rated(g, e),
  SeverityConfirmed: (e, g) => rated(g, e),
  SeverityKept: (e) => ({ tag: 'Severity', group: 'checks', says: `The severity stays ${e.severity}` }),
  StatusChanged: (e) => ({ tag: 'Status', group: 'updates', says: `The status is “${statusOf(e.status)}”` }),

  Acknowledged: (e, g) => ({
    tag: 'Acknowledged',
    group: 'pages',
    says: `${byWhom({ by: `${person(g, e.by)} acknowledged`, way: e.way })}${e.roles === undefined || e.roles.length === 0 ? '' : `, and became ${titles(g, e.roles)}`}`,
    reason: '',
  }),
  Declined: (e, g) => ({ tag: 'Declined', group: 'pages', says: `${person(g, e.by)} cannot take it`, bad: true }),
  Released: (e, g) => ({ tag: 'Handed back', group: 'pages', says: `${person(g, e.by)} handed it back`, bad: true }),
  ApprovalAsked: (e) => ({
    tag: 'Approval',
    group: 'decisions',
    says: `Rule ${e.rule} waits for an approval${e.approval.times > 1 ? `, asked ${e.approval.times} times` : ''}: ${short(e.approval.text, 400)}`,
  }),
  ApprovalAnswered: (e, g) => ({
    tag: 'Approval',
    group: 'decisions',
    says: `${person(g, e.by)} ${e.approved ? 'approved' : 'refused'} rule ${e.rule}`,
    bad: !e.approved,
  }),
  ApprovalWithdrawn: (e) => ({
    tag: 'Approval',
    group: 'decisions',
    says: `Rule ${e.rule} waits for no approval any more`,
  }),
  AcknowledgementLapsed: (e, g) => ({
    tag: 'Lapsed',
    group: 'pages',
    says: `Nothing came of the acknowledgement of ${person(g, e.of)}: it has lapsed`,
    bad: true,
  }),
  AcknowledgementTakenBack: (e, g) => ({
    tag: 'Taken back',
    group: 'pages',
    says: `${person(g, e.by)} took back an acknowledgement that somebody else gave in their name`,
    bad: true,
  }),
  RoleAssigned: (e, g) => ({ tag: 'Role', group: 'decisions', says: `${person(g, e.person)} is ${title(g, e.role)}` }),
  RoleVacated: (e, g) => ({ tag: 'Role', group: 'decisions', says: `${title(g, e.role)} is vacant` }),
  // its pages say why they were sent; what else it does is said here
  RuleActed: (e, g) => ruled(g, e),
  EscalationFired: (e, g) => ruled(g, e),
  RuleSkipped: hidden,
  EscalatedByHand: (e, g) => ({
    tag: 'Escalated',
    group: 'pages',
    says: `${person(g, e.by)} escalated to ${e.level === undefined ? '' : `level ${e.level}: `}${titles(g, e.targets)}`,
  }),
  NobodyOnCall: (e, g) => ({
    tag: 'Nobody on call',
    group: 'pages',
    says: `Nobody is on call for ${title(g, e.target)}`,
    bad: true,
  }),
  PageUndelivered: (e, g) => ({
    tag: 'Not reached',
    group: 'pages',
    says: `${person(g, e.person)} could not be reached: ${title(g, e.catchAll)} is paged`,
    bad: true,
  }),
  PageQueued: (e, g) => ({ tag: 'Paged', group: 'pages', says: `${person(g, e.person)}, ${title(g, e.target)}` }),
  PageAccepted: hidden,
  PageAttemptFailed: hidden,
  PageReceipt: hidden,
  PageGivenUp: hidden,

  DeadlineMissed: (e, g) => ({ tag: 'Deadline missed', group: 'deadlines', says: missed(g, e), bad: true }),
  UpdateDue: (e, g) => ({
    tag: 'Update due',
    group: 'deadlines',
    says: `${whom(g.known, e.writer)}: the ${updateTo(g, e.update, e.audience)} is due`,
  }),
  UpdateSent: (e, g) => ({
    tag: 'Update',
    group: 'updates',
    says: `${person(g, e.by)} sent the ${updateTo(g, e.update, e.audience)}`,
  }),
  PublicTold: hidden,
  Told: hidden,
  MessageSent: hidden,
  MessageFailed: hidden,
  ChannelDown: (e, g) => ({
    tag: 'Delivery',
    group: 'updates',
    says: `${tool(g, e.channel)} takes no messages`,
    bad: true,
  }),
  ChannelBack: (e, g) => ({
    tag: 'Delivery',
    group: 'updates',
    says: `${tool(g, e.channel)} takes messages again`,
    reason: '',
  }),
  TemplateFailed: (e) => ({
    tag: 'Delivery',
    group: 'updates',
    says: `The template ${short(e.template, 60)} could not be rendered: the bare facts were sent to ${short(e.to, 60)}`,
    bad: true,
  }),

  QuestionAsked: ({ question }, g) => ({
    tag: 'Question',
    group: 'decisions',
    says: `${title(g, question.ask)} was asked: ${short(question.text, 300)}`,
  }),
  QuestionWithdrawn: hidden,
  DecisionMade: (e, g) => ({
    tag: 'Decision',
    group: 'decisions',
    says: `${person(g, e.by)} answered: ${short(own(g.options, e.option) ?? e.option, 120)}`,
    reason: e.reason === undefined ? '' : short(e.reason, 400),
  }),
  RunbookProposed: ({ proposal: { option } }, g) => ({
    tag: 'Mitigation',
    group: 'mitigation',
    says: `A rule proposes: ${short(g.known.pack.playbook.choice.options.find((o) => o.id === option)?.title ?? option, 120)}`,
  }),
  PlanMade: ({ plan }, g) => ({
    tag: 'Mitigation',
    group: 'mitigation',
    says: `Attempt ${plan.attempt} begins: ${short(g.known.pack.playbook.choice.options.find((o) => o.id === plan.option)?.title ?? plan.option, 120)}`,
  }),
  StepChanged: (e, g) => step(g, e),
  WentBack: (e, g) => ({ tag: 'Mitigation', group: 'mitigation', says: `It goes on at “${stepOf(g, e.to)}” again` }),
  UndoPlanned: () => ({ tag: 'Mitigation', group: 'mitigation', says: 'What was done is undone, last first' }),
  PlanEnded: planEnded,
  ActionEnded: (e, g) => ({
    tag: 'Mitigation',
    group: 'mitigation',
    says: `“${stepOf(g, e.step)}” ended later: ${e.outcome}`,
    ...(e.outcome === 'succeeded' ? {} : { bad: true }),
  }),
  FixReported: (e, g) => ({ tag: 'Fix reported', group: 'mitigation', says: `${person(g, e.by)} reported a fix` }),
  VerificationBegun: () => ({ tag: 'Verification', group: 'checks', says: 'Verification begins' }),
  Measured: measured,
  StabilityRestarted: () => ({ tag: 'Verification', group: 'checks', says: 'The stability loop starts again' }),
  Exhausted: () => ({
    tag: 'Verification',
    group: 'checks',
    says: 'The fix could not be shown to be stable',
    bad: true,
  }),
  ResolutionHeld: () => ({ tag: 'Verification', group: 'checks', says: 'Stable, but not resolved yet' }),

  Resolved: () => ({ tag: 'Resolved', group: 'decisions', says: 'The incident is resolved' }),
  Ended: (e) => ({
    tag: 'Ended',
    group: 'decisions',
    says: `The incident ended as ${e.as.replace('-', ' ')}${e.of === undefined ? '' : ` of ${e.of}`}`,
  }),
  Reopened: () => ({ tag: 'Reopened', group: 'decisions', says: 'The incident is open again', bad: true }),
  Closed: () => ({ tag: 'Closed', group: 'decisions', says: 'The incident is closed' }),
  ChecklistTicked: (e, g) => ({
    tag: 'Checklist',
    says: `${person(g, e.by)} ticked “${itemText(g, e.item)}”`,
    reason: e.text === undefined ? '' : short(e.text, 1_000),
  }),
  ReportWritten: () => ({ tag: 'Review', group: 'decisions', says: 'The report of the review is written' }),
  ReviewScheduled: (e, g) => ({
    tag: 'Review',
    group: 'decisions',
    says: `The review meeting is set for ${timeText(g.known, e.meetingAt)}`,
  }),
  ReviewLate: (e) => ({
    tag: 'Review',
    group: 'deadlines',
    says: `The review meeting is not within ${spanOf(e.within ?? 'its time')}`,
    bad: true,
  }),
  ItemFiled: (e) => ({ tag: 'Action item', group: 'decisions', says: `Action item ${e.item} was filed` }),
  ItemReminded: (e, g) => ({ tag: 'Action item', says: `${title(g, e.to)} was reminded of ${e.item}` }),
  ItemEscalated: (e, g) => ({
    tag: 'Action item',
    says: `${title(g, e.to)} was told that ${e.item} is overdue`,
    bad: true,
  }),
  ItemChanged: (e, g) => ({ tag: 'Action item', says: `${person(g, e.by)} changed ${e.item}` }),
  DigestSent: (e, g) => ({ tag: 'Digest', group: 'updates', says: `In the ${e.digest} digest of ${title(g, e.to)}` }),
  Reviewed: (e, g) => ({ tag: 'Review', group: 'decisions', says: `${person(g, e.by)} published the review` }),

  LinkOpened: hidden,
  LinkTooLate: (e, g) => ({ tag: 'Too late', says: `${pressed(g, e.by, e.way)}: “${e.act}” came too late` }),
  Noted: (e, g) => ({ tag: 'Note', says: `${person(g, e.by)}: ${short(e.text, 600)}`, reason: '' }),
  FactSet: (e) => ({ tag: 'Fact', says: short(e.because, 300), reason: '' }),
  FactsAsked: hidden,
  PhaseEntered: hidden,
  Done: hidden,
  RunStarted: (e) => ({ tag: 'Run', says: `Run ${e.run} of the lifecycle began` }),
  RunDied: (e) => ({ tag: 'Run', says: `Run ${e.run} of the lifecycle died`, bad: true }),
};

const say = <T extends Entry['type']>(type: T, entry: Of<T>, g: Given): Happened | undefined => words[type](entry, g);

/** What an entry says to people, in a sentence. */
export const happened = (entry: Entry, given: Given): Happened | undefined => say(entry.type, entry, given);
