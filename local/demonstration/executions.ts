import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type MachineName, phases } from '#core/machines';
import type { Running } from '#local/bring-up';
import { atEngine } from './engine-credentials.ts';

/** Executions of a machine that belong to an incident. */
async function executionsOf({ outputs, stack }: Running, machine: MachineName, id: string) {
  const arns = JSON.parse(stack['MachineArns'] ?? '{}') as Record<string, string>;
  const client = new SFNClient(atEngine(outputs.engineUrl));
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: arns[machine] }));
  client.destroy();
  return executions.filter((e) => e.name?.startsWith(`${id}.`));
}

/** Whether the lifecycle of an incident has run to its end. */
export const isOver = async (running: Running, id: string): Promise<boolean> =>
  (await executionsOf(running, 'lifecycle', id))[0]?.status === 'SUCCEEDED';

/** The phases of which an execution has succeeded. */
export async function phasesRun(running: Running, id: string): Promise<string[]> {
  const done = await Promise.all(
    phases.map(async (phase) =>
      (await executionsOf(running, phase, id)).some((e) => e.status === 'SUCCEEDED') ? [phase] : [],
    ),
  );
  return done.flat();
}
