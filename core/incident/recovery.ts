import { end } from './closing.ts';
import { jump } from './position.ts';
import type { Turn } from './turn.ts';

/** When the last signal has recovered, the playbook says what follows: nothing, the end, or verification. */
export function recoverIfAllHave(t: Turn, summary: string): void {
  if (t.state.life !== 'open' || Object.values(t.state.signals).some((s) => s.state === 'firing')) return;
  const { does } = t.playbook.detection.recovery;
  if (does === 'note') return;
  const because = t.because(`all signals have recovered: ${summary}`, 'detection.recovery');
  if (does === 'resolve' && t.state.acknowledged === undefined) {
    end(t, 'recovered', undefined, because);
    return;
  }
  const { phase, plan } = t.state;
  if (phase === 'resolve' || plan?.outcome === 'running') return;
  t.emit({ type: 'SignalsCleared' }, because);
  jump(t, 'resolve', because);
}
