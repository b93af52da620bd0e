import { own } from '#core/own';
import { list, valueFor } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import type { Action } from '#core/rules/rule';
import { meantBy } from '../meant-by.ts';
import { changeSeverity, raises } from '../rating.ts';
import { fallbackOf } from '../recipients.ts';
import { inWords } from '../time.ts';
import type { Turn } from '../turn.ts';
import type { DueRule } from './due.ts';

/** Why a rule acts before its time, and who is not paged by it. */
export interface Early {
  said: string;
  without: readonly string[];
}

const isAtOnce = (wait: string | undefined): boolean => wait === undefined || /^0[smhdw]$/.test(wait);

/** `5 min unacknowledged`, `1 h unresolved`, `30 min without progress`: what the rule has waited for. */
export function waitedFor({ rule, n }: DueRule, severity: string): string {
  const wait = n > 0 ? valueFor(rule.every, severity) : valueFor(rule.after, severity);
  if (wait === undefined || isAtOnce(wait)) return 'at once';
  if (n > 0) return `again after ${inWords(wait)}`;
  if (rule.since === 'unacknowledged') return `${inWords(wait)} unacknowledged`;
  if (rule.since === 'progress') return `${inWords(wait)} without progress`;
  if (rule.since === 'opened')
    return rule.unless === 'resolved' ? `${inWords(wait)} unresolved` : `${inWords(wait)} open`;
  return `${inWords(wait)} after ${rule.since}`;
}

/** Why this person is woken, in the few characters that a page has. */
function whyYou(t: Turn, due: DueRule): string {
  const wait = valueFor(due.rule.after, t.state.severity);
  if (isAtOnce(wait) || wait === undefined) return `on call for ${t.state.severity}`;
  if (due.rule.since === 'unacknowledged') return `no ack for ${inWords(wait)}`;
  return due.rule.since === 'opened' ? `unresolved ${inWords(wait)}` : waitedFor(due, t.state.severity);
}

/** A rule acts, at its time or before it: everything that it does, in one turn. */
export function act(t: Turn, due: DueRule, early?: Early): void {
  const { rule, start, n } = due;
  const said = early === undefined ? waitedFor(due, t.state.severity) : `brought forward, ${early.said}`;
  const because = t.because(`rule ${rule.id}: ${said}`, rule.path);
  const page = pagedBy(rule);
  const tell = rule.do.flatMap((action) => ('tell' in action ? list(action.tell) : []));
  t.emit({ type: 'RuleActed', rule: rule.id, start, n: n + 1, page, tell, due: due.due }, because);
  const why = early?.said ?? whyYou(t, due);
  for (const action of rule.do) does(t, due, action, { because, why, said, without: early?.without ?? [] });
}

interface Acting {
  because: string;
  why: string;
  said: string;
  without: readonly string[];
}

function does(t: Turn, { rule }: DueRule, action: Action, { because, why, said, without }: Acting): void {
  if ('page' in action) {
    for (const target of list(action.page))
      t.page(target, {
        rule: rule.id,
        round: (own(t.state.acts, rule.id)?.times ?? 1) - 1,
        unless: rule.unless === 'acknowledged' ? 'acknowledged' : 'resolved',
        because,
        why,
        ...severitiesOf(rule),
        ...(without.length === 0 ? {} : { except: without }),
      });
    return;
  }
  if ('tell' in action) {
    tell(t, list(action.tell), action.template, { because, reason: `rule ${rule.id}, ${said}` });
    return;
  }
  if (raises(t.state, t.playbook, action.raise)) changeSeverity(t, action.raise, 'rule', because);
}

/** The severities that have the rule: after a lowering to any other its pages are moot. */
function severitiesOf({ if: condition, after }: DueRule['rule']): { severities?: string[] } {
  if (typeof after === 'object') return { severities: Object.keys(after) };
  return condition?.severity === undefined ? {} : { severities: [...list(condition.severity)] };
}

/** Tells places, and people without paging them; where a list of people means nobody, the playbook's fallback hears it. */
export function tell(
  t: Turn,
  words: readonly string[],
  template: string | undefined,
  { because, reason }: { because: string; reason: string },
): void {
  const { places } = t.playbook.communication;
  const notice = template ?? t.playbook.communication.messages.find((m) => m.on.includes('escalated'))?.template;
  if (notice === undefined) return;
  const level = t.playbook.levels.find((l) => words.includes(l.notice));
  const escalation = { level: level?.level ?? 0, title: level?.title ?? words.join(', '), reason };
  let found = 0;
  for (const word of words) {
    if (own(places, word) !== undefined) {
      found += 1;
      t.send({ moment: 'escalated', place: word, template: notice, because }, { escalation });
      continue;
    }
    for (const person of meantBy(t.state, t.context, word)) {
      found += 1;
      t.send(
        { moment: 'escalated', place: `person:${person}`, template: notice, because, to: `${word}/${person}` },
        { escalation },
      );
    }
  }
  if (found > 0) return;
  const { place, to } = fallbackOf(t);
  t.send({ moment: 'escalated', place, template: notice, because, to }, { escalation });
}
