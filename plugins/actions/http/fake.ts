import { Call } from '#plugins/fakes/action-runs';
import { notAllowed, notFound } from '#plugins/fakes/refused';
import type { Fake, FakeRequest, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { bodyOf, json, problem, type WireAnswer } from '#plugins/fakes/wire';

/** Actions at `/actions/<name>` and their runs at `/actions/runs/<id>`, as the documentation of HTTP actions asks for. */
export const answer: Fake['answer'] = (request, { runs, ...system }) => {
  const [first, name, runId, ...more] = request.segments;
  if (first !== 'actions' || name === undefined || more.length > 0) return undefined;
  if (name === 'runs') {
    if (request.method !== 'GET') return notAllowed('GET');
    const look = runId === undefined ? undefined : runs.look(runId);
    return look ? json(200, look) : notFound(`no run is called ${runId ?? ''}`);
  }
  return request.method === 'POST' && runId === undefined ? perform(name, request, { runs, ...system }) : undefined;
};

const perform = (name: string, { body, headers }: FakeRequest, { runs }: SimulatedSystem): WireAnswer => {
  const effect = runs.effect(name);
  if (!effect) return notFound(`no action is called ${name}`);
  const call = bodyOf(Call, body === '' ? '{}' : body);
  if (!call.ok) return call.answer;
  const key = headers['idempotency-key'] ?? null;
  if (key !== null && (key === '' || key.length > 512))
    return problem(400, 'Invalid input', [{ path: 'Idempotency-Key', message: 'must have 1 to 512 characters' }]);
  const before = runs.begun(name, key, call.data);
  if (before === 'conflict')
    return problem(422, 'Another request', [{ path: 'Idempotency-Key', message: 'was used for another request' }]);
  if (before) return json(202, { runId: before.runId, status: runs.look(before.runId)?.status ?? 'running' });
  if (effect.outcome === '500') return problem(500, 'Internal error');
  const { runId } = runs.begin(name, effect, key, call.data);
  return effect.outcome === 'lost-answer' ? { broken: 'lost' } : json(202, { runId, status: 'running' });
};
