import { own } from '#core/own';
import { type Duration, seconds } from '#core/playbook/words';
import type { Condition } from './condition.ts';
import { type Action, type Entry, LATE, type Rule } from './rule.ts';

/** A value for each severity that has the rule. */
export type BySeverity<T> = T | Readonly<Record<string, T>>;

/** A rule as the engine runs it, with its defaults filled in. */
export interface Expanded {
  id: string;
  /** Where it stands in the playbook: `escalation.3`. */
  path: string;
  if?: Condition | undefined;
  /** What its clock counts from: an event, `progress`, `unacknowledged`, or another rule. */
  since: string;
  after: BySeverity<Duration>;
  every?: BySeverity<Duration> | undefined;
  /** Calendars outside of which it waits for the next opening. */
  during?: BySeverity<string> | undefined;
  unless?: 'acknowledged' | 'resolved' | Condition | undefined;
  do: readonly Action[];
  /** It goes on when the incident is over, because it counts from its end. */
  late: boolean;
}

interface Chapters {
  escalation: readonly Entry[];
}

const known = new WeakMap<object, readonly Expanded[]>();

/** All rules of a playbook in their order, shorthand written out. Once for each playbook that was read. */
export function rulesOf({ escalation }: Chapters): readonly Expanded[] {
  const before = known.get(escalation);
  if (before !== undefined) return before;
  const rules = late(escalation.flatMap((entry, n) => expand(entry, `escalation.${n}`)));
  known.set(escalation, rules);
  return rules;
}

/** The value that a severity has; undefined where it has none. */
export const valueFor = <T extends string>(by: BySeverity<T> | undefined, severity: string): T | undefined =>
  by === undefined || typeof by === 'string' ? by : own(by, severity);

const times = (by: BySeverity<Duration>, n: number): BySeverity<Duration> =>
  typeof by === 'string'
    ? `${seconds(by) * n}s`
    : Object.fromEntries(Object.entries(by).map(([severity, span]) => [severity, `${seconds(span) * n}s`]));

/** A rule that waits for an acknowledgement counts from when nobody had given one, every other from the opening (rule G8). */
const sinceOf = ({ since, unless }: Pick<Rule, 'since' | 'unless'>): string =>
  since ??
  (unless === 'acknowledged' || (typeof unless === 'object' && unless.acknowledged !== undefined)
    ? 'unacknowledged'
    : 'opened');

/** One or a list of them, as a list. */
export const list = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T]);

function expand(entry: Entry, path: string): Expanded[] {
  if (!('ladder' in entry)) {
    const { id, if: condition, after = '0m', every, during, unless } = entry;
    return [
      {
        id,
        path,
        if: condition,
        since: sinceOf(entry),
        after,
        every,
        during,
        unless,
        do: list(entry.do),
        late: false,
      },
    ];
  }
  const { ladder, if: condition, after, unless, repeat, page } = entry;
  const steps = Array.from({ length: repeat + 1 }, () => page).flat();
  return steps.map((who, n) => ({
    id: `${ladder}.${n + 1}`,
    path,
    if: condition,
    since: sinceOf(entry),
    after: times(after, n),
    unless,
    do: [{ page: who }],
    late: false,
  }));
}

/** Which rules go on after the end: those that count from it, and those that count from these. */
function late(rules: Expanded[]): Expanded[] {
  const found = new Set<string>(LATE);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { id, since } of rules) if (found.has(since)) found.add(id);
  }
  return rules.map((rule) => ({ ...rule, late: found.has(rule.id) }));
}
