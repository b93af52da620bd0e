import type { Turn } from './turn.ts';

/** How many signals fire. Incidents of a release that did not count them name them all. */
export function firingCount({ state, context }: Turn): number {
  const named = Object.values(state.signals).filter((s) => s.state === 'firing').length;
  if (context.firing === undefined) return named;
  return state.counted === true ? context.firing.count : Math.max(context.firing.count, named);
}

/** `2 alarms still fire: Service down, Database slow`, or which one flaps; undefined where neither holds the incident open. */
export function whatFires(t: Turn): string | undefined {
  const count = firingCount(t);
  if (count === 0) return t.state.flapping === undefined ? undefined : `${t.state.flapping.title} flaps`;
  const named = Object.values(t.state.signals).flatMap((s) => (s.state === 'firing' ? [s.title] : []));
  const shown = named.slice(0, 5);
  const rest = count > shown.length ? [`${count - shown.length} more`] : [];
  return `${count === 1 ? '1 alarm still fires' : `${count} alarms still fire`}: ${[...shown, ...rest].join(', ')}`;
}
