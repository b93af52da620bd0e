import type { Agent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { credentialsIn, signed } from '#adapters/aws/signature';
import { NoAnswer, NotConfigured, Unreachable } from '#core/errors';

export interface Place {
  bucket: string;
  key: string;
}
/** `bucket/key`, as the variable `DEPLOYED` has it. */
export function placeOf(deployed: string): Place {
  const slash = deployed.indexOf('/');
  return { bucket: deployed.slice(0, slash), key: deployed.slice(slash + 1) };
}

export interface StoredObject {
  text: string;
  etag: string;
}
/** Objects of S3, as far as a deployment needs them. */
export interface Objects {
  /** Undefined when the object is still the one of that ETag; throws `NotConfigured` when there is none. */
  get(place: Place, known?: string): Promise<StoredObject | undefined>;
  put(place: Place, text: string): Promise<void>;
  /** Also when there is none. */
  remove(place: Place): Promise<void>;
}

const tries = 3;
/** Milliseconds, as for the SDK's clients (adapters/aws/sdk.ts). */
const longest = 5_000;

interface Answer {
  status: number;
  etag: string;
  text: string;
}

/** Where a bucket answers: below the environment's endpoint, else under its own name, which needs no redirect in any Region. */
function addressOf({ bucket, key }: Place, region: string, env: NodeJS.ProcessEnv): URL {
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  if (endpoint) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${key}`);
  return new URL(`https://${bucket}.s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/${key}`);
}

/**
 * S3 by three plain requests, without its SDK client, which every cold start of a page would load for the one that it needs
 * (docs/decisions/0020-people-in-one-object.md). Keys are of letters, digits, `-`, `_`, `.` and `/`. Three tries for what may pass.
 */
export function s3Objects(env: NodeJS.ProcessEnv = process.env): Objects {
  let agent: Agent | undefined;
  /** Loaded by the protocol: TLS alone takes a tenth of a cold start where nothing needs it. */
  const requester = async (url: URL) => {
    if (url.protocol !== 'https:') return { request: (await import('node:http')).request };
    const https = await import('node:https');
    agent ??= new https.Agent({ keepAlive: true });
    return { request: https.request, agent };
  };

  const once = async (method: string, place: Place, headers: Record<string, string>, body: string): Promise<Answer> => {
    const region = env['AWS_REGION'] ?? '';
    const url = addressOf(place, region, env);
    const unsigned = { method, host: url.host, path: url.pathname, headers, body };
    const all = signed(unsigned, credentialsIn(env), { service: 's3', region, at: new Date() });
    const { request, ...over } = await requester(url);
    return new Promise((done, failed) => {
      const sent = request(
        url,
        {
          method,
          headers: { ...all, 'content-length': Buffer.byteLength(body) },
          timeout: longest,
          ...over,
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', failed);
          response.on('end', () =>
            done({
              status: response.statusCode ?? 0,
              etag: response.headers.etag ?? '',
              text: Buffer.concat(parts).toString(),
            }),
          );
        },
      );
      sent.on('timeout', () => sent.destroy(new NoAnswer(`S3: nothing within ${longest} ms`)));
      sent.on('error', failed);
      sent.end(body);
    });
  };

  const send = async (
    method: string,
    place: Place,
    headers: Record<string, string> = {},
    body = '',
  ): Promise<Answer> => {
    let reason: unknown;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      if (attempt > 0) await pause(50 * 2 ** attempt * Math.random());
      try {
        const answer = await once(method, place, headers, body);
        if (answer.status < 500 && answer.status !== 429) return answer;
        reason = new Error(`status ${answer.status}`);
      } catch (error) {
        if (error instanceof NotConfigured) throw error;
        reason = error;
      }
    }
    throw new Unreachable(`S3: ${method} ${place.bucket}/${place.key}: ${String(reason)}`, { cause: reason });
  };
  const expected = ({ status }: Answer, what: string, { bucket, key }: Place): void => {
    if (status >= 300) throw new Unreachable(`S3: ${what} ${bucket}/${key}: status ${status}`);
  };

  return {
    async get(place, known) {
      const answer = await send('GET', place, known === undefined ? {} : { 'if-none-match': known });
      if (answer.status === 304) return undefined;
      // who may not list a bucket is told 403 of an object that is not there
      if (answer.status === 404 || answer.status === 403)
        throw new NotConfigured(`the object ${place.bucket}/${place.key} (status ${answer.status})`);
      expected(answer, 'GET', place);
      return { text: answer.text, etag: answer.etag };
    },
    async put(place, text) {
      expected(await send('PUT', place, { 'content-type': 'application/json' }, text), 'PUT', place);
    },
    async remove(place) {
      expected(await send('DELETE', place), 'DELETE', place);
    },
  };
}
