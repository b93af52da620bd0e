import { executionName, type MachineName } from '#core/machines';
import { besideCommunicate } from './show.ts';

/** Names of the latest execution of each phase, from the events of an incident in their order. */
export function phasesRun(
  id: string,
  events: { type?: unknown; phase?: unknown; jump?: unknown; run?: unknown }[],
): Partial<Record<MachineName, string>> {
  let at = { phase: 'detect', run: 1, visit: 1, communicate: 1 };
  const names: Partial<Record<string, string>> = {};
  const stand = (): void => {
    if (at.phase !== 'over') names[at.phase] = executionName(id, at.run, at.phase, at.visit);
    if (besideCommunicate(at.phase)) names['communicate'] = executionName(id, at.run, 'communicate', at.communicate);
  };
  stand();
  for (const event of events) {
    if (event.type === 'PhaseEntered' && typeof event.phase === 'string') {
      const visit = at.visit + 1;
      at = { ...at, phase: event.phase, visit, communicate: event.jump === true ? visit : at.communicate };
    } else if (event.type === 'RunStarted' && typeof event.run === 'number') at = { ...at, run: event.run };
    else continue;
    stand();
  }
  return names;
}
