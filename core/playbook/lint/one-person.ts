import { dutiesAhead } from '../../on-call/ahead.ts';
import { layersOf } from '../../on-call/layers.ts';
import { onCall } from '../../on-call.ts';
import { own } from '../../own.ts';
import type { People } from '../people.ts';
import { type Finding, type Linted, note } from './finding.ts';

const YEAR = 366 * 86_400_000;

/** Two targets that stand behind one another should not be one person: when the first does not answer, nobody else is asked. */
export function* onePerson({ playbook, people, at: now }: Linted): Iterable<Finding> {
  if (now === undefined) return;
  const levels = playbook.levels.map(({ contacts }) => contacts);
  const rotating = Object.keys(people.targets).filter((target) => people.targets[target]?.rotation !== undefined);
  const pairs = [
    ...pairsOf(rotating, rotating),
    ...levels.flatMap((level, n) => [...pairsOf(level, level), ...pairsOf(level, levels[n + 1] ?? [])]),
  ];
  const seen = new Set<string>();
  for (const [a, b] of pairs) {
    const key = [a, b].sort().join(' ');
    if (a === b || seen.has(key)) continue;
    seen.add(key);
    const next = meeting(people, a, b, now);
    if (next === undefined) continue;
    const first = meeting(people, a, b, begun(people, a, b) ?? now) ?? next;
    const again = first.from < next.from && first.person !== undefined ? `, next ${said(next)}` : '';
    yield note(['targets', b], `${a} and ${b} are one person: ${said(first)}${again}`, 'people.yaml');
  }
}

const pairsOf = (some: readonly string[], others: readonly string[]): [string, string][] =>
  some.flatMap((a, n) => (some === others ? others.slice(n + 1) : others).map((b): [string, string] => [a, b]));

interface Meeting {
  person: string;
  from: Date;
  until: Date;
}
const said = ({ person, from, until }: Meeting): string => `${person} from ${minute(from)} until ${minute(until)}`;
const minute = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;

/** The first stretch within a year in which both mean the same person, of whom at least one takes turns. */
function meeting(people: People, a: string, b: string, from: Date): Meeting | undefined {
  const [x, y] = [a, b].map((target) => own(people.targets, target));
  const turning = x?.rotation === undefined ? y : x;
  const other = turning === x ? b : a;
  if (turning?.rotation === undefined || (x?.rotation !== undefined && x.rotation === y?.rotation)) return undefined;
  const to = new Date(from.getTime() + YEAR);
  const rotation = own(people.targets, other)?.rotation;
  for (const duty of dutiesAhead(people, turning.rotation, from, to)) {
    if (duty.person === undefined) continue;
    if (rotation === undefined) {
      const person = duty.person;
      if (onCall(people, other, duty.from).some((one) => one.person === person)) return { ...duty, person };
      continue;
    }
    for (const beside of dutiesAhead(people, rotation, duty.from, duty.until))
      if (beside.person === duty.person) return { person: duty.person, from: beside.from, until: beside.until };
  }
  return undefined;
}

/** When all rotations of two targets have begun. */
function begun(people: People, ...targets: string[]): Date | undefined {
  const starts = targets.flatMap((target) => {
    const rotation = own(people.targets, target)?.rotation;
    const known = rotation === undefined ? undefined : own(people.rotations, rotation);
    return known === undefined ? [] : layersOf(known).map((layer) => Date.parse(layer.starts));
  });
  return starts.length === 0 ? undefined : new Date(Math.max(...starts));
}
