import * as z from 'zod';
import type { Ports } from '#app/ports';
import { takeUpIfDead } from '#app/runs/take-up';
import { awsRecovering } from '#runtime/aws-recovering';
import { handler as on } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

const StatusChange = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });

/** A machine of ours has ended badly: the incident that its name says is looked at. */
export async function takeUp(
  ports: StoreNeeds & Pick<Ports, 'executions'>,
  { detail }: z.infer<typeof StatusChange>,
): Promise<{ takenUp: boolean }> {
  const id = detail.name.split('.')[0] ?? '';
  return { takenUp: await takeUpIfDead(ports, id) };
}

export const handler = on(StatusChange, takeUp, awsRecovering);
