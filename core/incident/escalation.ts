import type * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { onCall } from '#core/on-call';
import type { Level as LevelSchema } from '#core/playbook/escalation';
import { timedRules, valueFor } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import { pagesOf } from '#core/rules/paging';
import { isAtOnce } from '#core/time/when';
import { own } from '../own.ts';
import { isAnswered } from './each.ts';
import { knownOf } from './rules/known.ts';
import type { Turn } from './turn.ts';

type Level = z.infer<typeof LevelSchema>;

/** Sends a level's notice to the place that the playbook gives for it. */
export function tellLevel(t: Turn, level: number, because: string, reason: string): void {
  const rung = t.playbook.levels.find((l) => l.level === level);
  if (rung === undefined) return;
  t.send(
    { moment: 'escalated', place: rung.notice, template: 'escalated', because },
    { escalation: { level, title: rung.title, reason } },
  );
}

/** Tells people without paging them. */
export function tellTarget(t: Turn, target: string, because: string, level = 0): void {
  for (const { person } of onCall(t.context.people, target, t.context.now)) {
    t.send(
      { moment: 'escalated', place: `person:${person}`, template: 'escalated', because, to: `${target}/${person}` },
      { escalation: { level, title: target, reason: because } },
    );
  }
}

/** A raise is a new reason: the acknowledgement stands, but whom the rules without delay name is paged once, except who raised it by hand, or by what they stated (rule G8). */
export function pageForRaise(t: Turn, by: string): void {
  if (t.state.life !== 'open' || t.state.acknowledged === undefined) return;
  const { severity } = t.state;
  const known = knownOf(t.state, t.playbook, t.context.now.getTime());
  for (const rule of timedRules(t.playbook)) {
    const wait = valueFor(rule.after, severity);
    if (rule.unless !== 'acknowledged' || wait === undefined || !isAtOnce(wait) || !holds(rule.if, known)) continue;
    // a list that still lacks an acknowledgement is paged by the rule itself
    if (!isAnswered(t.state, t.playbook, rule)) continue;
    const because = t.because(`rule ${rule.id}: severity is now ${severity}`, rule.path);
    for (const { target, ...channels } of pagesOf(rule))
      t.page(target, {
        ...channels,
        rule: rule.id,
        // below zero: it is no act of the rule, whose pages are counted from 0
        round: -1 - t.state.clocks.epoch,
        unless: 'resolved',
        because,
        why: `raised to ${severity}`,
        severities: [severity],
        except: t.saidBy === undefined ? [by] : [by, t.saidBy],
      });
  }
}

/** A person pages a level, or any person, role or rotation. Only the end silences these pages. */
export function pageByHand(t: Turn, by: string, reason: string, whom: { level: Level } | { to: string }): void {
  const because = `escalated by ${by}: ${reason}`;
  const level = 'level' in whom ? whom.level : undefined;
  const targets = 'level' in whom ? whom.level.contacts : [reachable(t, whom.to)];
  t.emit({ type: 'EscalatedByHand', by, targets, ...(level === undefined ? {} : { level: level.level }) }, because);
  const rule = `by-hand-${t.state.seq}`;
  for (const target of targets) t.page(target, { rule, unless: 'resolved', because, why: `escalated by ${by}` });
  if (level !== undefined) tellLevel(t, level.level, because, reason);
  const of = level === undefined ? { level: 0, title: targets.join(', ') } : { level: level.level, title: level.title };
  t.happen('escalated', because, { escalation: { ...of, reason } });
}

/** The person who holds a role, else the word itself where people.yaml knows it. */
function reachable(t: Turn, to: string): string {
  const { people, targets, rotations } = t.context.people;
  const target = own(t.state.roles, to) ?? to;
  if (![targets, people, rotations].some((known) => Object.hasOwn(known, target)))
    throw new InvalidInput(`to: ${target} is not a person, role or rotation of people.yaml`);
  return target;
}
