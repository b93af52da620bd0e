import * as z from 'zod';
import { actions as registeredActions } from '#plugins/actions/registry';
import { checks as registeredChecks } from '#plugins/checks/registry';
import { actionRuns, type Done } from '#plugins/fakes/action-runs';
import { type Guard, refusalOf } from '#plugins/fakes/guard';
import { notAllowed, notFound } from '#plugins/fakes/refused';
import type { Fake, SimulatedSystem } from '#plugins/fakes/simulated-system';
import { Change, changed, Effect, healthy, type SystemState } from '#plugins/fakes/system';
import { baseOf, bodyOf, json, problem, routeOf, type WireAnswer, type WireRequest } from '#plugins/fakes/wire';
import { page } from './page.ts';

/** A check or action whose other side the demo service plays. */
type Faked = { fake(): Promise<Fake> };

export interface DemoServiceOptions {
  now?: () => Date;
  /** Names of its initial components, all healthy. */
  components?: string[];
  /** How long a slow component takes to answer. */
  slowMs?: number;
  /** Whose other side it plays. */
  plugins?: readonly Faked[];
  /** What stands before all that checks and actions call, and not before what the demonstration tells it. */
  guard?: Guard;
}
export interface DemoService {
  /** Answers one request without a socket. */
  handle: (request: WireRequest) => Promise<WireAnswer>;
  state: () => SystemState;
  setState: (change: Change) => SystemState;
  /** Defines what an action does. */
  setAction: (name: string, effect: z.input<typeof Effect>) => void;
  actions: () => Done[];
}

const ActionName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
  .refine((name) => name !== 'runs');

/** Fakes that were loaded, by plugin: each world has a demo service of its own, and an import that is there already still takes its time. */
const loaded = new WeakMap<Faked, Fake>();
async function fakesOf(plugins: readonly Faked[]): Promise<Fake[]> {
  const missing = plugins.filter((plugin) => !loaded.has(plugin));
  await Promise.all(missing.map(async (plugin) => loaded.set(plugin, await plugin.fake())));
  return plugins.flatMap((plugin) => loaded.get(plugin) ?? []);
}

/** The system that the demonstration breaks and mends: what can be told to it is here, what it answers comes from the fakes of checks and actions. */
export const createDemoService = ({
  now = () => new Date(),
  components = [],
  slowMs = 3_000,
  plugins = [...registeredChecks, ...registeredActions],
  guard,
}: DemoServiceOptions = {}): DemoService => {
  let state = healthy(components);
  const set = (change: Change) => {
    state = changed(state, change);
  };
  const runs = actionRuns(now, set);
  const system: SimulatedSystem = { now, state: () => state, slowMs, runs };
  let fakes: Promise<Fake[]> | undefined;

  /** What an action will do is put and asked for here; starting one and looking at its run is for the action's fake. */
  const actionRoute = ({ method, body }: WireRequest, name: string | undefined): WireAnswer => {
    if (name === undefined) return method === 'GET' ? json(200, runs.done()) : notAllowed('GET');
    if (!ActionName.safeParse(name).success) {
      return problem(400, 'Invalid input', [
        { path: 'name', message: 'must be a name of letters, digits, ., _ and -' },
      ]);
    }
    if (method === 'GET') {
      const effect = runs.effect(name);
      return effect ? json(200, effect) : notFound(`no action is called ${name}`);
    }
    if (method !== 'PUT') return notAllowed('GET, POST, PUT');
    const effect = bodyOf(Effect, body);
    if (!effect.ok) return effect.answer;
    runs.define(name, effect.data);
    return json(200, effect.data);
  };

  const stateRoute = ({ method, body }: WireRequest): WireAnswer => {
    if (method === 'GET') return json(200, state);
    if (method !== 'PUT') return notAllowed('GET, PUT');
    const change = bodyOf(Change, body);
    if (!change.ok) return change.answer;
    set(change.data);
    return json(200, state);
  };

  return {
    async handle(request) {
      fakes ??= fakesOf(plugins);
      const known = await fakes;
      runs.settle();
      const route = routeOf(request.path);
      if (!route)
        return problem(400, 'Invalid address', [{ path: '', message: 'the address is not encoded correctly' }]);
      const { query } = route;
      const [kind, name] = route.segments;
      const base = kind === 'services' || kind === 'bases' ? name : undefined;
      const refused = guard === undefined || base === undefined ? undefined : refusalOf(guard, request);
      if (refused !== undefined) return refused;
      const segments = base === undefined ? route.segments : route.segments.slice(2);
      for (const fake of known) {
        const answer = fake.answer({ ...request, base, segments, query }, system);
        if (answer !== undefined) return answer;
      }
      const [first, second, third] = segments;
      if (base !== undefined) return notFound();
      if (first === 'actions' && third === undefined) return actionRoute(request, second);
      if (second !== undefined || (first !== undefined && first !== 'health' && first !== 'state')) return notFound();
      if (first === 'state') return stateRoute(request);
      if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
      return first === 'health'
        ? json(200, { status: 'ok' })
        : page(state, runs.done(), (runId) => runs.look(runId), runs.names(), baseOf(request));
    },
    state() {
      runs.settle();
      return structuredClone(state);
    },
    setState(change) {
      runs.settle();
      set(Change.parse(change));
      return structuredClone(state);
    },
    setAction: (name, effect) => void runs.define(ActionName.parse(name), Effect.parse(effect)),
    actions: () => runs.done(),
  };
};
