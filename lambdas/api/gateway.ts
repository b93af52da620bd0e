import type { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import * as z from 'zod';
import type { Env } from './env.ts';

const Event = z.looseObject({
  version: z.literal('2.0'),
  rawPath: z.string(),
  body: z.string().optional(),
  requestContext: z.looseObject({ http: z.looseObject({ method: z.string() }) }),
});
/** Methods that no `Request` can have; the API is asked by a name that it allows nowhere either. */
const impossible = ['CONNECT', 'TRACE', 'TRACK'];

/** Serves an app to the events of API Gateway, payload format 2.0. */
export function gateway(app: Hono<Env>): (event: unknown, context?: unknown) => Promise<unknown> {
  const serve = handle(app);
  return async (event, context) => {
    const { requestContext, rawPath, body, ...rest } = Event.parse(event);
    const { http } = requestContext;
    const method = impossible.includes(http.method.toUpperCase()) ? `X-${http.method}` : http.method;
    // no route depends on the name that the API was called by, and a name that is no URL must not refuse people
    const asked = { ...requestContext, domainName: 'api', http: { ...http, method } };
    // a `Request` to read something cannot have a body either, and nothing would look at it
    const sent = ['GET', 'HEAD'].includes(method) ? {} : { body };
    return serve({ ...rest, ...sent, rawPath: encodedPath(rawPath), requestContext: asked } as never, context as never);
  };
}

/**
 * The gateway passes the path on decoded, so `?`, `#` and `%` in it are no syntax: they are encoded again before it becomes a URL. A path
 * with empty or dot segments, which a URL would resolve to another path, becomes one segment that no route has.
 */
function encodedPath(decoded: string): string {
  // half a character cannot be encoded
  const whole = decoded.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  // a slash behind a person's link is one that a mail program has added
  const [, link] = /^(\/i\/[^/]+)\/$/.exec(whole) ?? [];
  if (link !== undefined) return `${encodedPath(link)}/`;
  if (whole === '/console/') return whole;
  const segments = whole.split('/').slice(1);
  const plain = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return `/${(plain ? segments : [whole]).map(encodeURIComponent).join('/')}`;
}
