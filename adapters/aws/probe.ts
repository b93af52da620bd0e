import * as z from 'zod';
import { published } from '#adapters/aws/deployed';
import { settings } from '#adapters/aws/environment';
import { provides } from '#adapters/aws/provide';
import type { Probe, Probed } from '#app/ports';
import { parsedJson } from '#core/json';

const Answer = z.object({
  probed: z.array(
    z.object({
      check: z.string(),
      title: z.string(),
      value: z.number().nullable(),
      because: z.string(),
      cure: z.string().optional(),
      text: z.string().optional(),
    }),
  ),
});
const Failure = z.object({ errorType: z.string() });

/** Milliseconds that the API waits for readings: less than it has itself. */
export const PROBE_WAIT = 26_000;
const cure =
  "see the log of the function 'doctor/read-checks': in a VPC it needs a way to S3, and to Secrets Manager where checks name secrets (docs/deploy.md)";

type Invoke = (functionName: string) => Promise<{ failed: string | undefined; text: string }>;
const byLambda: Invoke = async (FunctionName) => {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  // once: a reading that takes long would otherwise be asked for again beside itself
  const client = new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: PROBE_WAIT, throwOnRequestTimeout: true },
  });
  const answer = await client.send(new InvokeCommand({ FunctionName }));
  const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8');
  return { failed: answer.FunctionError, text };
};

/** Readings by the function that may reach the systems; where it fails itself, each check says so. */
export const remoteProbe = (
  functionName: () => string,
  names: () => { check: string; title: string }[],
  invoke: Invoke = byLambda,
): Probe => {
  const unread = (because: string): Probed[] => names().map((one) => ({ ...one, value: null, because, cure }));
  return {
    async readAll() {
      if (names().length === 0) return [];
      try {
        const { failed, text } = await invoke(functionName());
        const said = parsedJson(text);
        if (failed !== undefined)
          return unread(`the function that reads checks failed: ${Failure.safeParse(said).data?.errorType ?? failed}`);
        const answer = Answer.safeParse(said);
        if (!answer.success) return unread('the function that reads checks answers what cannot be read');
        return answer.data.probed.map(({ cure: advice, text, ...rest }) => ({
          ...rest,
          ...(advice !== undefined && { cure: advice }),
          ...(text !== undefined && { text }),
        }));
      } catch (error) {
        return unread(`the function that reads checks could not be asked: ${error instanceof Error ? error.name : ''}`);
      }
    },
  };
};

/** The deployment's checks, read for the API. */
export const probePorts = provides('probe', () =>
  remoteProbe(
    () => settings('readings').READ_CHECKS_FUNCTION,
    () => Object.entries(published().pack.playbook.checks).map(([check, { title }]) => ({ check, title })),
  ),
);
