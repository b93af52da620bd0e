import { Conflict } from '#core/errors';
import { own } from '#core/own';
import type { Moment } from '#core/playbook/communication';
import { type Act, type Expanded, isNamed, list, valueFor } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import type { Event } from '#core/rules/rule';
import { isAtOnce, isMoment } from '#core/time/when';
import { meantBy } from '../meant-by.ts';
import type { Answer } from '../outbox.ts';
import { changeSeverity, raises } from '../rating.ts';
import { fallbackOf } from '../recipients.ts';
import type { Approval } from '../state.ts';
import { openTicket } from '../tickets.ts';
import { whenInWords } from '../time.ts';
import type { Happening, Turn } from '../turn.ts';
import { approvalsOf, askAgainToApprove, askApproval, type Cause, mustApprove, rehearsed, textOf } from './approve.ts';
import type { DueRule } from './due.ts';

/** Why a rule acts before its time, and who is not paged by it. */
export interface Early {
  said: string;
  without: readonly string[];
}

/** `0m business`: no time of a calendar, and so the next opening. */
const isAtOpening = (wait: string): boolean => /^0+[smh] /.test(wait);

/** `5 min unacknowledged`, `1 h unresolved`, `30 min without progress`: what the rule has waited for. */
export function waitedFor({ rule, n }: DueRule, severity: string): string {
  const wait = n > 0 ? valueFor(rule.every, severity) : valueFor(rule.after, severity);
  if (wait === undefined || isAtOnce(wait)) return 'at once';
  if (isAtOpening(wait)) return 'at once, in open time';
  const time = whenInWords(wait);
  if (n > 0) return `again after ${time}`;
  if (isMoment(wait)) return time;
  if (rule.since === 'unacknowledged') return `${time} unacknowledged`;
  if (rule.since === 'progress') return `${time} without progress`;
  if (rule.since === 'opened') return rule.unless === 'resolved' ? `${time} unresolved` : `${time} open`;
  return `${time} after ${rule.since}`;
}

/** Why this person is woken, in the few characters that a page has. */
function whyYou(t: Turn, due: DueRule): string {
  const wait = valueFor(due.rule.after, t.state.severity);
  if (wait === undefined || isAtOnce(wait) || isAtOpening(wait)) return `on call for ${t.state.severity}`;
  if (isMoment(wait)) return whenInWords(wait);
  if (due.rule.since === 'unacknowledged') return `no ack for ${whenInWords(wait)}`;
  return due.rule.since === 'opened' ? `unresolved ${whenInWords(wait)}` : waitedFor(due, t.state.severity);
}

/** A rule acts, at its time or before it: everything that it does, in one turn. One that needs an approval asks for it. */
export function act(t: Turn, due: DueRule, early?: Early): void {
  const { rule, start, n } = due;
  const said = early === undefined ? waitedFor(due, t.state.severity) : `brought forward, ${early.said}`;
  const because = t.because(`rule ${rule.id}: ${said}`, rule.path);
  const why = early?.said ?? whyYou(t, due);
  if (rule.approve !== undefined) {
    propose(t, rule, { start, n, due: due.due, moment: 'escalated', because, told: because, why, happening: {} });
    return;
  }
  t.emit({ type: 'RuleActed', rule: rule.id, start, n: n + 1, ...whomOf(rule), due: due.due }, because);
  const reason = `rule ${rule.id}, ${said}`;
  doAll(t, rule, {
    because,
    why,
    moment: 'escalated',
    told: because,
    with: reasoned(t, reason),
    without: early?.without ?? [],
  });
}

