import { expects } from '#core/maintenance/window';
import { closeIfDone, end, resolved } from './closing.ts';
import { firingCount } from './firing.ts';
import { whatKeeps } from './kept.ts';
import { jump } from './position.ts';
import type { Turn } from './turn.ts';

/** When the last signal has recovered, and none flaps, the playbook says what follows: nothing, the end, or verification. */
export function recoverIfAllHave(t: Turn, summary: string): void {
  if (firingCount(t) > 0 || t.state.flapping !== undefined) return;
  closeIfDone(t);
  if (t.state.life !== 'open') return;
  if (t.state.verifying?.held === true) {
    if (whatKeeps(t) === undefined) resolved(t, `verified, and all signals have recovered: ${summary}`, true);
    return;
  }
  // planned work goes on to its end, whatever its alarms do
  if (expects(t.state, t.context.now.getTime())) return;
  const { does } = t.playbook.detection.recovery;
  if (does === 'note') return;
  const because = t.because(`all signals have recovered: ${summary}`, 'detection.recovery');
  if (does === 'resolve' && t.state.acknowledged === undefined) {
    end(t, 'recovered', undefined, because);
    return;
  }
  verifyAll(t, because);
}

/** It looks as if it were over: verified by measuring, unless that or a run is under way. */
export function verifyAll(t: Turn, because: string): void {
  const { phase, plan } = t.state;
  if (phase === 'resolve' || plan?.outcome === 'running') return;
  t.emit({ type: 'SignalsCleared' }, because);
  jump(t, 'resolve', because);
}
