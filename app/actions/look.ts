import type { Ports } from '#app/ports';
import type { ActionOutcome } from '#core/action/action';
import { isRefusal, NoAnswer, NotConfigured } from '#core/errors';
import type { Act } from '#core/playbook/mitigation';

/** An action that has been started, and when it is given up. */
export interface Started {
  act: Act;
  handle: string;
  incidentId: string;
  until: string;
  timeout: string;
}

/** Tells a run to stop, and says so; whether it did, and what it has done by then, nobody knows yet. */
async function stopped(
  { actions }: Pick<Ports, 'actions'>,
  { act, handle, incidentId }: Pick<Started, 'act' | 'handle' | 'incidentId'>,
): Promise<string> {
  try {
    return (await actions.stop(act, handle, incidentId)) ? ', and told to stop' : '';
  } catch (error) {
    if (error instanceof NoAnswer || isRefusal(error)) return `, and could not be told to stop: ${error.message}`;
    throw error;
  }
}

/** Looks at a started action: how it ended, or nothing while it goes on. After its time it is unknown, never failed. */
export async function outcomeOf(
  ports: Pick<Ports, 'actions' | 'now'>,
  { act, handle, incidentId, until, timeout }: Started,
): Promise<{ outcome: ActionOutcome; output: string } | undefined> {
  const late = Date.parse(until) < ports.now().getTime();
  try {
    const seen = await ports.actions.look(act, handle, incidentId);
    if (seen.status !== 'running') return { outcome: seen.status, output: seen.output };
    return late
      ? {
          outcome: 'unknown',
          output: `still running after ${timeout}${await stopped(ports, { act, handle, incidentId })}`,
        }
      : undefined;
  } catch (error) {
    if (error instanceof NotConfigured) return { outcome: 'failed', output: error.message };
    if (!(error instanceof NoAnswer || isRefusal(error))) throw error;
    return late ? { outcome: 'unknown', output: error.message } : undefined;
  }
}
