import { type Finding, known, type Linted, wrong } from './finding.ts';

/** Action items name horizons and each other, never in a circle, and count from what there is. */
export function* items({ playbook }: Linted): Iterable<Finding> {
  const { samples, horizons, from } = playbook.items;
  const titles = samples.map(({ title }) => title);
  if (from === 'review' && playbook.meeting === undefined)
    yield wrong(['items', 'from'], 'no review is held from whose day items could count', 'meeting, or from: resolved');
  for (const [n, { title, horizon, dependsOn }] of samples.entries()) {
    const at = ['items', 'samples', n];
    yield* known([...at, 'horizon'], horizon, 'horizon', Object.keys(horizons));
    yield* known([...at, 'dependsOn'], dependsOn, 'title of an action item', titles);
    if (leadsTo(title, title, samples))
      yield wrong([...at, 'dependsOn'], `“${title}” would wait for itself`, 'items that do not wait for this one');
  }
}

/** Whether an item waits for another, perhaps by way of others. */
function leadsTo(
  from: string,
  to: string,
  samples: Linted['playbook']['items']['samples'],
  seen: Set<string> = new Set(),
): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const next = samples.find(({ title }) => title === from)?.dependsOn ?? [];
  return next.some((title) => title === to || leadsTo(title, to, samples, seen));
}
