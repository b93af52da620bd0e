import * as z from 'zod';
import { NoAnswer } from '#core/errors';
import { parsedJson } from '#core/json';
import { addressIn } from '#plugins/address';
import { accepted, answerOf } from '#plugins/http-answer';
import type { ActionPorts, Runner } from '../action.ts';
import { outputText } from '../output.ts';
import type { HttpAct } from './action.ts';

const Started = z.looseObject({ runId: z.union([z.string().min(1), z.number()]).transform(String) });
const Done = z.looseObject({ output: z.unknown().optional() });
const Look = z.discriminatedUnion('status', [
  z.looseObject({ status: z.literal('running') }),
  z.looseObject({ status: z.enum(['succeeded', 'failed']), output: z.unknown().optional() }),
]);

/** Starts HTTP actions and looks at their runs. */
export const connect = ({ call, addressOf }: ActionPorts): Runner<HttpAct> => ({
  async start(key, { base, path, parameters, auth, ca }, incidentId) {
    const response = await call(
      { auth, ca },
      {
        method: 'POST',
        url: addressIn(addressOf, base, path),
        headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ incidentId, parameters }),
      },
    );
    // A server that fails may have acted before it failed.
    if (response.status >= 500) throw new NoAnswer(`the action answers ${response.status}`);
    accepted('the action', response);
    if (response.status === 202) return { handle: answerOf('the action', Started, response).runId };
    return { status: 'succeeded', output: outputText(Done.safeParse(parsedJson(response.body)).data?.output) };
  },

  async look({ base, path, auth, ca }, handle) {
    const beside = addressIn(addressOf, base, path).replace(/[?#].*$/, '');
    const { href: url } = new URL(`runs/${encodeURIComponent(handle)}`, beside);
    const response = await call({ auth, ca }, { method: 'GET', url, headers: { accept: 'application/json' } });
    if (response.status === 404 || response.status === 410)
      return { status: 'failed', output: 'the run is not known any more' };
    const look = answerOf('the action', Look, response);
    return look.status === 'running' ? { status: 'running' } : { status: look.status, output: outputText(look.output) };
  },
});
