import * as z from 'zod';
import type { Ports } from '#app/ports';
import { load, turn } from '#app/store/incidents';
import { executionName, type MachineName } from '#core/machines';
import { awsRecovering } from '#runtime/aws-recovering';
import { handler as on } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

type Needs = StoreNeeds & Pick<Ports, 'executions'>;
const UNSEEN_SECONDS = 90;
const StatusChange = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });

/**
 * Looks whether an incident's run has died: the execution of the lifecycle, of its open phase, or of communicate has ended without the
 * incident knowing, or, where it should run `since` more than 90 s, nobody has ever seen it. Then the next run takes the incident up from its
 * own state.
 */
export async function takeUpIfDead(ports: Needs, id: string, since?: string): Promise<boolean> {
  const stored = await load(ports, id);
  if (stored === undefined || stored.incident.phase === 'over' || stored.incident.run.retryAt !== undefined)
    return false;
  const { run, phase, visit, communicateVisit } = stored.incident;
  const executions: [MachineName, string][] = [
    ['lifecycle', executionName(id, run.n)],
    [phase, executionName(id, run.n, phase, visit)],
    ['communicate', executionName(id, run.n, 'communicate', communicateVisit)],
  ];
  for (const [machine, name] of executions) {
    const status = await ports.executions.status(machine, name);
    const over =
      status === 'FAILED' ||
      status === 'TIMED_OUT' ||
      status === 'ABORTED' ||
      (machine === 'lifecycle' && status === 'SUCCEEDED');
    const age = since === undefined ? 0 : ports.wallClock().getTime() - Date.parse(since);
    const unseen = machine === 'lifecycle' && status === undefined && age > UNSEEN_SECONDS * 1000;
    if (!over && !unseen) continue;
    const how = over ? `${machine} ended as ${status}` : 'was never seen to run';
    await turn(ports, id, `${id}/died/${run.n}`, { do: 'run-died', run: run.n, how });
    return true;
  }
  return false;
}

/** A machine of ours has ended badly: the incident that its name says is looked at. */
export async function takeUp(ports: Needs, { detail }: z.infer<typeof StatusChange>): Promise<{ takenUp: boolean }> {
  const id = detail.name.split('.')[0] ?? '';
  return { takenUp: await takeUpIfDead(ports, id) };
}

export const handler = on(StatusChange, takeUp, awsRecovering);
