import { Conflict } from '#core/errors';
import { doDue } from './due.ts';
import { jump } from './position.ts';
import { startNextRun, stopRun } from './runs.ts';
import type { Signal } from './signal.ts';
import type { Turn } from './turn.ts';

/** Opens again: the next cycle, its first pages from this very transaction, and a fresh look at the system by a run of its own. */
export function reopenIncident(t: Turn, because: string, signal?: Signal): void {
  if (t.state.life === 'open') throw new Conflict(`${t.state.id} is already open`);
  const before = t.state;
  t.emit({ type: 'Reopened', ...(signal === undefined ? {} : { detectedAt: signal.at }) }, because);
  if (signal !== undefined) {
    const { key, title, at } = signal;
    t.emit({ type: 'SignalFired', key, title, signalAt: at }, because);
  }
  jump(t, 'detect', because);
  stopRun(t, before);
  startNextRun(t, because);
  t.status('opened', because);
  t.tell('reopened', because);
  doDue(t, t.context.now);
}
