import { createHmac } from 'node:crypto';
import { registry } from '#app/operations/registry';
import { InvalidInput, NotConfigured } from '#core/errors';
import type { Json } from '#core/json';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { plugins } from '#plugins/registry';
import type { World } from '#simulator/world';

/** What a source is answered. */
export interface Answered {
  status: number;
  headers: Record<string, string>;
  json: {
    status?: unknown;
    signals?: number;
    ignored?: number;
    title?: string;
    detail?: string;
    errors: { path: string; message: string }[];
  };
}
interface Posting {
  headers?: Record<string, string>;
  query?: string;
  method?: string;
  encoded?: boolean;
}

/** The sources of a world behind the gateway's adapter, with the queue of signals that the ingest reads; the secrets by the source's name, or whatever a test gives of them. */
export function sourcesOn(
  world: World,
  secrets: Record<string, string | undefined>,
  given: (fresh: boolean, name: string) => string | undefined = (_, name) => secrets[name],
) {
  const queued: Json[] = [];
  const dead: Json[] = [];
  /** What the ingest cannot read comes to the dead letters after some tries. */
  const receive = async (body: Json): Promise<void> => {
    try {
      await world.receive(body);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      dead.push(body);
    }
  };
  let refusing = 0;
  const queue = {
    put: async (bodies: Json[]) => {
      if (refusing > 0) {
        refusing -= 1;
        // as SQS may: some are in it all the same
        queued.push(...bodies.slice(0, 1));
        throw new Error('the queue refused some');
      }
      queued.push(...bodies);
    },
  };
  const get = async (name: string, { fresh = false } = {}) => {
    const secret = given(fresh, name);
    if (secret === undefined) throw new NotConfigured(name);
    return secret;
  };
  const serve = gateway(api(world.ports, registry, { sources: { sources: plugins.sources, secrets: { get }, queue } }));
  const post = async (
    source: string,
    body: unknown,
    { headers = {}, query = '', method = 'POST', encoded = false }: Posting = {},
  ): Promise<Answered> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const rawPath = `/v1/signals/${source}`;
    const event = {
      version: '2.0',
      rawPath,
      rawQueryString: query,
      headers: { 'content-type': 'application/json', ...headers },
      body: encoded ? Buffer.from(text).toString('base64') : text,
      isBase64Encoded: encoded,
      requestContext: { http: { method, path: rawPath } },
    };
    const answer = (await serve(event)) as { statusCode: number; headers: Record<string, string>; body: string };
    return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(answer.body) };
  };
  return {
    queued,
    dead,
    /** The queue fails this often. */
    refuse: (times: number) => {
      refusing = times;
    },
    post,
    /** Posts, and lets the ingest work off what is queued then. */
    send: async (...given: Parameters<typeof post>): Promise<Answered> => {
      const answer = await post(...given);
      for (const body of queued.splice(0)) world.clock.run(() => receive(body));
      await world.clock.settle();
      return answer;
    },
  };
}

export const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });

/** The HMAC-SHA256 of a text in hex. */
export const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');
