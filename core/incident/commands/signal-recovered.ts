import { own } from '../../own.ts';
import { commandOf } from '../command-of.ts';
import { recoverIfAllHave } from '../recovery.ts';
import { Signal } from '../signal.ts';

/** A signal has recovered. When all have, the playbook says what follows. */
export const signalRecovered = commandOf('signal-recovered', { signal: Signal }, (t, { signal }) => {
  const { key, title, at, summary } = signal;
  const known = own(t.state.signals, key);
  if (known === undefined || known.state === 'recovered' || Date.parse(known.at) >= Date.parse(at)) return;
  t.emit({ type: 'SignalRecovered', key, title, signalAt: at }, summary);
  recoverIfAllHave(t, summary);
});
