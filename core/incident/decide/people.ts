import { Conflict, InvalidInput } from '#core/errors';
import { onCall } from '#core/on-call';
import type { Command } from '../command.ts';
import { tellLevel } from '../escalate.ts';
import type { Turn } from '../turn.ts';
import { mayClose } from './closing.ts';

const open = (t: Turn, what: string): void => {
  if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is ${t.state.life}: ${what}`);
};

/** The first acknowledgement silences what runs while unacknowledged, and may bring a role with it. A second one is no error. */
export function acknowledge(t: Turn, c: Extract<Command, { do: 'acknowledge' }>): void {
  open(t, 'there is nothing to acknowledge');
  if (t.state.acknowledged !== undefined) return;
  t.emit({ type: 'Acknowledged', by: c.by }, c.reason ?? `acknowledged by ${c.by}`);
  // whoever is nobody of people.yaml acts as itself and never as a role
  const roles = Object.hasOwn(t.context.people.people, c.by) ? t.playbook.roles : [];
  for (const [n, role] of roles.entries()) {
    if (role.takenBy !== 'acknowledger' || t.state.roles[role.id] !== undefined) continue;
    t.emit(
      { type: 'RoleAssigned', role: role.id, person: c.by },
      t.because('taken by the first to acknowledge', `roles.${n}`),
    );
  }
  t.tell('acknowledged', `acknowledged by ${c.by}`);
}

/** By hand: a level of the ladder, or any person, role or rotation. These pages are silenced by nothing but the end. */
export function escalate(t: Turn, c: Extract<Command, { do: 'escalate' }>): void {
  open(t, 'there is nothing to escalate');
  const because = `escalated by ${c.by}: ${c.reason}`;
  const rung = c.level === undefined ? undefined : t.playbook.escalation.levels.find((l) => l.level === c.level);
  if (c.level !== undefined && rung === undefined) {
    throw new InvalidInput(
      `level: ${c.level} is none of ${t.playbook.escalation.levels.map((l) => l.level).join(', ')}`,
    );
  }
  const { people, targets, rotations } = t.context.people;
  const holder = c.to === undefined ? undefined : t.state.roles[c.to];
  const to = holder ?? c.to;
  if (to !== undefined && ![targets, people, rotations].some((known) => Object.hasOwn(known, to))) {
    throw new InvalidInput(`to: ${to} is no person, role or rotation of people.yaml`);
  }
  const names = rung?.contacts ?? (to === undefined ? [] : [to]);
  if (names.length === 0)
    throw new InvalidInput('level: give a level of the ladder, or to: a person, role or rotation');
  t.emit(
    {
      type: 'EscalatedByHand',
      by: c.by,
      targets: names,
      ...(rung === undefined ? {} : { level: rung.level }),
    },
    because,
  );
  const rule = `by-hand-${t.state.seq}`;
  for (const target of names) t.page(target, { rule, unless: 'resolved', because, why: `escalated by ${c.by}` });
  if (rung !== undefined) tellLevel(t, rung.level, because, c.reason);
}

export function addResponder(t: Turn, c: Extract<Command, { do: 'add-responder' }>): void {
  escalate(t, { do: 'escalate', by: c.by, to: c.to, reason: c.reason });
}

export function takeRole(t: Turn, c: Extract<Command, { do: 'take-role' }>): void {
  if (!t.playbook.roles.some((r) => r.id === c.role)) {
    throw new InvalidInput(`role: ${c.role} is none of ${t.playbook.roles.map((r) => r.id).join(', ')}`);
  }
  if (t.state.roles[c.role] === c.person) return;
  t.emit({ type: 'RoleAssigned', role: c.role, person: c.person }, `assigned by ${c.by}`);
}

export function note(t: Turn, c: Extract<Command, { do: 'note' }>): void {
  t.emit({ type: 'Noted', by: c.by, text: c.text }, c.text);
  for (const [name, value] of Object.entries(c.facts ?? {})) t.emit({ type: 'FactSet', name, value }, c.text);
}

export function tick(t: Turn, c: Extract<Command, { do: 'tick' }>): void {
  const items = [...t.playbook.assessment.checklist, ...t.playbook.closure.checklist];
  if (!items.some((i) => i.id === c.item))
    throw new InvalidInput(`item: ${c.item} is none of ${items.map((i) => i.id).join(', ')}`);
  if (t.state.checklist[c.item] !== undefined) return;
  t.emit({ type: 'ChecklistTicked', item: c.item, by: c.by }, `ticked by ${c.by}`);
  mayClose(t);
}

/** No channel of a person took a page: the catch-all is paged at once, and the timeline says so. */
export function pageUndelivered(t: Turn, c: Extract<Command, { do: 'page-undelivered' }>): void {
  if (c.unless !== 'never' && t.state.life !== 'open') return;
  if (c.unless === 'acknowledged' && t.state.acknowledged !== undefined) return;
  const { catchAll, people, now } = t.context;
  const because = `page to ${c.target}/${c.person} not delivered: ${c.because}`;
  t.emit({ type: 'PageUndelivered', target: c.target, person: c.person, catchAll }, because);
  // when it is the catch-all who cannot be reached, only trying again is left
  if (onCall(people, catchAll, now).some((found) => found.person === c.person)) return;
  t.page(catchAll, {
    rule: `undelivered-${c.rule}-${c.person}`,
    round: t.state.seq,
    unless: c.unless,
    because,
    why: `${c.target} unreachable`,
  });
}
