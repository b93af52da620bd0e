import { Conflict } from '#core/errors';
import { jump } from './position.ts';
import { startNextRun, stopRun } from './runs.ts';
import type { Signal } from './signal.ts';
import type { Turn } from './turn.ts';

/** Opens again: the next cycle, and a fresh look at the system by a run of its own. What is due at once is left to the caller. */
export function reopenIncident(t: Turn, because: string, signal?: Signal, gone: readonly string[] = []): void {
  if (t.state.life === 'open') throw new Conflict(`${t.state.id} is already open`);
  const before = t.state;
  t.emit(
    {
      type: 'Reopened',
      ...(signal === undefined ? {} : { detectedAt: signal.at }),
      ...(gone.length === 0 ? {} : { without: [...gone] }),
    },
    because,
  );
  if (signal !== undefined) {
    const { key, title, at } = signal;
    t.emit({ type: 'SignalFired', key, title, signalAt: at }, because);
  }
  jump(t, 'detect', because);
  stopRun(t, before);
  startNextRun(t, because);
  t.status('opened', because);
  t.happen('reopened', because);
}
