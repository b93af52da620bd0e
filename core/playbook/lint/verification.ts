import { own } from '../../own.ts';
import type { Path } from '../source.ts';
import type { Criterion } from '../verification.ts';
import { seconds } from '../words.ts';
import { type Finding, type Linted, note, wrong } from './finding.ts';

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
  for (const [n, item] of playbook.review.items.entries()) {
    const limit = own(playbook.review.horizons, item.horizon);
    if (limit !== undefined && seconds(item.due) > seconds(limit))
      yield wrong(
        ['review', 'items', n, 'due'],
        `due in ${item.due}, past the horizon ${item.horizon} (${limit})`,
        `at most ${limit}, or a longer horizon`,
      );
  }
  if (!/\{n(:\d+)?\}/.test(playbook.review.itemId))
    yield wrong(['review', 'itemId'], 'all items would have the same id', 'a pattern with {n} or {n:3}');
  for (const [n, rule] of playbook.review.rules.entries()) {
    if (rule.within === undefined) continue;
    const [hour = 0, minute = 0] = rule.time.split(':').map(Number);
    const calendar =
      playbook.businessCalendar === undefined ? undefined : own(playbook.calendars, playbook.businessCalendar);
    const closed = rule.businessDay && calendar !== undefined ? 7 - new Set(calendar.days).size : 0;
    const latest = (rule.days + closed) * 24 + hour + minute / 60;
    if (latest * 3600 > seconds(rule.within)) {
      yield note(
        ['review', 'rules', n, 'within'],
        `the meeting can lie up to ${Math.round(latest)} h after resolution, later than ${rule.within}${closed > 0 ? ' (business days, holidays not counted)' : ''}; it is then warned about on the timeline`,
      );
    }
  }
}

function* possible(path: Path, criteria: readonly Criterion[], file?: string): Iterable<Finding> {
  for (const [n, c] of criteria.entries()) {
    if (c.below !== undefined && c.above !== undefined && c.below <= c.above)
      yield wrong(
        [...path, n, 'below'],
        `nothing is below ${c.below} and above ${c.above}`,
        `more than ${c.above}`,
        file,
      );
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
