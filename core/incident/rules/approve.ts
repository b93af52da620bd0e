import { Conflict } from '#core/errors';
import type { Happening } from '#core/incident/turn';
import { render } from '#core/message/render';
import { own } from '#core/own';
import type { Moment } from '#core/playbook/communication';
import { type Expanded, list, rulesOf } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import { LATE } from '#core/rules/rule';
import type { Approval } from '../approval-record.ts';
import { fallbackOf, sendTo } from '../recipients.ts';
import type { Incident } from '../state.ts';
import { Turn } from '../turn.ts';
import { doers, firstHeld } from '../work.ts';
import { startOf } from './due.ts';
import { isKept, knownOf } from './known.ts';

/** The text that is asked about is no longer than this; what is more is said to be more. */
const MOST_TEXT = 4_000;

/** What a rule would do now, as a turn of its own that nobody carries out: its messages stand in its outbox. */
export function rehearsed(t: Turn, does: (scratch: Turn) => void, at: string): Turn {
  const scratch = new Turn(t.state, { ...t.context, now: new Date(at) });
  does(scratch);
  return scratch;
}

/** Everything that a rule will do, in words: its messages exactly as they will be sent, all else by name. */
export function textOf(
  t: Turn,
  rule: Expanded,
  scratch: Turn,
  prepared: Readonly<Record<string, string>> = {},
): string {
  const { pack } = t.context;
  const messages = scratch.outbox.flatMap((entry) => {
    if (!('message' in entry)) return [];
    const { to, template, view } = entry.message;
    const { subject, text } = render(pack, template, view);
    return [`To ${to}:\n${subject === undefined ? '' : `${subject}\n`}${text}`];
  });
  const others = rule.do.flatMap((act) => {
    if ('page' in act) {
      const via = act.via === undefined ? '' : ` via ${list(act.via).join(', ')}`;
      return [`Page ${list(act.page).join(', ')}${via}.`];
    }
    if ('ticket' in act) return [`Open a ticket: ${list(act.ticket).join(', ')}.`];
    if ('digest' in act) return [`Put it into the digest ${act.digest} of ${list(act.to).join(', ')}.`];
    if ('raise' in act) return [`Raise the severity to ${act.raise}.`];
    if ('run' in act) return [`Run or propose the runbook ${act.run}.`];
    if ('task' in act) {
      const words = own(prepared, act.item);
      const task = `Give ${list(act.task).join(' or ')} the task “${act.text}”`;
      return [words === undefined ? `${task}.` : `${task}, with this text:\n${words}`];
    }
    if ('ask' in act) return [`Ask ${list(act.ask).join(' or ')} for ${act.facts.join(', ')}.`];
    return [];
  });
  const all = [...messages, ...others].join('\n\n');
  return all.length <= MOST_TEXT ? all : `${all.slice(0, MOST_TEXT)}\n… and ${all.length - MOST_TEXT} characters more`;
}

/** How a rule came to act: by its clock, or at an event with what that brought. */
export interface Cause {
  start: string;
  n: number;
  due: string;
  moment: Moment;
  /** Why, with the place of the rule. */
  because: string;
  /** Why the message goes, as the timeline has it. */
  told: string;
  why: string;
  happening: Happening;
}

/** Asks for the approval of a rule that is due; one that was asked for this start of its clock stays as it is. */
export function askApproval(t: Turn, rule: Expanded, cause: Cause, text: string): void {
  const { start, n, due, moment, because, told, why, happening } = cause;
  const { once: _, ...brought } = happening;
  t.emit(
    {
      type: 'ApprovalAsked',
      rule: rule.id,
      approval: { start, n, due, moment, because, told, why, brought: JSON.stringify(brought), text, times: 1 },
    },
    t.because(`rule ${rule.id} waits for the approval of ${list(rule.approve ?? []).join(' or ')}`, rule.path),
  );
}

/** The approvals that are waited for, with their rules. */
export const approvalsOf = (i: Incident, t: Pick<Turn, 'playbook'>): { rule: Expanded; approval: Approval }[] =>
  Object.entries(i.approvals ?? {}).flatMap(([id, approval]) => {
    const rule = rulesOf(t.playbook).find((one) => one.id === id);
    return rule?.approve === undefined ? [] : [{ rule, approval }];
  });