/** How a rule acts that was asked about: as it would have then. */
const actingBy = (t: Turn, rule: Expanded, { because, why, moment, told, happening }: Cause): Acting => ({
  because,
  why,
  moment,
  told,
  with: rule.on === undefined ? reasoned(t, because) : () => happening,
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

function propose(t: Turn, rule: Expanded, cause: Cause): void {
  askApproval(t, rule, cause, textOf(t, rule, rehearse(t, rule, cause, t.at)));
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
  askAgainToApprove(t, id, textOf(t, rule, rehearse(t, rule, causeOf(approval), t.at)));
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
  const text = textOf(t, rule, scratch);
  if (text !== approval.text) {
    proposeAgain(t, id);
    return { answered: 'asked again: its text has changed since it was asked' };
  }
  t.emit({ type: 'ApprovalAnswered', rule: id, approved, by }, said);
  const because = `${approval.because}, ${said}`;
  t.emit({ type: 'RuleActed', rule: id, start, n: n + 1, ...whomOf(rule), due }, because);
  t.adopt(scratch, because);
  for (const action of rule.do)
    if (!('tell' in action)) does(t, rule, action, { ...actingBy(t, rule, cause), because });
  return { answered: 'approved' };
}

/**
 * A rule acts at an event. One that only tells is no line of its own, for its messages are, unless another rule goes by it.
 */
export function actOn(t: Turn, rule: Expanded, event: Event, said: string, happening: Happening): void {
  const because = t.because(`rule ${rule.id}: on ${event}`, rule.path);
  const more = event === 'escalated' && happening.escalation === undefined ? reasoned(t, said)([]) : {};
  if (rule.approve !== undefined) {
    const start = `${event}-${t.state.seq}`;
    const why = event.replaceAll('-', ' ');
    propose(t, rule, {
      start,
      n: 0,
      due: t.at,
      moment: event,
      because,
      told: said,
      why,
      happening: { ...more, ...happening },
    });
    return;
  }
  const onlyTells = rule.do.every((action) => 'tell' in action || 'ticket' in action);
  if (!onlyTells || isNamed(t.playbook, rule.id))
    t.emit(
      { type: 'RuleActed', rule: rule.id, start: `${event}-${t.state.seq}`, n: 1, ...whomOf(rule), due: t.at },
      because,
    );
  doAll(t, rule, {
    because,
    why: event.replaceAll('-', ' '),
    moment: event,
    told: said,
    with: () => ({ ...more, ...happening }),
    without: [],
  });
}

const whomOf = (rule: Expanded): { page: string[]; tell: string[]; gives?: string[] } => ({
  ...givenBy(rule),
  page: pagedBy(rule),
  tell: rule.do.flatMap((action) =>
    'tell' in action ? list(action.tell) : 'ticket' in action ? list(action.ticket) : [],
  ),
});

const givenBy = (rule: Expanded): { gives?: string[] } => {
  const items = rule.do.flatMap((action) => ('task' in action ? [action.item] : []));
  return items.length === 0 ? {} : { gives: items };
};

/** What the notice of an escalation says: the level of whom it reaches, and why. */
const reasoned =
  (t: Turn, reason: string) =>
  (words: readonly string[]): Happening => {
    const level = t.playbook.levels.find((l) => words.includes(l.notice));
    return { escalation: { level: level?.level ?? 0, title: level?.title ?? words.join(', '), reason } };
  };

interface Acting {
  /** With the place of the rule. */
  because: string;
  why: string;
  moment: Moment;
  /** Why the message goes, as the timeline has it. */
  told: string;
  with: (words: readonly string[]) => Happening;
  without: readonly string[];
}

function doAll(t: Turn, rule: Expanded, acting: Acting): void {
  for (const action of rule.do) does(t, rule, action, acting);
}

function does(t: Turn, rule: Expanded, action: Act, acting: Acting): void {
  const { because, why, without } = acting;
  if ('page' in action) {
    for (const target of list(action.page))
      t.page(target, {
        rule: rule.id,
        round: (own(t.state.acts, rule.id)?.times ?? 1) - 1,
        unless:
          rule.unless === 'acknowledged'
            ? 'acknowledged'
            : rule.late || (rule.on !== undefined && t.state.life !== 'open')
              ? 'never'
              : 'resolved',
        because,
        why,
        ...severitiesOf(rule),
        ...(without.length === 0 ? {} : { except: without }),
      });
    return;
  }
  if ('tell' in action) {
    tell(t, list(action.tell), action.template, acting);
    return;
  }
  if ('ticket' in action) {
    for (const place of list(action.ticket))
      openTicket(t, rule.on === undefined ? 'escalated' : acting.moment, place, action.template, acting.told);
    return;
  }
  if ('digest' in action) {
    collect(t, rule, action);
    return;
  }
  // who is given work is told at the end of the turn, of everything together
  if ('task' in action || 'ask' in action) return;
  if (raises(t.state, t.playbook, action.raise)) changeSeverity(t, action.raise, 'rule', because);
}

/** Puts the incident into a copy of the digest for each person whom the words mean now; where they mean nobody, for the catch-all. */
function collect(t: Turn, rule: Expanded, { digest: name, to }: Extract<Act, { digest: string }>): void {
  const found = list(to).flatMap((target) => meantBy(t.state, t.context, target).map((person) => ({ target, person })));
  const { catchAll } = t.context;
  const others =
    found.length > 0 ? [] : meantBy(t.state, t.context, catchAll).map((person) => ({ target: catchAll, person }));
  for (const { target, person } of [...found, ...others]) {
    const once = `${t.state.id}/${t.state.cycle}/${name}/${rule.id}/${person}/${t.state.seq}`;
    t.effect(`digest.${name}.${rule.id}.${person}.${t.state.seq}`, { do: 'digest', name, person, target, once });
  }
}

/** The severities that have the rule: after a lowering to any other its pages are moot. */
function severitiesOf({ if: condition, after }: Expanded): { severities?: string[] } {
  if (typeof after === 'object') return { severities: Object.keys(after) };
  return condition?.severity === undefined ? {} : { severities: [...list(condition.severity)] };
}

/** Tells places, and people without paging them; where a list of people means nobody, the playbook's fallback hears it. */
function tell(
  t: Turn,
  words: readonly string[],
  template: string | undefined,
  { moment, told: because, with: more }: Pick<Acting, 'moment' | 'told' | 'with'>,
): void {
  const extra = more(words);
  const notice = template ?? moment;
  let found = 0;
  for (const word of words) {
    if (own(t.playbook.places, word) !== undefined) {
      found += 1;
      t.send({ moment, place: word, template: notice, because }, extra);
      continue;
    }
    for (const person of meantBy(t.state, t.context, word)) {
      found += 1;
      t.send({ moment, place: `person:${person}`, template: notice, because, to: `${word}/${person}` }, extra);
    }
  }
  if (found > 0) return;
  const { place, to } = fallbackOf(t);
  t.send({ moment, place, template: notice, because, to }, extra);
}
