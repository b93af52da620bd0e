import * as z from 'zod';
import { Conflict } from '#core/errors';
import { expects } from '#core/maintenance/window';
import { own } from '#core/own';
import { commandOf } from '../command-of.ts';
import { noteFlapping } from '../flapping.ts';
import { raiseBySignal, rateSignal } from '../raising.ts';
import { raisesBySignal } from '../rating.ts';
import { Signal } from '../signal.ts';

/** A signal that changes something here: it joins, fires again, or still fires and is worse. `changes`: when it last changed between firing and recovered. */
export const signalFired = commandOf(
  'signal-fired',
  { signal: Signal, changes: z.array(z.string()).optional() },
  (t, { signal, changes }) => {
    const { key, title, at, service, summary } = signal;
    // the incident ended meanwhile: the signal must open another, never vanish in this one
    if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is ${t.state.life}`);
    const known = own(t.state.signals, key);
    if (known !== undefined && Date.parse(known.at) >= Date.parse(at)) return;
    const { severity } = rateSignal(t.playbook, signal, t.state.facts);
    const now = t.context.now.getTime();
    if (known?.state === 'firing' && !raisesBySignal(t.state, t.playbook, severity, now)) return;
    const again = known?.state === 'firing' ? 'still fires' : 'fires again';
    const joins = expects(t.state, now) ? 'expected, planned work goes on' : 'joins: same service';
    const because = known === undefined ? `${joins} (${service ?? 'none'})` : again;
    t.emit({ type: 'SignalFired', key, title, signalAt: at }, `${because}: ${summary}`);
    noteFlapping(t, signal, changes);
    if (known === undefined) t.happen('joined', because);
    raiseBySignal(t, signal);
  },
);
