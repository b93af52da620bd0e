import { type Context, Hono } from 'hono';
import { type Caller, callerOf } from '#app/api/caller';
import type { ApiPorts, Operation } from '#app/api/operation';
import { answerOf, problemOf, Refusal } from '#app/api/problem';
import { type Role, reaches, roles } from '#app/api/roles';
import { operations } from '#app/operations/operations';

/** What API Gateway hands over with a request: claims that it has verified. */
type Env = { Bindings: { requestContext?: unknown } };

/** The HTTP API over ports. What no operation names is not there, and what a role does not reach is refused. */
export function api(ports: ApiPorts): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error) => {
    const said = problemOf(error);
    if (said.status >= 500) ports.log.error('request failed', { error: `${error.name}: ${error.message}` });
    return answerOf(said);
  });
  app.use('*', async (c, next) => {
    await next();
    c.res.headers.set('cache-control', 'no-store');
    c.res.headers.set('x-content-type-options', 'nosniff');
  });
  for (const operation of operations)
    app.on(operation.method.toUpperCase(), patternOf(operation.path), (c) => run(ports, operation, c));
  for (const path of new Set(operations.map((o) => o.path)))
    app.all(patternOf(path), (c) => notAllowed(ports, path, c));
  app.notFound((c) => {
    if (c.req.path.startsWith('/v1/') && !c.req.path.startsWith('/v1/signals/')) mustReach(ports, c, 'viewer');
    throw new Refusal(404, 'Not found', `there is nothing at ${c.req.path}`);
  });
  return app;
}

const patternOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

async function run(ports: ApiPorts, operation: Operation, c: Context<Env>): Promise<Response> {
  const nobody: Caller = { name: 'anybody', subject: 'anybody', role: undefined };
  const caller = operation.who === 'anybody' ? nobody : mustReach(ports, c, operation.who);
  return operation.run(ports, {
    caller,
    request: c.req.raw,
    path: c.req.path,
    id: c.req.param('id') ?? '',
    query: c.req.query(),
  });
}

/** The caller, or why there is none that may. */
function mustReach({ deployed }: ApiPorts, c: Context<Env>, least: Role): Caller {
  const caller = callerOf(
    c.env?.requestContext,
    deployed.people,
    deployed.pack.playbook.roles.map((r) => r.id),
  );
  if (caller === undefined)
    throw new Refusal(401, 'Unauthorized', 'a bearer token is needed', [], { 'www-authenticate': 'Bearer' });
  if (!reaches(caller.role, least))
    throw new Refusal(
      403,
      'Forbidden',
      `this asks for the role ${least}; the token has ${caller.role ?? `none of ${roles.join(', ')}`}`,
    );
  return caller;
}

function notAllowed(ports: ApiPorts, path: string, c: Context<Env>): never {
  const there = operations.filter((o) => o.path === path);
  if (there.every((o) => o.who !== 'anybody')) mustReach(ports, c, 'viewer');
  const allow = there.map((o) => o.method.toUpperCase()).join(', ');
  throw new Refusal(405, 'Method not allowed', `${path} takes ${allow}`, [], { allow });
}
