import { CHAPTERS } from '#core/rules/expand';
import { parseSpan } from '#core/time/span';
import type { Path } from '../source.ts';
import { type Finding, type Linted, wrong } from './finding.ts';

const SHORTEST = 60;
interface Repeats {
  [by: string]: Every;
}
type Every = string | Repeats | undefined;

/** What is said, asked or paged again waits a minute at least. No part of the schemas: these read what is pinned to incidents, too. */
export function* repeats({ playbook, runbooks }: Pick<Linted, 'playbook' | 'runbooks'>): Iterable<Finding> {
  const { again, triage, choice, verification, updates } = playbook;
  yield* tooOften(['again'], again);
  yield* tooOften(['triage', 'confirm', 'again'], triage.confirm?.again);
  yield* tooOften(['choice', 'again'], choice.again);
  yield* tooOften(['verification', 'exhausted', 'again'], verification.exhausted.again);
  for (const [n, { every }] of updates.entries()) yield* tooOften(['updates', n, 'every'], every);
  for (const chapter of CHAPTERS)
    for (const [n, entry] of playbook[chapter].entries()) {
      if ('every' in entry) yield* tooOften([chapter, n, 'every'], entry.every);
      // a ladder is back at the same people once it has gone through all of its steps
      if ('ladder' in entry && entry.repeat > 0) yield* tooOften([chapter, n, 'after'], entry.after, entry.page.length);
    }
  for (const [id, { steps }] of Object.entries(runbooks))
    for (const [n, step] of steps.entries())
      if ('again' in step) yield* tooOften(['steps', n, 'again'], step.again, 1, `runbooks/${id}.yaml`);
}

function* tooOften(path: Path, every: Every, times = 1, file?: string): Iterable<Finding> {
  if (every === undefined) return;
  if (typeof every === 'object') {
    for (const [key, one] of Object.entries(every)) yield* tooOften([...path, key], one, times, file);
    return;
  }
  const { seconds } = parseSpan(every);
  if (seconds * times >= SHORTEST) return;
  const steps = times === 1 ? '' : `, ${times} steps long`;
  yield wrong(
    path,
    `again after ${every}${steps}`,
    `at least ${times === 1 ? '1m' : `${Math.ceil(SHORTEST / times)}s`}`,
    file,
  );
}
