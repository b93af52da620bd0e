import { valueFor } from '#core/rules/expand';
import { momentAfter } from '#core/time/moment';
import { own } from '../../own.ts';
import type { Path } from '../source.ts';
import type { Criterion } from '../verification.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';
import { someBetween } from './range.ts';

/** Verification can pass, items fit their horizons, and review meetings their limits. */
export function* verification({ playbook, runbooks }: Linted): Iterable<Finding> {
  const { stability, pass } = playbook.verification;
  if (stability !== undefined) {
    const needed = stability.passes * seconds(stability.interval);
    if (needed > seconds(stability.total)) {
      yield wrong(
        ['verification', 'stability', 'passes'],
        `${stability.passes} passes every ${stability.interval} need ${needed} s, the loop ends after ${stability.total}`,
        `at most ${Math.floor(seconds(stability.total) / Math.max(1, seconds(stability.interval)))} passes, or a longer total`,
      );
    }
    if (seconds(stability.interval) === 0)
      yield wrong(['verification', 'stability', 'interval'], 'an interval of zero between measurements', 'at least 1s');
  }
  yield* possible(['verification', 'pass'], pass);
  for (const [id, runbook] of Object.entries(runbooks))
    yield* possible(['pass'], runbook.pass ?? [], `runbooks/${id}.yaml`);
  for (const [n, item] of playbook.items.samples.entries()) {
    const limit = own(playbook.items.horizons, item.horizon);
    if (limit !== undefined && seconds(item.due) > seconds(limit))
      yield wrong(
        ['items', 'samples', n, 'due'],
        `due in ${item.due}, past the horizon ${item.horizon} (${limit})`,
        `at most ${limit}, or a longer horizon`,
      );
  }
  if (!/\{n(:\d+)?\}/.test(playbook.items.id))
    yield wrong(['items', 'id'], 'all items would have the same id', 'a pattern with {n} or {n:3}');
  yield* meetings(playbook);
}

/** What is sure to come too late is said before it happens. */
function* meetings({ meeting, severities, ...playbook }: Linted['playbook']): Iterable<Finding> {
  if (meeting?.within === undefined) return;
  for (const name of new Set(severities.flatMap(({ id }) => valueFor(meeting.at, id) ?? []))) {
    const moment = own(playbook.moments, name);
    if (moment === undefined) continue;
    // a calendar that there is not is a finding of its own
    if ([moment.of, moment.orNext].some((one) => one !== undefined && own(playbook.calendars, one) === undefined))
      continue;
    // the hours of one week decide: a meeting lies latest for one of them
    const hours = Array.from({ length: 7 * 24 }, (_, n) => new Date(Date.UTC(2026, 2, 2) + n * 3_600_000));
    const latest = Math.max(...hours.map((from) => momentAfter(moment, playbook, from).getTime() - from.getTime()));
    if (latest > seconds(meeting.within) * 1000)
      yield note(
        ['meeting', 'within'],
        `${name} can lie ${Math.round(latest / 3_600_000)} h after the resolution, later than ${meeting.within}; it is then warned about on the timeline`,
      );
  }
}

function* possible(path: Path, criteria: readonly Criterion[], file?: string): Iterable<Finding> {
  for (const [n, c] of criteria.entries()) {
    if (c.of === undefined) yield* someBetween([...path, n], c, file);
    if (c.of !== undefined && c.atLeast !== undefined && c.atLeast > c.of.length)
      yield wrong(
        [...path, n, 'atLeast'],
        `${c.atLeast} of ${c.of.length} can never be healthy`,
        `at most ${c.of.length}`,
        file,
      );
    if (c.of !== undefined && c.atLeast === undefined)
      yield wrong([...path, n], `the criterion ${c.id} does not say how many of its list`, 'atLeast: a number', file);
  }
}
