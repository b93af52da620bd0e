import * as z from 'zod';
import { parsedJson } from '#core/json';
import { Call } from '#plugins/fakes/action-runs';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const Started = Call.extend({ key: z.string().min(1) });
const Looked = Call.extend({ handle: z.string() });
/** Bytes of a synchronous invocation's payload. */
const mostBytes = 6 * 1024 * 1024;

const failed = (status: number, type: string, Message: string) =>
  json(status, { Type: status < 500 ? 'User' : 'Service', Message }, { 'x-amzn-errortype': type });
const threw = (errorType: string, errorMessage: string) =>
  json(200, { errorType, errorMessage }, { 'x-amz-function-error': 'Unhandled' });

/** `Invoke` of Lambda, with a function for every action that the system knows. */
export const answer: Fake['answer'] = ({ method, segments: [version, functions, name, what], body }, system) => {
  if (version !== '2015-03-31' || functions !== 'functions' || what !== 'invocations') return undefined;
  if (method !== 'POST' || name === undefined) return undefined;
  if (Buffer.byteLength(body) > mostBytes)
    return failed(413, 'RequestTooLargeException', `Request must be smaller than ${mostBytes} bytes`);
  const called = name.split(':').at(-1) ?? '';
  return invoked(called, parsedJson(body), system);
};

const invoked = (name: string, payload: unknown, { runs }: SimulatedSystem): WireAnswer => {
  const effect = runs.effect(name);
  if (effect === undefined) return failed(404, 'ResourceNotFoundException', `Function not found: ${name}`);
  const stateOf = (runId: string): WireAnswer => {
    const look = runs.look(runId);
    if (look === undefined) return threw('UnknownRun', runId);
    const { status, output } = look;
    return json(200, status === 'running' ? { status, handle: runId } : { status, output });
  };
  const looked = Looked.safeParse(payload);
  if (looked.success) return stateOf(looked.data.handle);
  const started = Started.safeParse(payload);
  if (!started.success) return threw('InvalidPayload', z.prettifyError(started.error));
  const { key, ...call } = started.data;
  const before = runs.begun(name, key, call);
  if (before === 'conflict') return threw('KeyReused', key);
  if (before) return stateOf(before.runId);
  if (effect.outcome === '500') return failed(500, 'ServiceException', 'Internal error');
  const { runId } = runs.begin(name, effect, key, call);
  return effect.outcome === 'lost-answer' ? { broken: 'lost' } : stateOf(runId);
};
