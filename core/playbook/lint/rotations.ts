import { Temporal } from 'temporal-polyfill';
import { dutiesAhead } from '../../on-call/ahead.ts';
import { layerPaths, layersOf, personOf } from '../../on-call/layers.ts';
import { shiftAt } from '../../on-call.ts';
import type { Layer, People, Rotation } from '../people.ts';
import type { Path } from '../source.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

const file = 'people.yaml';
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const YEAR = 366 * 86_400_000;

/** Every rotation is one that can be computed, has begun, and has somebody at each instant of the year ahead. */
export function* rotations({ playbook, people, at: now }: Linted): Iterable<Finding> {
  let sound = true;
  for (const [id, rotation] of Object.entries(people.rotations)) {
    for (const [path, layer] of layerPaths(id, rotation)) {
      for (const found of faults(path, layer)) {
        sound = false;
        yield found;
      }
    }
    const silent = rotation.zone === undefined && (rotation.layers ?? [{}]).some(({ zone }: Partial<Layer>) => !zone);
    const [first] = layersOf(rotation);
    if (silent && first !== undefined && playbook.zone !== 'UTC')
      yield note(
        ['rotations', id],
        `the rotation ${id} names no zone: its hand-over is at ${first.handover.time} UTC, not ${playbook.zone}`,
        file,
      );
  }
  if (!sound || now === undefined) return;
  for (const [id, rotation] of Object.entries(people.rotations)) yield* ahead(people, id, rotation, now);
}

function* faults(path: Path, layer: Layer): Iterable<Finding> {
  const starts = dayOf(layer.starts);
  const { day } = layer.handover;
  if (starts === undefined) yield wrong([...path, 'starts'], `${layer.starts} is no day`, 'a date that exists', file);
  else if (day !== undefined && starts !== day)
    yield wrong(
      [...path, 'starts'],
      `${layer.starts} is a ${starts}, the hand-over is on ${day}`,
      `a date that is a ${day}`,
      file,
    );
  if (seconds(layer.shift) < 60) yield wrong([...path, 'shift'], `a shift of ${layer.shift}`, 'at least 1m', file);
  if (layer.hours !== undefined && layer.hours.from === layer.hours.to)
    yield wrong(
      [...path, 'hours'],
      `hours from ${layer.hours.from} to ${layer.hours.to}`,
      'two times, or no hours at all',
      file,
    );
  for (const [n, member] of layer.members.entries()) {
    if (typeof member === 'string') continue;
    for (const [field, date] of Object.entries({ from: member.from, until: member.until })) {
      if (date !== undefined && dayOf(date) === undefined)
        yield wrong([...path, 'members', n, field], `${date} is no day`, 'a date that exists', file);
    }
    if (member.from !== undefined && member.until !== undefined && member.from >= member.until)
      yield wrong(
        [...path, 'members', n, 'until'],
        `${member.person} leaves on ${member.until}, before joining`,
        `later than ${member.from}`,
        file,
      );
  }
}

function* ahead(people: People, id: string, rotation: Rotation, now: Date): Iterable<Finding> {
  const end = new Date(now.getTime() + YEAR);
  const duties = [...dutiesAhead({ ...people, overrides: [] }, id, now, end)];
  const words = Object.entries(people.targets).flatMap(([target, meant]) => (meant.rotation === id ? [target] : []));
  const named = words.length === 0 ? id : words.join(', ');
  const gap = duties.find(({ person, from }) => person === undefined && shiftAt(people, id, from).person === undefined);
  if (gap !== undefined) {
    const until = gap.until < end ? `until ${minute(gap.until)}` : 'for a year at least';
    const when = gap.from.getTime() === now.getTime() ? until : `from ${minute(gap.from)} ${until}`;
    yield note(
      ['rotations', id],
      `${named} means nobody ${when} (${gap.because}): the catch-all is paged instead`,
      file,
    );
  }
  // the whole year was looked at
  if (duties.at(-1)?.until.getTime() !== end.getTime()) return;
  const seen = new Set(duties.map(({ person }) => person));
  for (const [path, layer] of layerPaths(id, rotation))
    for (const [n, member] of layer.members.entries()) {
      if (typeof member !== 'string' || seen.has(personOf(member))) continue;
      if (dayOf(layer.starts) === undefined || Date.parse(layer.starts) > now.getTime()) continue;
      yield note([...path, 'members', n], `${member} has no turn on ${id} within a year`, file);
    }
}

const minute = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;

/** The weekday of a date, if there is such a date. */
function dayOf(date: string): string | undefined {
  try {
    return weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
