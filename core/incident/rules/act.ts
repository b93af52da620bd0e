import { type Expanded, isNamed, valueFor } from '#core/rules/expand';
import type { Event } from '#core/rules/rule';
import { isAtOnce, isMoment } from '#core/time/when';
import { whenInWords } from '../time.ts';
import type { Happening, Turn } from '../turn.ts';
import { type Acting, doAll, reasoned, whomOf } from './does.ts';
import type { DueRule } from './due.ts';
import { preparedBy } from './prepare.ts';
import { propose } from './propose.ts';
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
  const reason = `rule ${rule.id}, ${said}`;
  const why = early?.said ?? whyYou(t, due);
  if (rule.approve !== undefined) {
    const happening = reasoned(t, reason)([]);
    propose(t, rule, { start, n, due: due.due, moment: 'escalated', because, told: because, why, happening });
    return;
  }
  const acting: Acting = {
    because,
    why,
    moment: 'escalated',
    told: because,
    with: reasoned(t, reason),
    without: early?.without ?? [],
  };
  const made = { ...whomOf(rule), ...preparedBy(t, rule, acting) };
  t.emit({ type: 'RuleActed', rule: rule.id, start, n: n + 1, ...made, due: due.due }, because);
  doAll(t, rule, acting);
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
  const acting: Acting = {
    because,
    why: event.replaceAll('-', ' '),
    moment: event,
    told: said,
    with: () => ({ ...more, ...happening }),
    without: [],
  };
  const onlyTells = rule.do.every((action) => 'tell' in action || 'ticket' in action);
  if (!onlyTells || isNamed(t.playbook, rule.id)) {
    const made = { ...whomOf(rule), ...preparedBy(t, rule, acting) };
    t.emit({ type: 'RuleActed', rule: rule.id, start: `${event}-${t.state.seq}`, n: 1, ...made, due: t.at }, because);
  }
  doAll(t, rule, acting);
}
