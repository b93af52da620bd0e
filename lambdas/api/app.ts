import { Hono } from 'hono';
import * as z from 'zod';
import { InvalidInput, NotFound } from '#core/errors';
import type { Command } from '#core/incident/command';
import { Incident } from '#core/incident/state';
import { type Json, textOf } from '#core/json';
import { onCall } from '#core/on-call';
import type { Ports } from '#core/ports';
import { declare } from '#core/store/declare';
import { mustLoad, packOf, turn } from '#core/store/incidents';
import { keys, list } from '#core/store/keys';
import { timelineOf } from '#core/store/timeline';
import { type Caller, callerOf, mayAct, type Role } from './caller.ts';
import { sameRequest } from './idempotency.ts';
import { openapi } from './openapi.ts';
import { problem, problemOf, wrongFields } from './problem.ts';
import { type Act, bodies } from './shapes.ts';
import { shown } from './shown.ts';

export type ApiPorts = Pick<Ports, 'table' | 'now' | 'wallClock' | 'deployed' | 'log' | 'newId' | 'executions'>;
type Env = { Bindings: { requestContext?: unknown }; Variables: { caller: Caller } };
const LIMIT = 256 * 1024;

/** What each act asks of its caller at least. */
export const least: Record<Act, Role> = {
  declare: 'responder',
  acknowledge: 'responder',
  escalate: 'responder',
  responders: 'responder',
  notes: 'responder',
  updates: 'responder',
  severity: 'commander',
  roles: 'commander',
  decisions: 'commander',
  resolve: 'commander',
  reopen: 'commander',
  merge: 'commander',
};

