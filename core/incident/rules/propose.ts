import { Conflict } from '#core/errors';
import { type Expanded } from '#core/rules/expand';
import type { Approval } from '../approval-record.ts';
import type { Answer } from '../outbox.ts';
import type { Happening, Turn } from '../turn.ts';
import { approvalsOf, askAgainToApprove, askApproval, type Cause, mustApprove, rehearsed, textOf } from './approve.ts';
import { type Acting, does, reasoned, whomOf } from './does.ts';
import { preparedBy } from './prepare.ts';

/** How a rule acts that was asked about: as it would have then. */
const actingBy = (t: Turn, rule: Expanded, { because, why, moment, told, happening }: Cause): Acting => ({
  because,
  why,
  moment,
  told,
  with: rule.on === undefined ? reasoned(t, happening.escalation?.reason ?? because) : () => happening,
  without: [],
});

/** Its messages are made, and nothing else of it is done. */
const rehearse = (t: Turn, rule: Expanded, cause: Cause, at: string): Turn =>
  rehearsed(
    t,
    (scratch) => {
      for (const action of rule.do) if ('tell' in action) does(scratch, rule, action, actingBy(scratch, rule, cause));
    },
    at,
  );

/** What its messages and the texts that it prepares would say, as the rehearsal has them. */
const wordsOf = (t: Turn, rule: Expanded, cause: Cause, scratch: Turn): string =>
  textOf(t, rule, scratch, preparedBy(scratch, rule, actingBy(scratch, rule, cause)).texts);

export function propose(t: Turn, rule: Expanded, cause: Cause): void {
  askApproval(t, rule, cause, wordsOf(t, rule, cause, rehearse(t, rule, cause, t.at)));
}

const causeOf = ({ start, n, due, moment, because, told, why, brought }: Approval): Cause => ({
  start,
  n,
  due,
  moment,
  because,
  told,
  why,
  happening: JSON.parse(brought) as Happening,
});

/** An approval is asked for again, in the words that the rule has now. */
export function proposeAgain(t: Turn, id: string): void {
  const found = approvalsOf(t.state, t).find(({ rule }) => rule.id === id);
  if (found === undefined) return;
  const { rule, approval } = found;
  const cause = causeOf(approval);
  askAgainToApprove(t, id, wordsOf(t, rule, cause, rehearse(t, rule, cause, t.at)));
}

/**
 * A person approves a rule that waits for it, or refuses. What was approved is sent word by word; where the incident has changed so that the
 * words are others now, the approval is asked for anew. Throws `Conflict` where it is not theirs to approve.
 */
export function answerApproval(
  t: Turn,
  id: string,
  approved: boolean,
  { by, reason }: { by: string; reason?: string | undefined },
): Answer {
  const found = approvalsOf(t.state, t).find(({ rule }) => rule.id === id);
  if (found === undefined) throw new Conflict(`rule ${id} waits for no approval`);
  const { rule, approval } = found;
  const { start, n, due } = approval;
  const said = `${approved ? 'approved' : 'refused'} by ${by}${reason === undefined ? '' : `: ${reason}`}`;
  if (!approved) {
    t.emit({ type: 'ApprovalAnswered', rule: id, approved, by }, said);
    t.emit({ type: 'RuleSkipped', rule: id, start, n: n + 1, due }, said);
    return { answered: 'refused' };
  }
  mustApprove(t, rule, by);
  const cause = causeOf(approval);
  const scratch = rehearse(t, rule, cause, approval.askedAt);
  if (wordsOf(t, rule, cause, scratch) !== approval.text) {
    proposeAgain(t, id);
    return { answered: 'asked again: its text has changed since it was asked' };
  }
  t.emit({ type: 'ApprovalAnswered', rule: id, approved, by }, said);
  const because = `${approval.because}, ${said}`;
  const made = { ...whomOf(rule), ...preparedBy(scratch, rule, actingBy(scratch, rule, cause)) };
  t.emit({ type: 'RuleActed', rule: id, start, n: n + 1, ...made, due }, because);
  t.adopt(scratch, because);
  for (const action of rule.do)
    if (!('tell' in action)) does(t, rule, action, { ...actingBy(t, rule, cause), because });
  return { answered: 'approved' };
}
