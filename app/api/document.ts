import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import * as z from 'zod';
import type { Operation } from './operation.ts';
import { Problem } from './problem.ts';

const refusals: Record<number, string> = {
  400: 'Wrong fields, all of them named',
  401: 'No token',
  403: 'The role does not reach',
  404: 'Not there',
  409: 'Makes no sense in the present state',
  412: 'It changed meanwhile',
  413: 'Too large',
  422: 'The Idempotency-Key stands for another request',
};
const headers = {
  'Idempotency-Key': {
    'Idempotency-Key': z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'For 7 days the same key of a caller gets the same answer' }),
  },
  'If-Match': { 'If-Match': z.string().optional().meta({ description: 'The ETag that the change is meant for' }) },
};

/** The OpenAPI 3.1 document, made of the operations and the schemas that parse their requests. */
export function documentOf(operations: readonly Operation[]): ReturnType<OpenAPIHono['getOpenAPI31Document']> {
  const app = new OpenAPIHono();
  const { openAPIRegistry } = app;
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Roles are the claim cognito:groups: viewer, responder, commander, admin',
  });
  for (const operation of operations) openAPIRegistry.registerPath(routeOf(operation));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Tocsin', version: '1', description: 'Incident response that a team owns in its own AWS account' },
    security: [{ bearer: [] }],
  });
}

function routeOf(operation: Operation): RouteConfig {
  const { method, path, who, summary, query, body, gives } = operation;
  const heard = Object.assign({}, ...(operation.headers ?? []).map((name) => headers[name])) as z.ZodRawShape;
  const statuses = [
    ...(body === undefined && query === undefined ? [] : [400]),
    ...(who === 'anybody' ? [] : [401, 403]),
    ...(path.includes('{id}') ? [404] : []),
    ...(body === undefined ? [] : [409, 413]),
    ...(operation.headers?.includes('If-Match') === true ? [412] : []),
    ...(operation.headers?.includes('Idempotency-Key') === true ? [422] : []),
  ];
  const content = gives.content === undefined ? {} : { content: mediaOf(gives.content) };
  return {
    method,
    path,
    summary,
    operationId: idOf(method, path),
    ...(who === 'anybody' ? { security: [] } : { 'x-least-role': who }),
    request: {
      ...(path.includes('{id}') ? { params: z.object({ id: z.string() }) } : {}),
      ...(query === undefined ? {} : { query }),
      ...(Object.keys(heard).length === 0 ? {} : { headers: z.object(heard) }),
      ...(body === undefined
        ? {}
        : { body: { required: !path.endsWith('/acknowledge'), content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      [gives.status]: { description: gives.description, ...content },
      ...Object.fromEntries(
        statuses.map((status) => [
          status,
          { description: refusals[status] ?? '', content: { 'application/problem+json': { schema: Problem } } },
        ]),
      ),
    },
  };
}

const mediaOf = (content: Record<string, z.ZodType>) =>
  Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));

/** `postIncidentsAcknowledge`: what generated clients call it. */
const idOf = (method: string, path: string): string =>
  method +
  path
    .replace('/v1', '')
    .replace('{id}', 'one')
    .split(/[/.-]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
