import { StepOutput } from '#app/step-output';
import { turn } from '#app/store/incidents';
import type { StorePorts } from '#app/store/stored';
import type { ActionOutcome } from '#core/action/action';
import { Superseded } from '#core/errors';
import type { Answer } from '#core/incident/outbox';
import type { Measured } from '#core/incident/state';
import type { Where } from '#core/incident/where';

interface Ended {
  key: string;
  outcome: ActionOutcome;
  output: string;
}

/** Tells an incident what became of an action that no plan of its waits for. */
export const tellEnd = async (ports: StorePorts, incidentId: string, ended: Ended): Promise<Answer> =>
  turn(ports, incidentId, `${incidentId}/action/${ended.key}/ended`, { do: 'action-ended', ...ended });

/** Says how a step ended, and what it read; where the machine was superseded meanwhile, what became of the action is told all the same. */
export async function sayEnded(
  ports: StorePorts,
  { incidentId, commandId, where }: { incidentId: string; commandId: string; where: Where },
  { index, readings, ...ended }: Ended & { index: number; readings?: Measured[] },
): Promise<StepOutput> {
  const { outcome, output } = ended;
  const read = readings === undefined ? {} : { readings };
  const became = outcome === 'succeeded' ? 'done' : outcome;
  try {
    return StepOutput.parse(
      await turn(ports, incidentId, commandId, { do: 'step-ended', index, outcome: became, output, ...read, ...where }),
    );
  } catch (error) {
    if (error instanceof Superseded) await tellEnd(ports, incidentId, ended);
    throw error;
  }
}
