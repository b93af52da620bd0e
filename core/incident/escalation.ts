import type * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { onCall } from '#core/on-call';
import type { Level as LevelSchema, Step } from '#core/playbook/escalation';
import { own } from '../own.ts';
import type { Deadline } from './deadlines/deadline.ts';
import { epochOf } from './state.ts';
import { inWords } from './time.ts';
import type { Turn } from './turn.ts';

type Level = z.infer<typeof LevelSchema>;

const isAtOnce = (step: Step): boolean => /^0[smhdw]$/.test(step.after);

/** Why a rule acts before its time, and who is not paged by it. */
interface Early {
  said: string;
  without: readonly string[];
}

/** Escalates by a rule of the playbook that is due, or brought forward: its pages, its messages, and the notice of its level. */
export function escalateBy(t: Turn, { step, path, key }: Extract<Deadline, { does: 'escalate' }>, early?: Early): void {
  const waited = isAtOnce(step)
    ? 'at once'
    : `${inWords(step.after)} ${step.unless === 'acknowledged' ? 'unacknowledged' : 'unresolved'}`;
  const said = early === undefined ? waited : `brought forward, ${early.said}`;
  const because = t.because(`rule ${step.id}: ${said}`, path);
  const { id: rule, page, tell, level } = step;
  t.emit({ type: 'EscalationFired', key, rule, page, tell, ...(level === undefined ? {} : { level }) }, because);
  for (const target of page)
    t.page(target, {
      rule,
      round: epochOf(t.state),
      unless: step.unless,
      because,
      why: early?.said ?? whyYou(t, step),
      severities: step.severities,
      ...(early === undefined ? {} : { except: early.without }),
    });
  for (const target of tell) tellTarget(t, target, because, level);
  if (level !== undefined) tellLevel(t, level, because, `rule ${rule}, ${said}`);
}

/** `no ack for 5 min`: why this person is woken, in the few characters that a page has. */
function whyYou(t: Turn, step: Step): string {
  if (isAtOnce(step)) return `on call for ${t.state.severity}`;
  if (step.unless === 'acknowledged') return `no ack for ${inWords(step.after)}`;
  return `unresolved ${inWords(step.after)}`;
}

/** Sends a level's notice to the place that the playbook gives for it. */
export function tellLevel(t: Turn, level: number, because: string, reason: string): void {
  const rung = t.playbook.escalation.levels.find((l) => l.level === level);
  const message = t.playbook.communication.messages.find((m) => m.on.includes('escalated'));
  if (rung === undefined || message === undefined) return;
  t.send(
    { moment: 'escalated', place: rung.notice, template: message.template, because },
    { escalation: { level, title: rung.title, reason } },
  );
}

/** Tells people without paging them. */
export function tellTarget(t: Turn, target: string, because: string, level = 0): void {
  const message = t.playbook.communication.messages.find((m) => m.on.includes('escalated'));
  if (message === undefined) return;
  const { template } = message;
  for (const { person } of onCall(t.context.people, target, t.context.now)) {
    t.send(
      { moment: 'escalated', place: `person:${person}`, template, because, to: `${target}/${person}` },
      { escalation: { level, title: target, reason: because } },
    );
  }
}

/** A raise is a new reason: the acknowledgement stands, but whom the rules without delay name is paged once, except who raised it by hand (rule G8). */
export function pageForRaise(t: Turn, by: string): void {
  if (t.state.life !== 'open' || t.state.acknowledged === undefined) return;
  const { severity } = t.state;
  const { epoch } = t.state.clocks;
  for (const [n, step] of t.playbook.escalation.steps.entries()) {
    if (!step.severities.includes(severity) || step.unless !== 'acknowledged' || !isAtOnce(step)) continue;
    const because = t.because(`rule ${step.id}: severity is now ${severity}`, `escalation.steps.${n}`);
    const why = `raised to ${severity}`;
    const { id: rule, severities } = step;
    for (const target of step.page)
      t.page(target, { rule, round: epoch, unless: 'resolved', because, why, severities, except: [by] });
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
}

/** The person who holds a role, else the word itself where people.yaml knows it. */
function reachable(t: Turn, to: string): string {
  const { people, targets, rotations } = t.context.people;
  const target = own(t.state.roles, to) ?? to;
  if (![targets, people, rotations].some((known) => Object.hasOwn(known, target)))
    throw new InvalidInput(`to: ${target} is not a person, role or rotation of people.yaml`);
  return target;
}
