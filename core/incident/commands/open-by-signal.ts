import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { doDue } from '../due.ts';
import { openIncident } from '../opening.ts';
import { recoverIfAllHave } from '../recovery.ts';
import { Signal } from '../signal.ts';
import { IncidentId } from '../state.ts';

/** A signal opens an incident. One whose recovery arrived first opens it all the same, recovered at once. */
export const openBySignal = commandOf(
  'open-by-signal',
  {
    id: IncidentId,
    signal: Signal,
    speed: z.number(),
    /** When its recovery was, where later news of it arrived first. */
    recoveredAt: z.string().optional(),
    /** The incident that held the signal before. */
    previous: z.string().optional(),
  },
  (t, { id, signal, speed, recoveredAt, previous }) => {
    const { key, title, service, source } = signal;
    openIncident(t, { id, by: source, title, speed, service, signal, previous });
    if (recoveredAt !== undefined) {
      t.emit({ type: 'SignalRecovered', key, title, signalAt: recoveredAt }, 'its recovery arrived before its firing');
      recoverIfAllHave(t, 'recovered before the incident opened');
    }
    doDue(t, t.context.now);
  },
);
