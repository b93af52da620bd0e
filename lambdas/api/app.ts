import { type Context, Hono } from 'hono';
import { type Caller, callerOf } from '#app/api/caller';
import type { ApiPorts, Operation } from '#app/api/operation';
import { answerOf, problemOf, Refusal } from '#app/api/problem';
import { isAtLeast, type Role } from '#app/api/roles';
import type { SignIn } from '#app/board/sign-in';
import { registry } from '#app/operations/registry';
import { board } from './board.ts';
import type { BoardPorts } from './board-desk.ts';
import type { Env } from './env.ts';
import { addHooks, type Hooks } from './hooks.ts';
import { pages } from './pages.ts';
import { addSources, type Sources } from './signals.ts';

const nobody: Caller = {
  name: 'anybody',
  person: undefined,
  subject: 'anybody',
  role: undefined,
  noRole: undefined,
  groups: [],
  login: 'anybody',
};

/** What the API serves beside its operations: the hooks of providers, the sources of signals, and the board, each where there is one. */
export interface Beside {
  hooks?: Hooks;
  sources?: Sources;
  board?: SignIn;
}

/** The HTTP API over ports. What no operation names is not found, and what a role does not allow is refused. */
export function api(
  ports: BoardPorts,
  operations: readonly Operation[] = registry,
  { hooks, sources, board: signIn }: Beside = {},
): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error) => {
    const refusal = problemOf(error);
    if (refusal.status >= 500) ports.log.error('request failed', { error: `${error.name}: ${error.message}` });
    return answerOf(refusal);
  });
  app.use('*', async (c, next) => {
    await next();
    c.res.headers.set('cache-control', 'no-store');
    c.res.headers.set('x-content-type-options', 'nosniff');
  });
  app.route('/', pages(ports));
  if (signIn !== undefined) app.route('/', board(ports, operations, signIn));
  if (hooks !== undefined) addHooks(app, ports, hooks);
  if (sources !== undefined) addSources(app, ports, sources);
  for (const operation of operations)
    app.on(operation.method.toUpperCase(), patternOf(operation.path), (c) => {
      const caller = operation.role === 'anybody' ? nobody : authorized(ports, c, operation.role);
      const { path } = c.req;
      const id = c.req.param('id') ?? '';
      return operation.handle(ports, { caller, request: c.req.raw, path, id, query: c.req.query(), operations });
    });
  for (const path of new Set(operations.map((o) => o.path)))
    app.all(patternOf(path), (c) => notAllowed(ports, operations, path, c));
  app.notFound((c) => {
    if (c.req.path.startsWith('/v1/') && !c.req.path.startsWith('/v1/signals/')) authorized(ports, c, 'viewer');
    throw new Refusal(404, 'Not found', `there is nothing at ${c.req.path}`);
  });
  return app;
}

const patternOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** The caller, who has at least this role or, where `signed-in` is enough, a token; else the refusal says why not. */
function authorized({ deployed }: ApiPorts, c: Context<Env>, least: Role | 'signed-in'): Caller {
  const judged = callerOf(c.env?.requestContext, deployed, c.req.header('authorization') ?? null);
  if (judged === undefined)
    throw new Refusal(401, 'Unauthorized', 'a bearer token is required', [], { 'www-authenticate': 'Bearer' });
  if ('refused' in judged) {
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
    throw new Refusal(401, 'Unauthorized', judged.refused, [], headers);
  }
  const { caller } = judged;
  if (least === 'signed-in' || isAtLeast(caller.role, least)) return caller;
  const why = caller.noRole ?? `the token has ${caller.role}`;
  throw new Refusal(403, 'Insufficient role', `this needs the role ${least}; ${why}`);
}

function notAllowed(ports: ApiPorts, operations: readonly Operation[], path: string, c: Context<Env>): never {
  const known = operations.filter((o) => o.path === path);
  if (known.every((o) => o.role !== 'anybody')) authorized(ports, c, 'viewer');
  const allow = known.map((o) => o.method.toUpperCase()).join(', ');
  throw new Refusal(405, 'Method not allowed', `${path} takes ${allow}`, [], { allow });
}
