import type { Command } from '../command.ts';
import { iso } from '../time.ts';
import type { Turn } from '../turn.ts';

const TEN_MINUTES = 600_000;

/**
 * A run has died: the next one takes the incident up from its own state. Three deaths in ten minutes wake the catch-all, and from then on a
 * new run is tried every ten minutes until one lives longer than that.
 */
export function runDied(t: Turn, c: Extract<Command, { do: 'run-died' }>): void {
  const { run, phase, visit, communicateVisit } = t.state;
  if (run.n !== c.run || run.retryAt !== undefined || phase === 'over') return;
  const now = t.context.now.getTime();
  const lately = run.deaths.filter((d) => now - Date.parse(d) < TEN_MINUTES).length + 1;
  const slowed = run.slowedAt !== undefined && now - Date.parse(run.slowedAt) < TEN_MINUTES;
  const retryAt = slowed || lately >= 3 ? iso(now + TEN_MINUTES) : undefined;
  const what = slowed ? 'tried again in ten minutes' : 'third in ten minutes: tried again in ten';
  const because = `run ${c.run}: ${c.how}; ${retryAt === undefined ? 'taken up' : what}`;
  t.emit({ type: 'RunDied', run: c.run, ...(retryAt === undefined ? {} : { retryAt }) }, because);
  t.effect(`stop.${c.run}`, { do: 'stop-run', run: c.run, phase, visit, communicateVisit });
  if (retryAt === undefined) {
    startNext(t, because);
    return;
  }
  if (slowed) return;
  t.tell('run-died', because);
  t.page(t.context.catchAll, {
    rule: 'run-died',
    round: c.run,
    // also what comes after the end needs a machine
    unless: 'never',
    because,
    why: 'its machine keeps dying',
  });
}

export function retryRun(t: Turn): void {
  if (t.state.run.retryAt !== undefined) startNext(t, 'tried again');
}

function startNext(t: Turn, because: string): void {
  const run = t.state.run.n + 1;
  t.emit({ type: 'RunStarted', run }, because);
  t.effect(`run.${run}`, { do: 'start-run', run });
}
