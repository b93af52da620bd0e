import { own } from '#core/own';
import type { Moment } from '#core/playbook/communication';
import { targetsOf } from '#core/playbook/who';
import { type Act, type Expanded, list } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { asks, eachOf } from '../each.ts';
import { meantBy } from '../meant-by.ts';
import { propose } from '../questions/choice.ts';
import { changeSeverity, raises } from '../rating.ts';
import { fallbackOf } from '../recipients.ts';
import { openTicket } from '../tickets.ts';
import type { Happening, Turn } from '../turn.ts';

export const whomOf = (rule: Expanded): { page: string[]; tell: string[]; gives?: string[] } => ({
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
export const reasoned =
  (t: Turn, reason: string) =>
  (words: readonly string[]): Happening => {
    const level = t.playbook.levels.find((l) => words.includes(l.notice));
    return { escalation: { level: level?.level ?? 0, title: level?.title ?? words.join(', '), reason } };
  };

export interface Acting {
  /** With the place of the rule. */
  because: string;
  why: string;
  moment: Moment;
  /** Why the message goes, as the timeline has it. */
  told: string;
  with: (words: readonly string[]) => Happening;
  without: readonly string[];
}

export function doAll(t: Turn, rule: Expanded, acting: Acting): void {
  for (const action of rule.do) does(t, rule, action, acting);
}

export function does(t: Turn, rule: Expanded, action: Act, acting: Acting): void {
  const { because, why, without } = acting;
  if ('page' in action) {
    for (const target of targetsIn(t, action.page).filter((one) => asks(t.state, rule, one)))
      t.page(target, {
        ...(eachOf(t.context.people, target) === undefined ? {} : { each: true }),
        ...(action.via === undefined ? {} : { via: [...list(action.via)] }),
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
  if ('run' in action) {
    if (t.state.life === 'open') propose(t, rule.id, action.run, because);
    return;
  }
  // what a rule says for the first time was not known to the person who has set the severity
  const isNew = (own(t.state.acts, rule.id)?.times ?? 1) <= 1;
  const stands = isNew ? { ...t.state, standsAgainst: undefined } : t.state;
  if (raises(stands, t.playbook, action.raise)) changeSeverity(t, action.raise, 'rule', because);
}

/** The targets of what a rule pages, those of a level or a team by themselves. */
const targetsIn = (t: Turn, words: string | readonly string[]): string[] =>
  list(words).flatMap((word) => targetsOf(t.playbook, t.state, word));

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
