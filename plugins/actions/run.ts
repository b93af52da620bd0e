import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { ActionLook, ActionRequest, Actions, Http } from '#app/ports';
import { NoAnswer, NotConfigured, Undeliverable, Unreachable } from '#core/errors';
import { accepted, answerOf } from '#plugins/http-answer';
import { sent, statusOf } from '#plugins/sdk-error';

export interface ActionPorts {
  http: Http;
  /** Made with `oneAttempt`, its `requestTimeout` as long as the longest function. */
  lambda: LambdaClient;
}

const Look = z.discriminatedUnion('status', [
  z.looseObject({ status: z.literal('running') }),
  z.looseObject({ status: z.literal('succeeded'), output: z.unknown().optional() }),
  z.looseObject({ status: z.literal('failed'), output: z.unknown().optional() }),
]);
const Started = z.looseObject({ runId: z.union([z.string().min(1), z.number()]).transform(String) });
const Outcome = z.looseObject({
  status: z.enum(['succeeded', 'failed', 'running']),
  handle: z.string().min(1).optional(),
  output: z.unknown().optional(),
});
/** A handle holds either a run to ask for or, of what was over at once, the end itself. */
const Handle = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('run'), id: z.string() }),
  z.strictObject({ is: z.literal('over'), status: z.enum(['succeeded', 'failed']), output: z.string() }),
]);
type Handle = z.infer<typeof Handle>;
const handleOf = (handle: Handle) => JSON.stringify(handle);

const words = (output: unknown): string => {
  const text =
    typeof output === 'string' ? output : output === undefined || output === null ? '' : JSON.stringify(output);
  return text.length <= 2_000 ? text : `${text.slice(0, 1_999)}…`;
};
const lookOf = (look: z.infer<typeof Look>): ActionLook =>
  look.status === 'running' ? { status: 'running' } : { status: look.status, output: words(look.output) };
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const startHttp = async (http: Http, key: string, { url, incidentId, parameters }: ActionRequest): Promise<Handle> => {
  if (!url) throw new NotConfigured('no address is configured for the action');
  const response = await http.send({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ incidentId, parameters }),
  });
  // A server that fails may have acted before it failed.
  if (response.status >= 500) throw new NoAnswer(`the action answers ${response.status}`);
  accepted('the action', response);
  if (response.status === 202) return { is: 'run', id: answerOf('the action', Started, response).runId };
  return {
    is: 'over',
    status: 'succeeded',
    output: words(z.looseObject({ output: z.unknown().optional() }).safeParse(parsed(response.body)).data?.output),
  };
};

const lookHttp = async (http: Http, { url }: ActionRequest, id: string): Promise<ActionLook> => {
  if (!url) throw new NotConfigured('no address is configured for the action');
  const address = new URL(`runs/${encodeURIComponent(id)}`, url.replace(/[?#].*$/, ''));
  const response = await http.send({ method: 'GET', url: address.href, headers: { accept: 'application/json' } });
  if (response.status === 404 || response.status === 410)
    return { status: 'failed', output: 'the run is not known any more' };
  return lookOf(answerOf('the action', Look, response));
};

const invoke = async (
  lambda: LambdaClient,
  functionName: string | undefined,
  payload: unknown,
): Promise<z.infer<typeof Outcome>> => {
  if (!functionName) throw new NotConfigured('no function is configured for the action');
  const call = lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  const answer = await sent('Lambda', call).catch((error: unknown) => {
    // A service that fails may have called the function before it failed.
    const status = error instanceof Unreachable ? statusOf(error.cause) : undefined;
    throw status !== undefined ? new NoAnswer(`Lambda answers ${status}`, { cause: error }) : error;
  });
  const said = parsed(answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8'));
  if (answer.FunctionError !== undefined) {
    const type = z.looseObject({ errorType: z.string() }).safeParse(said).data?.errorType;
    return { status: 'failed', output: `the function failed: ${type ?? answer.FunctionError}` };
  }
  const outcome = Outcome.safeParse(said);
  if (!outcome.success) throw new NoAnswer('the function answers what cannot be read', { cause: outcome.error });
  return outcome.data;
};

/**
 * Mitigation, at most once a key.
 *
 * What an HTTP action must do: `POST <its address>` with `Idempotency-Key` and `{incidentId, parameters}` answers 202 `{"runId"}`
 * (started; the same key again gives the same run and starts nothing), 200 `{"output"?}` (done at once) or 4xx (not started). Beside
 * it, `GET runs/<runId>` answers 200 `{"status": "running" | "succeeded" | "failed", "output"?}`.
 *
 * What a Lambda action must do: called with `{key, incidentId, parameters}` it returns `{status, handle?, output?}`, the same for the
 * same key; while `running`, called with `{handle, incidentId, parameters}` it returns the present state. A thrown error is `failed`.
 *
 * `Unreachable`, `RateLimited` and `Undeliverable` mean that nothing was started, `NoAnswer` that this is not known.
 */
export const actions = ({ http, lambda }: ActionPorts): Actions => ({
  async start(key, action) {
    if (action.kind === 'http') return { handle: handleOf(await startHttp(http, key, action)) };
    const { incidentId, parameters } = action;
    const { status, handle, output } = await invoke(lambda, action.functionName, { key, incidentId, parameters });
    if (status !== 'running') return { handle: handleOf({ is: 'over', status, output: words(output) }) };
    if (handle === undefined) throw new NoAnswer('the function runs on without a handle');
    return { handle: handleOf({ is: 'run', id: handle }) };
  },

  async look(action, handle) {
    const known = Handle.safeParse(parsed(handle));
    if (!known.success) throw new Undeliverable('the handle is not one of ours', { cause: known.error });
    if (known.data.is === 'over') return { status: known.data.status, output: known.data.output };
    if (action.kind === 'http') return lookHttp(http, action, known.data.id);
    const { incidentId, parameters } = action;
    return lookOf(await invoke(lambda, action.functionName, { handle: known.data.id, incidentId, parameters }));
  },
});
