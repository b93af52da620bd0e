import type { Row } from '#app/ports';
import { Refused } from '#core/errors';
import { digest, type Signal } from '#core/incident/signal';
import { noteOf } from './note.ts';
import type { Stored, StorePorts } from './stored.ts';

/** Short, stable and safe for keys: what makes a signal the same signal. */
export function signalId(signal: Signal): string {
  const text = [signal.source, signal.key, signal.state, Date.parse(signal.at)].join('|');
  return `${Date.parse(signal.at)}-${digest(text)}`;
}

/** `after`: the incident's last event when the signal was seen, so that what follows from it is shown behind it. */
export const signalNote = (ports: StorePorts, id: string, signal: Signal, after: number): { put: Row } =>
  noteOf(ports, id, `sig-${signalId(signal)}`, {
    type: 'SignalSeen',
    title: signal.title,
    state: signal.state,
    signalAt: signal.at,
    because: `${signal.state} at ${signal.at}: ${signal.summary}`,
    after,
  });

/** Puts a signal on an incident's timeline, once. */
export async function noteSignal(ports: StorePorts, { incident: { id, seq } }: Stored, signal: Signal): Promise<void> {
  try {
    await ports.table.write([{ ...signalNote(ports, id, signal, seq), when: { pk: { absent: true } } }]);
  } catch (error) {
    // it was noted before
    if (!(error instanceof Refused)) throw error;
  }
}
