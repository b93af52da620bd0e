import { Temporal } from 'temporal-polyfill';
import type { Layer } from '../playbook/people.ts';
import { seconds } from '../playbook/words.ts';
import { personOf } from './layers.ts';
import type { Span } from './span.ts';

/** One shift of a layer; nobody has it before the layer begins, or while it has no member. */
export interface Turn extends Span {
  person?: string;
  /** Which it is, from 0; -1 before the first. */
  number: number;
}

/** The turn that was last asked for: one decision asks for the same instant many times. */
const last = new WeakMap<Layer, Turn>();

/** The shift of a layer at an instant. */
export function turnAt(layer: Layer, at: number): Turn {
  const known = last.get(layer);
  if (known !== undefined && known.from <= at && at < known.until) return known;
  const turn = findTurn(layer, at);
  last.set(layer, turn);
  return turn;
}

/** Shifts are equal on the wall clock: a night with a clock change is an hour longer or shorter for the person who has it. */
function findTurn(layer: Layer, at: number): Turn {
  const zone = layer.zone ?? 'UTC';
  const first = firstOf(layer);
  const length = seconds(layer.shift);
  const begins = (n: number): number => first.add({ seconds: n * length }).toZonedDateTime(zone).epochMilliseconds;
  if (at < begins(0)) return { from: Number.NEGATIVE_INFINITY, until: begins(0), number: -1 };
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  let n = Math.max(0, Math.floor(first.until(wall, { largestUnit: 'second' }).seconds / length));
  while (begins(n + 1) <= at) n += 1;
  while (n > 0 && begins(n) > at) n -= 1;
  const person = personAt(layer, n);
  return { ...(person === undefined ? {} : { person }), from: begins(n), until: begins(n + 1), number: n };
}

const firstOf = ({ starts, handover }: Layer): Temporal.PlainDateTime =>
  Temporal.PlainDate.from(starts).toPlainDateTime(Temporal.PlainTime.from(handover.time));

/**
 * Whose the shift of a number is. Turns go round in the order of the list; who joins or leaves changes only shifts that begin from that
 * day on, and the next is then whoever follows, in the list, the person of the shift before. So the turn that runs is never moved.
 */
function personAt(layer: Layer, n: number): string | undefined {
  let holder = -1;
  const changes = [...new Set(layer.members.flatMap((member) => (typeof member === 'string' ? [] : daysOf(member))))]
    .map((day) => firstOn(layer, day))
    .filter((number) => number > 0 && number <= n)
    .sort((a, b) => a - b);
  const starts = [...new Set([0, ...changes])];
  for (const [stretch, start] of starts.entries()) {
    const active = activeAt(layer, start);
    if (active.length === 0) {
      if (stretch === starts.length - 1) return undefined;
      continue;
    }
    const next = active.findIndex((position) => position > holder);
    const end = starts[stretch + 1] ?? n + 1;
    holder = active[((next === -1 ? 0 : next) + (end - 1 - start)) % active.length] ?? -1;
  }
  const member = layer.members[holder];
  return member === undefined ? undefined : personOf(member);
}

const daysOf = ({ from, until }: { from?: string | undefined; until?: string | undefined }): string[] =>
  [from, until].filter((day) => day !== undefined);

/** The number of the first shift that begins on a day or later. */
const firstOn = (layer: Layer, day: string): number =>
  Math.ceil(
    firstOf(layer).until(Temporal.PlainDate.from(day).toPlainDateTime(), { largestUnit: 'second' }).seconds /
      seconds(layer.shift),
  );

/** Places in the list of those who may take the shift of a number. */
function activeAt(layer: Layer, n: number): number[] {
  const day = firstOf(layer)
    .add({ seconds: n * seconds(layer.shift) })
    .toPlainDate()
    .toString();
  return layer.members.flatMap((member, position) => {
    if (typeof member === 'string') return [position];
    const { from, until } = member;
    return (from !== undefined && day < from) || (until !== undefined && day >= until) ? [] : [position];
  });
}
