import * as z from 'zod';
import type { Operation } from './operation.ts';
import type { SchemaOf } from './schema-of.ts';

/** What API Gateway answers by itself, before this API is asked. */
const GatewayMessage = z.object({ message: z.string() }).meta({ id: 'GatewayMessage' });

const descriptions = {
  400: 'Wrong fields, all of them listed',
  401: 'No valid token; API Gateway answers this itself',
  403: 'Insufficient role',
  404: 'Not found',
  409: 'Not possible in the present state',
  412: 'Changed since the version of If-Match',
  413: 'Body too large',
  422: 'The Idempotency-Key was used for another request',
  429: 'Too many requests; API Gateway answers this itself',
  500: 'Internal error',
  503: 'Too many changes at once: try again',
} as const;
type Status = keyof typeof descriptions;
const fromGateway: Status[] = [401, 413, 429, 500, 503];

/** The refusals of an operation: problem+json of ours, and the plain JSON of API Gateway where that may answer first. */
export function documentedRefusals(operation: Operation, problem: object, schemaOf: SchemaOf): Record<string, object> {
  return Object.fromEntries(
    statusesOf(operation).map((status) => [
      status,
      {
        description: descriptions[status],
        content: {
          ...(status === 429 ? {} : { 'application/problem+json': { schema: problem } }),
          ...(fromGateway.includes(status) ? { 'application/json': { schema: schemaOf(GatewayMessage) } } : {}),
        },
      },
    ]),
  );
}

function statusesOf({ role, path, body, query, headers }: Operation): Status[] {
  return [
    ...(role === 'anybody' && query === undefined ? [] : [400 as const]),
    ...(role === 'anybody' ? [] : [401 as const]),
    ...(role === 'anybody' || role === 'signed-in' ? [] : [403 as const]),
    ...(path.includes('{id}') ? [404 as const] : []),
    ...(body === undefined ? [] : [409 as const]),
    ...(headers?.includes('If-Match') === true ? [412 as const] : []),
    ...(body === undefined ? [] : [413 as const]),
    ...(headers?.includes('Idempotency-Key') === true ? [422 as const] : []),
    429,
    500,
    503,
  ];
}
