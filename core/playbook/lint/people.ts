import { Temporal } from 'temporal-polyfill';
import { fallbackTarget, onCall, shiftAt } from '../../on-call.ts';
import { own } from '../../own.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

const file = 'people.yaml';
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Everybody who can be paged can be reached, and every rotation has somebody at each instant. */
export function* people({
  playbook,
  people: them,
  vocabulary,
  at: now,
}: Pick<Linted, 'people' | 'vocabulary' | 'at'> & Partial<Pick<Linted, 'playbook'>>): Iterable<Finding> {
  for (const [id, person] of Object.entries(them.people)) {
    const meant = Object.values(them.targets).filter(
      (t) =>
        t.person === id ||
        t.people?.includes(id) === true ||
        (t.rotation !== undefined && own(them.rotations, t.rotation)?.members.includes(id) === true),
    );
    for (const [n, tool] of person.channels.entries()) {
      const reach = vocabulary.channels.find((channel) => channel.tool === tool)?.person;
      if (reach === undefined || reach === 'none' || person[reach.field] !== undefined) continue;
      const onDuty = reach.duty && meant.length > 0 && meant.every((t) => t[reach.field] !== undefined);
      if (onDuty) continue;
      yield wrong(
        ['people', id, 'channels', n],
        `${id} is paged by ${tool}, but has no ${reach.field}`,
        `${reach.field}: … for ${id}, or no ${tool} here`,
        file,
      );
    }
  }
  for (const [id, rotation] of Object.entries(them.rotations)) {
    const at = ['rotations', id];
    const day = dayOf(rotation.starts);
    if (day === undefined) yield wrong([...at, 'starts'], `${rotation.starts} is no day`, 'a date that exists', file);
    else if (day !== rotation.handover.day && seconds(rotation.shift) % 604_800 === 0) {
      yield wrong(
        [...at, 'starts'],
        `${rotation.starts} is a ${day}, the hand-over is on ${rotation.handover.day}`,
        `a date that is a ${rotation.handover.day}`,
        file,
      );
    }
    if (seconds(rotation.shift) < 60)
      yield wrong([...at, 'shift'], `a shift of ${rotation.shift}`, 'at least 1m', file);
    if (rotation.zone === undefined && playbook !== undefined && playbook.zone !== 'UTC')
      yield note(
        at,
        `the rotation ${id} names no zone: its hand-over is at ${rotation.handover.time} UTC, not ${playbook.zone}`,
        file,
      );
  }
  for (const [n, override] of them.overrides.entries()) {
    if (Date.parse(override.from) >= Date.parse(override.to))
      yield wrong(
        ['overrides', n, 'to'],
        `this override ends at ${override.to}, before it begins`,
        `later than ${override.from}`,
        file,
      );
  }
  if (now !== undefined && Object.keys(them.targets).length > 0 && fallbackTarget(them, now) === undefined)
    yield wrong(
      ['targets'],
      'no target means anybody now, so no catch-all would reach anybody',
      'at least one target that is a person, or a rotation that has begun',
      file,
    );
  for (const [id, target] of Object.entries(them.targets)) {
    if (target.people?.length === 0)
      yield wrong(['targets', id, 'people'], `${id} means nobody`, 'at least one person', file);
    else if (now !== undefined && target.rotation !== undefined && onCall(them, id, now).length === 0)
      yield note(
        ['targets', id],
        `${id} means nobody now (${shiftAt(them, target.rotation, now).because}): until then the catch-all is paged instead`,
        file,
      );
  }
}

/** The weekday of a date, if there is such a date. */
function dayOf(date: string): string | undefined {
  try {
    return weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
