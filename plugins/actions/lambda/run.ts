import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { NoAnswer, NotConfigured, Unreachable } from '#core/errors';
import { parsedJson } from '#core/json';
import { sent, statusOf } from '#plugins/sdk-error';
import type { ActionPorts, Runner } from '../action.ts';
import { outputText } from '../output.ts';
import type { LambdaAct } from './action.ts';

const Outcome = z.looseObject({
  status: z.enum(['succeeded', 'failed', 'running']),
  handle: z.string().min(1).optional(),
  output: z.unknown().optional(),
});
const Thrown = z.looseObject({ errorType: z.string() });

const invoke = async (
  client: LambdaClient,
  FunctionName: string,
  payload: unknown,
): Promise<z.infer<typeof Outcome>> => {
  const call = client.send(
    new InvokeCommand({
      FunctionName,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  const answer = await sent('Lambda', call).catch((error: unknown) => {
    // A service that fails may have called the function before it failed.
    const status = error instanceof Unreachable ? statusOf(error.cause) : undefined;
    throw status !== undefined ? new NoAnswer(`Lambda answers ${status}`, { cause: error }) : error;
  });
  const said = parsedJson(answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8'));
  if (answer.FunctionError !== undefined) {
    const type = Thrown.safeParse(said).data?.errorType;
    return { status: 'failed', output: `the function failed: ${type ?? answer.FunctionError}` };
  }
  const outcome = Outcome.safeParse(said);
  if (!outcome.success) throw new NoAnswer('the function answers what cannot be read', { cause: outcome.error });
  return outcome.data;
};

/** Calls functions that the deployment allows, and asks them how their runs stand. */
export const connect = ({ aws, functionArn }: ActionPorts): Runner<LambdaAct> => {
  const client = new LambdaClient(aws);
  const arnOf = (name: string): string => {
    const arn = functionArn(name);
    if (arn === undefined) throw new NotConfigured(`no function is deployed as ${name}`);
    return arn;
  };
  return {
    async start(key, { function: name, parameters }, incidentId) {
      const { status, handle, output } = await invoke(client, arnOf(name), { key, incidentId, parameters });
      if (status !== 'running') return { status, output: outputText(output) };
      if (handle === undefined) throw new NoAnswer('the function runs on without a handle');
      return { handle };
    },
    async look({ function: name, parameters }, handle, incidentId) {
      const { status, output } = await invoke(client, arnOf(name), { handle, incidentId, parameters });
      return status === 'running' ? { status } : { status, output: outputText(output) };
    },
  };
};
