import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { startNextRun, stopRun } from '../runs.ts';
import { iso } from '../time.ts';

const TEN_MINUTES = 600_000;

/**
 * A run of the lifecycle has died: the next one goes on from the incident's own state. Three deaths in ten minutes page the catch-all, and
 * from then on a new run is tried every ten minutes until one lives longer than that.
 */
export const runDied = commandOf('run-died', { run: z.int(), how: z.string() }, (t, c) => {
  if (t.state.life === 'reviewed' || t.state.life === 'ended') return;
  const { run, phase } = t.state;
  if (run.n !== c.run || run.retryAt !== undefined || phase === 'over') return;
  const now = t.context.now.getTime();
  const lately = run.deaths.filter((d) => now - Date.parse(d) < TEN_MINUTES).length + 1;
  const slowed = run.slowedAt !== undefined && now - Date.parse(run.slowedAt) < TEN_MINUTES;
  const retryAt = slowed || lately >= 3 ? iso(now + TEN_MINUTES) : undefined;
  const next = slowed ? 'next run in ten minutes' : 'third failure in ten minutes, next run in ten';
  const because = `run ${c.run}: ${c.how}; ${retryAt === undefined ? 'the next run takes over' : next}`;
  t.emit({ type: 'RunDied', run: c.run, ...(retryAt === undefined ? {} : { retryAt }) }, because);
  stopRun(t, t.state);
  if (retryAt === undefined) {
    startNextRun(t, because);
    return;
  }
  if (slowed) return;
  t.happen('run-died', because);
  t.page(t.context.catchAll, {
    rule: 'run-died',
    round: c.run,
    // what comes after the end needs a machine too
    unless: 'never',
    because,
    why: 'workflow keeps failing',
  });
});
