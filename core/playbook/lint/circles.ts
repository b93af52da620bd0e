import type { Condition } from '#core/rules/condition';
import { type Expanded, isClock, rulesOf, workOf } from '#core/rules/expand';
import { type Finding, type Linted, pathOf, wrong } from './finding.ts';

/** The rules that must have acted before this one can: the one that it counts from, and those of its condition, whose tasks it waits for as well. */
function needs({ since, if: condition }: Expanded, givenBy: ReadonlyMap<string, string>): string[] {
  const ticked = typeof condition?.ticked === 'string' ? givenBy.get(condition.ticked) : undefined;
  return [...(isClock(since) ? [] : [since]), ...doneIn(condition), ...(ticked === undefined ? [] : [ticked])];
}
/** Only what must hold: one of several alternatives may be another. */
const doneIn = (c: Condition | undefined): string[] => (typeof c?.done === 'string' ? [c.done] : []);

/** Rules that wait for each other never begin: the whole circle is named, at its first rule. */
export function* circles({ playbook }: Linted): Iterable<Finding> {
  const rules = new Map(rulesOf(playbook).map((rule) => [rule.id, rule]));
  const givenBy = new Map(workOf(playbook).flatMap(({ rule, act }) => ('task' in act ? [[act.item, rule.id]] : [])));
  const told = new Set<string>();
  for (const rule of rules.values()) {
    const circle = circleFrom(rule.id, rules, givenBy);
    // what counts from itself is found where `since` is
    if (circle === undefined || rule.since === rule.id || circle.some((id) => told.has(id))) continue;
    for (const id of circle) told.add(id);
    const way = [...circle, circle[0]].join(' → ');
    if (circle.length === 1) {
      yield wrong(
        pathOf(rule.path),
        `${rule.id} waits for itself to have acted, so it never acts`,
        'another rule, or another task, in its condition',
      );
      continue;
    }
    yield wrong(
      pathOf(rule.path),
      `each of these waits for the next, so none ever acts: ${way}`,
      `one of ${circle.join(', ')} that counts from an event`,
    );
  }
}

/** The shortest way from a rule back to itself. */
function circleFrom(
  start: string,
  rules: ReadonlyMap<string, Expanded>,
  givenBy: ReadonlyMap<string, string>,
): string[] | undefined {
  const before = new Map<string, string>();
  const waiting = [start];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const rule = rules.get(id);
    for (const next of rule === undefined ? [] : needs(rule, givenBy)) {
      if (next === start) {
        const way = [id];
        for (let at = before.get(id); at !== undefined; at = before.get(at)) way.unshift(at);
        return way;
      }
      if (before.has(next)) continue;
      before.set(next, id);
      waiting.push(next);
    }
  }
  return undefined;
}
