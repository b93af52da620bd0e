import * as z from 'zod';
import { own } from '#core/own';
import { commandOf } from '../command-of.ts';
import { noteFlapping } from '../flapping.ts';
import { recoverIfAllHave } from '../recovery.ts';
import { Signal } from '../signal.ts';

/** A signal has recovered. When all have, the playbook says what follows. `changes`: when it last changed between firing and recovered. */
export const signalRecovered = commandOf(
  'signal-recovered',
  { signal: Signal, changes: z.array(z.string()).optional() },
  (t, { signal, changes }) => {
    const { key, title, at, summary } = signal;
    const known = own(t.state.signals, key);
    // one of the many that are only counted
    if (known === undefined) {
      if (t.context.firing !== undefined) recoverIfAllHave(t, summary);
      return;
    }
    if (known.state === 'recovered' || Date.parse(known.at) >= Date.parse(at)) return;
    t.emit({ type: 'SignalRecovered', key, title, signalAt: at }, summary);
    noteFlapping(t, signal, changes);
    recoverIfAllHave(t, summary);
  },
);
