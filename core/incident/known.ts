import type { Known } from '#core/rules/holds';
import { meantBy } from './meant-by.ts';
import type { Measured } from './state.ts';
import type { Turn } from './turn.ts';

/** What a condition may look at: the incident as it stands, and what was read for it. */
export function knownOf(
  { state, context }: Pick<Turn, 'state' | 'context'>,
  readings: readonly Measured[] = [],
): Known {
  const { acknowledged } = state;
  const from = state.life === 'open' ? state.clocks.cycleFrom : state.openedAt;
  return {
    severity: state.severity,
    status: state.status,
    category: state.category,
    service: state.service,
    source: state.source,
    facts: state.facts,
    acknowledged: (target) =>
      acknowledged !== undefined && (target === true || meantBy(state, context, target).includes(acknowledged.by)),
    told: (place) => state.told.includes(place),
    // of a rule that counts from a change of severity, the acts since that change
    done: (rule) => Object.keys(state.done).some((key) => key.startsWith('step/') && key.split('/').at(-1) === rule),
    openFor: ((context.now.getTime() - Date.parse(from)) / 1000) * state.speed,
    readings: new Map(readings.map(({ check, value }) => [check, value])),
  };
}
