import { turn } from '#app/store/incidents';
import type { StorePorts } from '#app/store/stored';
import type { ActionOutcome } from '#core/action/action';
import { Superseded } from '#core/errors';
import type { Answer } from '#core/incident/outbox';

interface Ended {
  key: string;
  outcome: ActionOutcome;
  output: string;
}

/** Tells an incident what became of an action that no plan of its waits for. */
export const tellEnd = async (ports: StorePorts, incidentId: string, ended: Ended): Promise<Answer> =>
  turn(ports, incidentId, `${incidentId}/action/${ended.key}/ended`, { do: 'action-ended', ...ended });

/** Says how a step ended; where the machine was superseded meanwhile, what became of the action is told all the same. */
export async function orTellEnd(
  ports: StorePorts,
  incidentId: string,
  ended: Ended,
  say: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await say();
  } catch (error) {
    if (error instanceof Superseded) await tellEnd(ports, incidentId, ended);
    throw error;
  }
}