/** The HTTP API over ports; API Gateway has verified the token before, and its claims come with the event. */
export function api(ports: ApiPorts): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error) => {
    const said = problemOf(error);
    if (said !== undefined) return said;
    ports.log.error('request failed', { error: String(error) });
    return problem(500, 'Internal error', 'this is our fault; it is on record');
  });
  app.notFound((c) => problem(404, 'Not found', `there is nothing at ${c.req.path}`));
  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/openapi.json', (c) => c.json(openapi()));
  app.get('/docs', (c) => c.html(docsPage()));
  app.use('/v1/*', async (c, next) => {
    if (c.req.path.startsWith('/v1/signals/'))
      return problem(404, 'Not found', 'signals over HTTP are not served by this release');
    const caller = callerOf(c.env.requestContext, ports.deployed.people);
    if (caller === undefined) return problem(401, 'Unauthorized', 'a bearer token is needed');
    if (!mayAct(caller, 'viewer'))
      return problem(403, 'Forbidden', 'this token carries none of the roles viewer, responder, commander, admin');
    c.set('caller', caller);
    return next();
  });

  app.get('/v1/incidents', async (c) => {
    const query = parse(
      z.strictObject({
        limit: z.coerce.number().int().min(1).max(100).default(50),
        next: z.string().optional(),
        state: z.string().optional(),
      }),
      c.req.query(),
    );
    if (query instanceof Response) return query;
    const page = await ports.table.index('list', list.incident, {
      limit: query.limit,
      backwards: true,
      ...(query.next === undefined ? {} : { next: query.next }),
    });
    const items = page.rows
      .map((row) => shown(Incident.parse(row['incident']), Number(row['version']), ports))
      .filter((i) => query.state === undefined || i.state === query.state);
    return c.json({ items, next: page.next ?? null });
  });
  app.get('/v1/incidents/:id', async (c) => {
    const { incident, version } = await mustLoad(ports, c.req.param('id'));
    return c.json(shown(incident, version, ports), 200, { etag: `"${version}"` });
  });
  app.get('/v1/incidents/:id/timeline', async (c) => {
    const { incident } = await mustLoad(ports, c.req.param('id'));
    return c.json({ items: await timelineOf(ports, incident.id, incident.openedAt, incident.speed), next: null });
  });
  app.get('/v1/incidents/:id/report', async (c) => {
    const { incident } = await mustLoad(ports, c.req.param('id'));
    const row = await ports.table.get(keys.report(incident.id));
    if (row === undefined)
      throw new NotFound(`${incident.id} has no report yet: it is written once the incident is resolved`);
    return c.text(textOf(row['text']), 200, { 'content-type': 'text/markdown; charset=utf-8' });
  });
  app.get('/v1/on-call', async (c) => {
    const query = parse(z.strictObject({ at: z.iso.datetime({ offset: true }).optional() }), c.req.query());
    if (query instanceof Response) return query;
    const at = new Date(query.at ?? ports.now());
    const { people } = ports.deployed;
    return c.json({
      at: at.toISOString(),
      items: Object.entries(people.targets).map(([target, { title }]) => ({
        target,
        title,
        people: onCall(people, target, at),
      })),
      next: null,
    });
  });
  app.get('/v1/action-items', async (c) => {
    const page = await ports.table.index('list', list.item, { limit: 100 });
    return c.json({
      items: page.rows.map((row) => ({ ...(row['item'] as Record<string, Json>), incident: row['incident'] })),
      next: page.next ?? null,
    });
  });
  app.get('/v1/metrics', async (c) => {
    const page = await ports.table.index('list', list.incident, { limit: 100, backwards: true });
    return c.json({
      items: averages(
        page.rows.map((row) => Incident.parse(row['incident'])),
        ports,
      ),
      next: null,
    });
  });

  const read = async <A extends Act>(
    request: Request,
    act: A,
    caller: Caller,
  ): Promise<z.infer<(typeof bodies)[A]> | Response> => {
    if (!mayAct(caller, least[act]))
      return problem(
        403,
        'Forbidden',
        `${act} asks for the role ${least[act]}; this token has ${caller.role ?? 'none'}`,
      );
    const text = await request.text();
    if (text.length > LIMIT) return problem(413, 'Too large', `a body has at most ${LIMIT} characters`);
    let value: unknown;
    try {
      value = text === '' ? {} : JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return problem(400, 'Not JSON', `the body is not JSON: ${error.message}`, [{ path: '', message: error.message }]);
    }
    return parse(bodies[act], value) as z.infer<(typeof bodies)[A]> | Response;
  };
  /** Names the command, so that each duplicate of a request reads the answer of the first. */
  const named = async (request: Request, path: string, caller: Caller, body: Json): Promise<string | Response> => {
    const key = request.headers.get('idempotency-key');
    if (key === null) return `api/${caller.name}/${ports.newId()}`;
    if (!/^[\x21-\x7e]{1,128}$/.test(key))
      return problem(400, 'Invalid header', 'Idempotency-Key has 1 to 128 printable characters', [
        { path: 'Idempotency-Key', message: '1 to 128 printable characters' },
      ]);
    const command = `api/${caller.name}/${key}`;
    return (await sameRequest(ports, command, { path, body })) ?? command;
  };

  app.post('/v1/incidents', async (c) => {
    const caller = c.get('caller');
    const body = await read(c.req.raw, 'declare', caller);
    if (body instanceof Response) return body;
    const { playbook } = ports.deployed.pack;
    const wrong = [
      ...(body.severity === undefined || playbook.severities.some((s) => s.id === body.severity)
        ? []
        : [{ path: 'severity', message: `is none of ${playbook.severities.map((s) => s.id).join(', ')}` }]),
      ...(body.service === undefined || Object.hasOwn(playbook.services, body.service)
        ? []
        : [{ path: 'service', message: `is none of ${Object.keys(playbook.services).join(', ')}` }]),
    ];
    if (wrong.length > 0) return problem(422, 'Unprocessable', 'not what the playbook knows', wrong);
    const command = await named(c.req.raw, '/v1/incidents', caller, body as Json);
    if (command instanceof Response) return command;
    const answer = await declare(ports, command, caller.name, body);
    const { incident, version } = await mustLoad(ports, textOf(answer['id']));
    return c.json(shown(incident, version, ports), 201, { location: `/v1/incidents/${incident.id}` });
  });

  for (const act of Object.keys(bodies).filter((a): a is Exclude<Act, 'declare'> => a !== 'declare')) {
    app.post(`/v1/incidents/:id/${act}`, async (c) => {
      const caller = c.get('caller');
      const body = await read(c.req.raw, act, caller);
      if (body instanceof Response) return body;
      const id = c.req.param('id');
      const before = await mustLoad(ports, id);
      const match = c.req.header('if-match');
      if (match !== undefined && match !== `"${before.version}"`)
        return problem(412, 'Changed meanwhile', `the incident is at "${before.version}"`);
      const { playbook } = await packOf(ports, before.incident.playbook);
      const command = commandOf(act, body, caller.name, playbook.communication.audiences);
      if (act === 'merge' || act === 'resolve') await other(ports, id, command);
      const name = await named(c.req.raw, c.req.path, caller, body as Json);
      if (name instanceof Response) return name;
      await turn(ports, id, name, command);
      const { incident, version } = await mustLoad(ports, id);
      return c.json(shown(incident, version, ports), 200, { etag: `"${version}"` });
    });
  }
  return app;
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> | Response {
  const result = schema.safeParse(value);
  return result.success
    ? result.data
    : problem(400, 'Invalid input', 'some fields are wrong', wrongFields(result.error));
}

