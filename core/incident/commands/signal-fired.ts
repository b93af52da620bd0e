import { Conflict } from '#core/errors';
import { own } from '#core/own';
import { commandOf } from '../command-of.ts';
import { Signal } from '../signal.ts';

/** A signal that was not firing here: a new alarm joins, or a known one fires again. */
export const signalFired = commandOf('signal-fired', { signal: Signal }, (t, { signal }) => {
  const { key, title, at, service, summary } = signal;
  // the incident ended meanwhile: the signal must open another, never vanish in this one
  if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is ${t.state.life}`);
  const known = own(t.state.signals, key);
  if (known !== undefined && (known.state === 'firing' || Date.parse(known.at) >= Date.parse(at))) return;
  const because = known === undefined ? `joins: same service (${service ?? 'none'})` : 'fires again';
  t.emit({ type: 'SignalFired', key, title, signalAt: at }, `${because}: ${summary}`);
  if (known === undefined) t.tell('joined', because);
});
