import { Conflict } from '#core/errors';
import type { Command } from '../command.ts';
import type { Turn } from '../turn.ts';
import { end } from './closing.ts';
import { jump } from './where.ts';

/** A signal that was not firing here: a new alarm joins, or a known one fires again. */
export function fire(t: Turn, { signal }: Extract<Command, { do: 'fire' }>): void {
  // the incident ended under the signal's feet: it must open another, never vanish in this one
  if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is ${t.state.life}`);
  const known = t.state.signals[signal.key];
  if (known !== undefined && Date.parse(known.at) >= Date.parse(signal.at)) return;
  if (known?.state === 'firing') return;
  const because = known === undefined ? `joins: same service (${signal.service ?? 'none'})` : 'fires again';
  t.emit(
    { type: 'SignalFired', key: signal.key, title: signal.title, signalAt: signal.at },
    `${because}: ${signal.summary}`,
  );
  if (known === undefined) t.tell('joined', because);
}

/** A recovery. When all signals have recovered, the playbook says what follows. */
export function recover(t: Turn, { signal }: Extract<Command, { do: 'recover' }>): void {
  const known = t.state.signals[signal.key];
  if (known === undefined || known.state === 'recovered' || Date.parse(known.at) >= Date.parse(signal.at)) return;
  const { key, title, at, summary } = signal;
  t.emit({ type: 'SignalRecovered', key, title, signalAt: at }, summary);
  recoverIfAllHave(t, signal.summary);
}

export function recoverIfAllHave(t: Turn, summary: string): void {
  if (t.state.life !== 'open' || Object.values(t.state.signals).some((s) => s.state === 'firing')) return;
  const { does } = t.playbook.detection.recovery;
  const because = t.because(`all signals have recovered: ${summary}`, 'detection.recovery');
  if (does === 'note') return;
  if (does === 'resolve' && t.state.acknowledged === undefined) {
    end(t, 'recovered', undefined, because);
    return;
  }
  const acting = t.state.phase === 'resolve' || t.state.plan?.outcome === 'running';
  if (!acting && t.state.phase !== 'post-mortem' && t.state.phase !== 'over') {
    t.emit({ type: 'SignalsCleared' }, because);
    jump(t, 'resolve', because);
  }
}
