import { hoursAt } from './on-call/hours.ts';
import { layersOf } from './on-call/layers.ts';
import { always, both, type Span } from './on-call/span.ts';
import { ranked, type StandIn, standsAt } from './on-call/stand-in.ts';
import { turnAt } from './on-call/turn.ts';
import { own } from './own.ts';
import type { People, Rotation } from './playbook/people.ts';

/** People of people.yaml, and whoever stands in for them: overrides of the file and covers that were asked for. */
export type OnCallPeople = Omit<People, 'overrides'> & { overrides: readonly StandIn[] };
export interface OnCall {
  person: string;
  because: string;
}
/** Who has a rotation's duty, as long as nothing changes, or why nobody has; no `from` or `until` where it has none. */
export interface Shift {
  person?: string;
  from?: Date;
  until?: Date;
  because: string;
}

/** Whom a target, a person's id or a rotation's id means at an instant, with the reason; nobody for a word that means nobody then. */
export function onCall(people: OnCallPeople, target: string, at: Date): OnCall[] {
  const meant = own(people.targets, target);
  if (meant?.person !== undefined) return [{ person: meant.person, because: `${target} is ${meant.person}` }];
  if (meant?.people !== undefined)
    return [...new Set(meant.people)].map((person) => ({ person, because: `${person} belongs to ${target}` }));
  if (meant === undefined && own(people.people, target) !== undefined)
    return [{ person: target, because: `${target} by name` }];
  const shift = shiftAt(people, meant?.rotation ?? target, at);
  return shift.person === undefined ? [] : [{ person: shift.person, because: shift.because }];
}

/** A target to fall back on where none is given: the first that is a person, who is always there, else the first that means somebody at an instant. */
export function fallbackTarget(people: OnCallPeople, at: Date): string | undefined {
  const targets = Object.keys(people.targets).filter((target) => onCall(people, target, at).length > 0);
  return targets.find((target) => own(people.targets, target)?.person !== undefined) ?? targets[0];
}

/**
 * Who has a rotation's duty at an instant: whoever stands in (of several the shortest, of two alike the later), else the person of the last
 * layer that is open.
 */
export function shiftAt(people: OnCallPeople, id: string, at: Date): Shift {
  const rotation = own(people.rotations, id);
  if (rotation === undefined) return { because: `there is no rotation ${id}` };
  const time = at.getTime();
  let span = always;
  for (const one of ranked(people.overrides, id)) {
    const stands = standsAt(one, time);
    span = both(span, stands);
    if (!stands.open) continue;
    const instead = dutyAt(rotation, time).person;
    const of = instead === undefined || instead === one.person ? '' : ` for ${instead}`;
    const asked = one.by === undefined ? '' : `, asked by ${one.by}`;
    const reason = one.reason === undefined ? '' : `: ${one.reason}`;
    return {
      person: one.person,
      ...limits(span),
      because: `stands in${of} on ${id} until ${one.to}${asked}${reason}`,
    };
  }
  const duty = dutyAt(rotation, time);
  const held = limits(both(span, duty));
  if (duty.person === undefined)
    return { ...held, because: hasBegun(rotation, time) ? `nobody has a turn on ${id} now` : notYet(id, rotation) };
  return { person: duty.person, ...held, because: `${id} ${stretchOf(held)}` };
}

interface Duty extends Span {
  person?: string;
}
/** Who has the duty by the layers alone: a later layer, while it is open and has somebody, covers those before it. */
function dutyAt(rotation: Rotation, at: number): Duty {
  let span = always;
  for (const layer of layersOf(rotation).toReversed()) {
    const hours = hoursAt(layer, at);
    span = both(span, hours);
    if (!hours.open) continue;
    const turn = turnAt(layer, at);
    span = both(span, turn);
    if (turn.person !== undefined) return { ...span, person: turn.person };
  }
  return span;
}

const hasBegun = (rotation: Rotation, at: number): boolean =>
  layersOf(rotation).some((layer) => turnAt(layer, at).number >= 0);
const notYet = (id: string, rotation: Rotation): string => {
  const [first] = layersOf(rotation)
    .map(({ starts }) => starts)
    .sort();
  return `${id} begins only on ${first}`;
};

const limits = ({ from, until }: Span): { from?: Date; until?: Date } => ({
  ...(Number.isFinite(from) ? { from: new Date(from) } : {}),
  ...(Number.isFinite(until) ? { until: new Date(until) } : {}),
});
const stretchOf = ({ from, until }: { from?: Date; until?: Date }): string =>
  `from ${from === undefined ? 'always' : minute(from)} until ${until === undefined ? 'further notice' : minute(until)}`;
const minute = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;
