import { firingCount } from './firing.ts';
import { recoverIfAllHave } from './recovery.ts';
import { reopenIncident } from './reopening.ts';
import type { Signal } from './signal.ts';
import { after } from './time.ts';
import type { Turn } from './turn.ts';

/** Notes that a signal flaps, once its last changes between firing and recovered stand too close; each further change prolongs it. */
export function noteFlapping(t: Turn, { title }: Signal, changes: readonly string[] = []): void {
  if (t.state.life === 'ended' || t.state.life === 'reviewed') return;
  const { changes: limit, within } = t.playbook.detection.flapping;
  const first = changes.at(-limit);
  if (first === undefined) return;
  const until = after(first, within, t.state.speed);
  const known = t.state.flapping;
  if (Date.parse(until) <= Date.parse(known?.until ?? t.context.now.toISOString())) return;
  const because = t.because(`${title} flaps: ${limit} changes within ${within}`, 'detection.flapping');
  t.emit({ type: 'Flaps', title, until, prolonged: known !== undefined }, because);
}

/** The flapping has ended: what it kept from acting by itself does so now. */
export function stopFlapping(t: Turn): void {
  if (t.state.flapping === undefined) return;
  const because = `${t.state.flapping.title} no longer flaps`;
  t.emit({ type: 'FlappingStopped' }, because);
  if ((t.state.life === 'resolved' || t.state.life === 'closed') && firingCount(t) > 0) reopenIncident(t, because);
  else recoverIfAllHave(t, because);
}
