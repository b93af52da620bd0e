import type { Incident } from './state.ts';
import type { Turn } from './turn.ts';

/** Starts the next run of the lifecycle; it goes on from the incident's own state. */
export function startNextRun(t: Turn, because: string): void {
  const run = t.state.run.n + 1;
  t.emit({ type: 'RunStarted', run }, because);
  t.effect(`run.${run}`, { do: 'start-run', run });
}

/** Stops what is left of a run, at the place where it stood: its lifecycle, its phase and its communication. */
export function stopRun(
  t: Turn,
  { run, phase, visit, communicateVisit }: Pick<Incident, 'run' | 'phase' | 'visit' | 'communicateVisit'>,
): void {
  t.effect(`stop.${run.n}`, { do: 'stop-run', run: run.n, phase, visit, communicateVisit });
}