/** A duplicate names another incident that exists. */
async function other(ports: ApiPorts, id: string, command: Command): Promise<void> {
  if (command.do !== 'resolve' || command.of === undefined) return;
  if (command.of === id) throw new InvalidInput('of: an incident is no duplicate of itself');
  if ((await ports.table.get(keys.state(command.of))) === undefined)
    throw new InvalidInput(`of: there is no incident ${command.of}`);
}

function commandOf(act: Exclude<Act, 'declare'>, given: unknown, by: string, audiences: { id: string }[]): Command {
  switch (act) {
    case 'acknowledge':
      return { do: 'acknowledge', by, ...reasonOf(bodies.acknowledge.parse(given)) };
    case 'escalate': {
      const { level, to, reason } = bodies.escalate.parse(given);
      return {
        do: 'escalate',
        by,
        reason,
        ...(level === undefined ? {} : { level }),
        ...(to === undefined ? {} : { to }),
      };
    }
    case 'severity':
      return { do: 'set-severity', by, ...bodies.severity.parse(given) };
    case 'roles':
      return { do: 'take-role', by, ...bodies.roles.parse(given) };
    case 'responders':
      return { do: 'add-responder', by, ...bodies.responders.parse(given) };
    case 'updates': {
      const { audience, what, fields, text } = bodies.updates.parse(given);
      if (!audiences.some((a) => a.id === audience))
        throw new InvalidInput(`audience: is none of ${audiences.map((a) => a.id).join(', ')}`);
      return { do: 'update', by, audience, what, fields: { ...fields, ...(text === undefined ? {} : { text }) } };
    }
    case 'notes': {
      const { text, facts, tick } = bodies.notes.parse(given);
      return tick === undefined
        ? { do: 'note', by, text, ...(facts === undefined ? {} : { facts }) }
        : { do: 'tick', by, item: tick };
    }
    case 'decisions': {
      const { question, option, reason } = bodies.decisions.parse(given);
      return { do: 'answer', by, question, option, ...(reason === undefined ? {} : { reason }) };
    }
    case 'resolve': {
      const { as, of, reason } = bodies.resolve.parse(given);
      return { do: 'resolve', by, as, reason, ...(of === undefined ? {} : { of }) };
    }
    case 'reopen':
      return { do: 'reopen', by, ...bodies.reopen.parse(given) };
    case 'merge': {
      const { into, reason } = bodies.merge.parse(given);
      return { do: 'resolve', by, as: 'duplicate', of: into, reason };
    }
  }
}

const reasonOf = ({ reason }: { reason?: string | undefined }): { reason?: string } =>
  reason === undefined ? {} : { reason };

/** Means of the incidents' times by severity, in seconds. */
function averages(incidents: Incident[], ports: ApiPorts) {
  const by = new Map<string, Map<string, number[]>>();
  for (const incident of incidents) {
    for (const [name, seconds] of Object.entries(shown(incident, 0, ports).metrics)) {
      const names = by.get(incident.severity) ?? new Map<string, number[]>();
      names.set(name, [...(names.get(name) ?? []), seconds]);
      by.set(incident.severity, names);
    }
  }
  return [...by].map(([severity, names]) => ({
    severity,
    means: Object.fromEntries(
      [...names].map(([name, all]) => [name, Math.round(all.reduce((a, b) => a + b, 0) / all.length)]),
    ),
  }));
}

/** The operations, readable without a script. */
function docsPage(): string {
  const rows = Object.entries(openapi().paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { summary }]) =>
        `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${path}</code></td><td>${summary}</td></tr>`,
    ),
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tocsin API</title><style>body{font:16px system-ui;margin:2rem auto;max-width:60rem;color-scheme:light dark}td{padding:.3rem .8rem;vertical-align:top}</style><h1>Tocsin API</h1><p>Bearer token for all but <code>/health</code>, <code>/docs</code> and <a href="openapi.json">openapi.json</a>, which has every shape.</p><table>${rows.join('')}</table></html>`;
}
