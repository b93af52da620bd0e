import { Temporal } from 'temporal-polyfill';
import type * as z from 'zod';
import { own } from './own.ts';
import type { People, Rotation as RotationSchema } from './playbook/people.ts';
import { seconds } from './playbook/words.ts';

type Rotation = z.infer<typeof RotationSchema>;

export interface OnCall {
  person: string;
  because: string;
}
/** One turn of a rotation, or why there is none. */
export interface Shift {
  person?: string;
  from?: Date;
  until?: Date;
  because: string;
}

/** Whom a target, a person's id or a rotation's id means at an instant, with the reason; nobody for a word that means nobody then. */
export function onCall(people: People, target: string, at: Date): OnCall[] {
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
export function fallbackTarget(people: People, at: Date): string | undefined {
  const targets = Object.keys(people.targets).filter((target) => onCall(people, target, at).length > 0);
  return targets.find((target) => own(people.targets, target)?.person !== undefined) ?? targets[0];
}

/** Who has a rotation's duty at an instant: the last override that covers it, else the person whose shift it is. */
export function shiftAt(people: People, id: string, at: Date): Shift {
  const rotation = own(people.rotations, id);
  if (rotation === undefined) return { because: `there is no rotation ${id}` };
  const turn = turnAt(rotation, at.getTime());
  const stands = people.overrides.findLast(
    (o) => o.rotation === id && Date.parse(o.from) <= at.getTime() && at.getTime() < Date.parse(o.to),
  );
  if (stands !== undefined) {
    const instead = turn.person === undefined || turn.person === stands.person ? '' : ` for ${turn.person}`;
    return {
      person: stands.person,
      from: new Date(stands.from),
      until: new Date(stands.to),
      because: `stands in${instead} on ${id} until ${stands.to}`,
    };
  }
  if (turn.person === undefined) return { because: `${id} begins only on ${rotation.starts}` };
  const from = new Date(turn.from);
  const until = new Date(turn.until);
  return { person: turn.person, from, until, because: `${id} from ${minute(from)} until ${minute(until)}` };
}

const minute = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;

interface Turn {
  person?: string;
  from: number;
  until: number;
}
/** The turn that was last asked for: one decision asks for the same instant many times. */
const last = new WeakMap<Rotation, Turn>();

function turnAt(rotation: Rotation, at: number): Turn {
  const known = last.get(rotation);
  if (known !== undefined && known.from <= at && at < known.until) return known;
  const turn = findTurn(rotation, at);
  last.set(rotation, turn);
  return turn;
}

/** Shifts are equal on the wall clock: a night with a clock change is an hour longer or shorter for the person who has it. */
function findTurn(rotation: Rotation, at: number): Turn {
  const zone = rotation.zone ?? 'UTC';
  const first = Temporal.PlainDate.from(rotation.starts).toPlainDateTime(
    Temporal.PlainTime.from(rotation.handover.time),
  );
  const length = seconds(rotation.shift);
  const begins = (n: number): number => first.add({ seconds: n * length }).toZonedDateTime(zone).epochMilliseconds;
  if (at < begins(0)) return { from: Number.NEGATIVE_INFINITY, until: begins(0) };
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  let n = Math.max(0, Math.floor(first.until(wall, { largestUnit: 'second' }).seconds / length));
  while (begins(n + 1) <= at) n += 1;
  while (n > 0 && begins(n) > at) n -= 1;
  const person = rotation.members[n % rotation.members.length];
  return { ...(person === undefined ? {} : { person }), from: begins(n), until: begins(n + 1) };
}
