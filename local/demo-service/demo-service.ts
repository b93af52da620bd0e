import * as z from 'zod';
import {
  baseOf,
  bodyOf,
  json,
  problem,
  routeOf,
  type WireAnswer,
  type WireRequest,
  type WireResponse,
} from '#local/inbox/wire';
import { actionBook, Call, type Done } from './actions.ts';
import { page } from './page.ts';
import { prometheus } from './prometheus.ts';
import { Change, changed, Effect, healthy, type PatientState } from './state.ts';

export interface PatientOptions {
  now?: () => Date;
  /** Names of the components that it has at first, all well. */
  components?: string[];
  /** How late a slow component answers. */
  slowMs?: number;
}
export interface DemoService {
  /** Answers one request without a socket. */
  handle: (request: WireRequest) => WireAnswer;
  state: () => PatientState;
  setState: (change: Change) => PatientState;
  /** Says what an action will make of it. */
  setAction: (name: string, effect: z.input<typeof Effect>) => void;
  actions: () => Done[];
}

const ActionName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
  .refine((name) => name !== 'runs');
const notFound = (message = 'there is nothing at this address') => problem(404, 'Not found', [{ path: '', message }]);
const notAllowed = (allow: string): WireResponse => {
  const said = problem(405, 'Method not allowed');
  return { ...said, headers: { ...said.headers, allow } };
};

/** The system that the demonstration breaks and mends. */
export const createDemoService = ({
  now = () => new Date(),
  components = [],
  slowMs = 3_000,
}: PatientOptions = {}): DemoService => {
  let state = healthy(components);
  const set = (change: Change) => {
    state = changed(state, change);
  };
  const actions = actionBook(now, set);

  const health = (name: string): WireResponse => {
    const found = Object.hasOwn(state.components, name) ? state.components[name] : undefined;
    if (found === undefined) return notFound(`no component is called ${name}`);
    if (found === 'down') return json(503, { status: 'down' });
    return found === 'slow' ? { ...json(200, { status: 'ok' }), afterMs: slowMs } : json(200, { status: 'ok' });
  };

  const perform = (name: string, request: WireRequest): WireAnswer => {
    const effect = actions.effect(name);
    if (!effect) return notFound(`no action is called ${name}`);
    const call = bodyOf(Call, request.body === '' ? '{}' : request.body);
    if (!call.ok) return call.answer;
    const key = request.headers['idempotency-key'] ?? null;
    if (key !== null && (key === '' || key.length > 512)) {
      return problem(400, 'Invalid input', [{ path: 'Idempotency-Key', message: 'must have 1 to 512 characters' }]);
    }
    const before = actions.begun(name, key, call.data);
    if (before === 'conflict') {
      return problem(422, 'Another request', [{ path: 'Idempotency-Key', message: 'was used for another request' }]);
    }
    if (before) return json(202, { runId: before.runId, status: actions.look(before.runId)?.status ?? 'running' });
    if (effect.outcome === '500') return problem(500, 'Internal error');
    const { runId } = actions.begin(name, effect, key, call.data);
    if (effect.outcome === 'lost-answer') return { broken: 'lost' };
    return json(202, { runId, status: 'running' });
  };

  const actionRoute = (request: WireRequest, name: string | undefined, runId: string | undefined): WireAnswer => {
    if (name === undefined) return request.method === 'GET' ? json(200, actions.done()) : notAllowed('GET');
    if (name === 'runs') {
      if (request.method !== 'GET') return notAllowed('GET');
      const look = runId === undefined ? undefined : actions.look(runId);
      return look ? json(200, look) : notFound(`no run is called ${runId ?? ''}`);
    }
    if (runId !== undefined) return notFound();
    if (!ActionName.safeParse(name).success) {
      return problem(400, 'Invalid input', [
        { path: 'name', message: 'must be a name of letters, digits, ., _ and -' },
      ]);
    }
    if (request.method === 'POST') return perform(name, request);
    if (request.method === 'GET') {
      const effect = actions.effect(name);
      return effect ? json(200, effect) : notFound(`no action is called ${name}`);
    }
    if (request.method !== 'PUT') return notAllowed('GET, POST, PUT');
    const effect = bodyOf(Effect, request.body);
    if (!effect.ok) return effect.answer;
    actions.define(name, effect.data);
    return json(200, effect.data);
  };

  /** What stands below the address of one service or base: its health, a Prometheus, and what can be done to it. */
  const below = (name: string, rest: string[], request: WireRequest, query: URLSearchParams): WireAnswer => {
    const { method } = request;
    const [first, second, third, ...more] = rest;
    if (first === 'actions' && more.length === 0) return actionRoute(request, second, third);
    if (first === 'health' && second === undefined)
      return method === 'GET' || method === 'HEAD' ? health(name) : notAllowed('GET, HEAD');
    const measures = third === 'query' || third === 'query_range';
    if (first === 'api' && second === 'v1' && measures && more.length === 0)
      return method === 'GET' || method === 'POST'
        ? prometheus(third, query, request, state, now())
        : notAllowed('GET, POST');
    return notFound();
  };

  return {
    handle(request) {
      actions.settle();
      const { method } = request;
      const route = routeOf(request.path);
      if (!route) return problem(400, 'Invalid address', [{ path: '', message: 'the address is not well encoded' }]);
      const [first, second, third, fourth] = route.segments;
      if (first === 'actions' && fourth === undefined) return actionRoute(request, second, third);
      if (first === 'state' && second === undefined) {
        if (method === 'GET') return json(200, state);
        if (method !== 'PUT') return notAllowed('GET, PUT');
        const change = bodyOf(Change, request.body);
        if (!change.ok) return change.answer;
        set(change.data);
        return json(200, state);
      }
      if ((first === 'services' || first === 'bases') && second !== undefined)
        return below(second, route.segments.slice(2), request, route.query);
      if (second !== undefined || (first !== undefined && first !== 'health')) return notFound();
      if (method !== 'GET' && method !== 'HEAD') return notAllowed('GET, HEAD');
      return first === 'health'
        ? json(200, { status: 'ok' })
        : page(state, actions.done(), (runId) => actions.look(runId), actions.names(), baseOf(request));
    },
    state() {
      actions.settle();
      return structuredClone(state);
    },
    setState(change) {
      actions.settle();
      set(Change.parse(change));
      return structuredClone(state);
    },
    setAction: (name, effect) => void actions.define(ActionName.parse(name), Effect.parse(effect)),
    actions: () => actions.done(),
  };
};
