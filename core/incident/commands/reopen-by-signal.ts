import { commandOf } from '../command-of.ts';
import { reopenIncident } from '../reopening.ts';
import { Signal } from '../signal.ts';

/** A signal of this incident fired again before its observation window ended. */
export const reopenBySignal = commandOf('reopen-by-signal', { signal: Signal }, (t, { signal }) =>
  reopenIncident(t, `fired again within the observation window: ${signal.summary}`, signal),
);
