import * as z from 'zod';
import { Conflict } from '#core/errors';
import { commandOf } from '../command-of.ts';
import { doDue } from '../due.ts';
import { noteFlapping } from '../flapping.ts';
import { raiseBySignal } from '../raising.ts';
import { reopenIncident } from '../reopening.ts';
import { Signal } from '../signal.ts';

/** A signal of this incident fired again before its observation window ended. While it flaps it opens nothing by itself. */
export const reopenBySignal = commandOf(
  'reopen-by-signal',
  { signal: Signal, changes: z.array(z.string()).optional() },
  (t, { signal, changes }) => {
    if (t.state.life === 'open') throw new Conflict(`${t.state.id} is already open`);
    noteFlapping(t, signal, changes);
    if (t.state.flapping !== undefined) {
      const { key, title, at, summary } = signal;
      t.emit({ type: 'SignalFired', key, title, signalAt: at }, `fires again: ${summary}`);
      return;
    }
    const when = t.state.life === 'resolved' ? 'within the observation window' : 'after it was over';
    reopenIncident(t, `fired again ${when}: ${signal.summary}`, signal);
    raiseBySignal(t, signal);
    doDue(t, t.context.now);
  },
);
