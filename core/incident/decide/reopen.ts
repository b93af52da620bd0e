import { Conflict } from '#core/errors';
import type { Command } from '../command.ts';
import type { Turn } from '../turn.ts';
import { fireDue } from './clock.ts';
import { jump } from './where.ts';

/** Opens again: the next cycle, its first pages from this very transaction, and a fresh look at the system. */
export function reopen(t: Turn, c: Extract<Command, { do: 'reopen' }>): void {
  if (t.state.life === 'open') throw new Conflict(`${t.state.id} is open`);
  const because = `${c.reason} (${c.by})`;
  const { phase, visit, communicateVisit, run } = t.state;
  t.emit({ type: 'Reopened' }, because);
  if (c.signal !== undefined) {
    const { key, title, at } = c.signal;
    t.emit({ type: 'SignalFired', key, title, signalAt: at }, because);
  }
  jump(t, 'detect', because);
  t.emit({ type: 'RunStarted', run: run.n + 1 }, because);
  t.effect(`stop.${run.n}`, { do: 'stop-run', run: run.n, phase, visit, communicateVisit });
  t.effect(`run.${run.n + 1}`, { do: 'start-run', run: run.n + 1 });
  t.status('opened', because);
  t.tell('reopened', because);
  fireDue(t, t.context.now);
}
