import { seconds } from '#core/playbook/words';
import type { Condition, Range } from './condition.ts';

/** What is known of an incident when a condition is looked at. */
export interface Known {
  severity: string;
  status: string;
  category?: string | undefined;
  /** Planned work may concern several. */
  service?: string | readonly string[] | undefined;
  source: string;
  /** A fact as it is set; a flag that nobody has set is false. */
  fact: (name: string) => string | number | boolean | undefined;
  /** Whether somebody has set a fact. */
  known: (name: string) => boolean;
  /** Whether somebody whom the target meant has acknowledged; of `true`, whether anybody has. */
  acknowledged: (target: string | true) => boolean;
  told: (place: string) => boolean;
  done: (rule: string) => boolean;
  /** Whether somebody has ticked a task since it was last given. */
  ticked: (task: string) => boolean;
  /** Seconds since the opening or the last re-opening, at the incident's speed. */
  openFor: number;
  /** Readings by check, `undefined` or `null` where it could not be read; absent where nothing is read. */
  readings?: ReadonlyMap<string, number | null>;
}

/** Yes, no, or not known: what is not known satisfies neither a comparison nor its `not`. */
export type Held = boolean | undefined;

/** Whether all of these hold: one that does not decides, one that is not known leaves it open. */
const all = (held: readonly Held[]): Held => {
  if (held.includes(false)) return false;
  return held.includes(undefined) ? undefined : true;
};
const any = (held: readonly Held[]): Held => {
  if (held.includes(true)) return true;
  return held.includes(undefined) ? undefined : false;
};
const not = (held: Held): Held => (held === undefined ? undefined : !held);

const list = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);
/** An incident without a service or a category has none: that is known. */
const isOneOf = <T>(known: T | readonly T[] | undefined, wanted: T | readonly T[]): boolean =>
  known !== undefined && list(known).some((one) => list(wanted).includes(one));

/** Whether a number is within limits. */
export const within = (range: Range, n: number): boolean =>
  (range.above === undefined || n > range.above) &&
  (range.atLeast === undefined || n >= range.atLeast) &&
  (range.below === undefined || n < range.below) &&
  (range.atMost === undefined || n <= range.atMost);

type Wanted = NonNullable<Condition['fact']>[string];
const isRange = (wanted: Wanted): wanted is Range => typeof wanted === 'object' && !Array.isArray(wanted);

function factHolds(wanted: Wanted, is: string | number | boolean | undefined): Held {
  if (is === undefined) return undefined;
  if (!isRange(wanted)) return list(wanted).includes(is);
  return typeof is === 'number' ? within(wanted, is) : undefined;
}

/** Whether a condition holds: of a map all of it. Each word is looked at by itself, so that what is not known stays not known. */
export function held(c: Condition, k: Known): Held {
  const said: Held[] = [];
  if (c.severity !== undefined) said.push(isOneOf(k.severity, c.severity));
  if (c.status !== undefined) said.push(isOneOf(k.status, c.status));
  if (c.category !== undefined) said.push(isOneOf(k.category, c.category));
  if (c.service !== undefined) said.push(isOneOf(k.service, c.service));
  if (c.source !== undefined) said.push(isOneOf(k.source, c.source));
  if (c.fact !== undefined)
    for (const [name, wanted] of Object.entries(c.fact)) said.push(factHolds(wanted, k.fact(name)));
  if (c.known !== undefined) said.push(list(c.known).every((name) => k.known(name)));
  if (c.acknowledged !== undefined) said.push(list(c.acknowledged).some((target) => k.acknowledged(target)));
  if (c.told !== undefined) said.push(list(c.told).some((place) => k.told(place)));
  if (c.done !== undefined) said.push(list(c.done).some((rule) => k.done(rule)));
  if (c.ticked !== undefined) said.push(list(c.ticked).some((task) => k.ticked(task)));
  if (c.openFor !== undefined) said.push(k.openFor >= seconds(c.openFor));
  if (c.check !== undefined)
    for (const [check, range] of Object.entries(c.check)) {
      const reading = k.readings?.get(check);
      said.push(reading === undefined || reading === null ? undefined : within(range, reading));
    }
  if (c.any !== undefined) said.push(any(c.any.map((one) => held(one, k))));
  if (c.not !== undefined) said.push(not(held(c.not, k)));
  return all(said);
}

/** Whether a condition is known to hold. */
export const holds = (c: Condition | undefined, k: Known): boolean => c === undefined || held(c, k) === true;

/** Every duration by whose end a condition may come to hold by time alone. */
export const openForOf = (c: Condition | undefined): number[] =>
  c === undefined
    ? []
    : [
        ...(c.openFor === undefined ? [] : [seconds(c.openFor)]),
        ...(c.any ?? []).flatMap(openForOf),
        ...openForOf(c.not),
      ];