/** The name under which an approval is answered. */
export const approvalId = ({ id }: Pick<Expanded, 'id'>, { seq }: Pick<Approval, 'seq'>): string =>
  `approve-${id}-${seq}`;

/** Throws `Conflict` where somebody else must approve; anybody may refuse. */
export function mustApprove(t: Turn, { approve = [] }: Expanded, by: string): void {
  const held = firstHeld(t.state, t.context, approve);
  if (held?.people.includes(by) === true) return;
  const who = list(approve).join(' or ');
  throw new Conflict(
    held === undefined
      ? `${who} must approve, and nobody is that now`
      : `${who} must approve, which is ${held.people.join(' or ')}, not ${by}`,
  );
}

/** Withdraws what is no longer to be approved: its clock has started anew, its condition fails, what keeps it holds, or the incident is over. */
export function withdrawMoot(t: Turn): void {
  for (const id of Object.keys(t.state.approvals ?? {})) {
    const approval = own(t.state.approvals ?? {}, id);
    if (approval === undefined) continue;
    const why = mootBecause(t, id, approval);
    if (why !== undefined)
      t.emit({ type: 'ApprovalWithdrawn', rule: id }, `the approval of rule ${id} is withdrawn: ${why}`);
  }
}

function mootBecause(t: Turn, id: string, { start, due }: Approval): string | undefined {
  const rule = rulesOf(t.playbook).find((one) => one.id === id);
  if (rule?.approve === undefined) return 'the playbook asks for none';
  const { state, playbook } = t;
  const late = rule.late || rule.on?.some((event) => LATE.includes(event)) === true;
  if (state.life !== 'open' && !late) return `the incident is ${state.life}`;
  if (rule.on === undefined && startOf(state, rule.since)?.name !== start) return 'its clock has started anew';
  const now = Math.max(t.context.now.getTime(), Date.parse(due));
  if (isKept(state, playbook, rule, now)) return 'what keeps it from acting holds';
  if (!holds(rule.if, knownOf(state, playbook, now))) return 'its condition holds no more';
  return undefined;
}

/** Tells those who are to approve: what was asked for in this turn, and who has taken the role in it of what was open before. */
export function tellApprovals(t: Turn): void {
  const asked = new Set(t.events.flatMap((e) => (e.type === 'ApprovalAsked' ? [e.rule] : [])));
  const roles = new Set(t.events.flatMap((e) => (e.type === 'RoleAssigned' ? [e.role] : [])));
  for (const { rule, approval } of approvalsOf(t.state, t)) {
    const held = roles.size === 0 ? undefined : firstHeld(t.state, t.context, rule.approve ?? []);
    if (asked.has(rule.id) || (held !== undefined && roles.has(held.word))) tellOf(t, rule, approval);
  }
}

function tellOf(t: Turn, rule: Expanded, approval: Approval): void {
  const id = approvalId(rule, approval);
  for (const who of doers(t, rule.approve ?? []))
    sendTo(t, 'approval-asked', who, t.because(`rule ${rule.id} waits for an approval`, rule.path), {
      approval: {
        id,
        rule: rule.id,
        for: list(rule.approve ?? []).join(' or '),
        held: who.place !== fallbackOf(t).place,
        text: approval.text,
        times: approval.times,
      },
      asks: { approval: id, times: approval.times },
    });
}

/** The clock has found an approval unanswered: it is asked for again, in the words that it has now. */
export function askAgainToApprove(t: Turn, id: string, text: string): void {
  const found = approvalsOf(t.state, t).find(({ rule }) => rule.id === id);
  if (found === undefined) return;
  const { seq: _, askedAt: __, ...approval } = found.approval;
  const times = found.approval.times + 1;
  t.emit(
    { type: 'ApprovalAsked', rule: id, approval: { ...approval, text, times } },
    t.because(`rule ${id} waits for an approval, asked ${times} times`, found.rule.path),
  );
}
