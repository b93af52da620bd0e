import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { CLI_AGENT } from '#core/incident/way';
import { parsedJson } from '#core/json';
import { oneLine } from '#core/message/plain-text';
import { own } from '#core/own';
import { Ends, exit } from './exit.ts';

/** How a command reaches the API. */
export interface Connect {
  apiUrl?: string | undefined;
  token?: string | undefined;
  as?: string | undefined;
}
/** One request of a command. */
export interface Request {
  method: 'get' | 'post' | 'patch';
  path: string;
  accept: string;
  body?: object;
  /** Whether the API takes an Idempotency-Key, under which a request without an answer can be sent again. */
  keyed?: boolean;
  ifMatch?: string;
}
const Outputs = z.object({ apiUrl: z.string(), tokens: z.record(z.string(), z.string()) });
const Problem = z.object({
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});
const outputs = fileURLToPath(new URL('../.local/outputs.json', import.meta.url));

/** Where the API is and by which token it is asked; `renew` gives another one in place of one that was refused. */
interface Connection {
  url: string;
  bearer: string;
  renew?: (refused: string) => Promise<string>;
}

/**
 * Options come first, then TOCSIN_API_URL and TOCSIN_TOKEN. Without a token: the sign-in at that API; without an API too: the outputs of
 * `npm start` while it runs, else the last sign-in.
 */
async function connection({ apiUrl, token, as }: Connect): Promise<Connection> {
  const url = (apiUrl ?? process.env['TOCSIN_API_URL'])?.replace(/\/$/, '');
  const bearer = token ?? (as === undefined ? process.env['TOCSIN_TOKEN'] : undefined);
  if (url !== undefined && bearer !== undefined) return { url, bearer };
  const isLocal = existsSync(outputs);
  if (bearer === undefined && as === undefined && (url !== undefined || !isLocal)) {
    const { sessionAt } = await import('./sign-in/session-file.ts');
    const at = sessionAt(url)?.apiUrl;
    if (at !== undefined) {
      const { bearerAt } = await import('./sign-in/bearer.ts');
      return { url: at, bearer: await bearerAt(at), renew: (refused) => bearerAt(at, refused) };
    }
  }
  const local = isLocal ? Outputs.parse(JSON.parse(readFileSync(outputs, 'utf8'))) : undefined;
  // its tokens are for no other API, unless somebody says so
  if (local === undefined || (url !== undefined && url !== local.apiUrl && as === undefined && bearer === undefined))
    throw new Ends(
      exit.usage,
      url === undefined
        ? 'no API to talk to: sign in with tocsin login --api-url URL, or give --api-url and --token (TOCSIN_API_URL and TOCSIN_TOKEN), or run npm start in this clone'
        : `nobody is signed in at ${url}: sign in with tocsin login --api-url ${url}, or give --token (TOCSIN_TOKEN)`,
    );
  const found = bearer ?? own(local.tokens, as ?? 'responder');
  if (found === undefined)
    throw new Ends(exit.usage, `error: --as: ${as} is not one of ${Object.keys(local.tokens).join(', ')}`);
  return { url: url ?? local.apiUrl, bearer: found };
}

/** One request: the JSON object or the text that it is answered with; a refusal becomes an exit code, every wrong field on a line. */
export async function request(connect: Connect, asked: Request): Promise<Record<string, unknown> | string> {
  const { url, bearer, renew } = await connection(connect);
  const { method, path, accept, body, keyed = false, ifMatch } = asked;
  const key = randomUUID();
  const by = (token: string) =>
    send(
      `${url}${path}`,
      {
        method: method.toUpperCase(),
        headers: {
          authorization: `Bearer ${token}`,
          'user-agent': CLI_AGENT,
          accept,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(keyed ? { 'idempotency-key': key } : {}),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      // a change without a key is sent once: the second would not be the same
      method === 'get' || keyed ? 3 : 1,
    );
  const first = await by(bearer);
  // a token that is refused has done nothing yet
  const response = first.status === 401 && renew !== undefined ? await by(await renew(bearer)) : first;
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const json = isJson ? parsedJson(text) : undefined;
  if (!response.ok) throw refusal(response, json, text);
  if (isJson !== (accept === 'application/json') || (isJson && !(json instanceof Object)))
    throw new Ends(exit.failure, `${url} does not answer like the API of Tocsin`);
  return isJson ? { ...(json as object) } : text;
}

async function send(url: string, sent: RequestInit, attempts: number): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(30_000) });
      if (response.status < 500 || attempt >= attempts) return response;
    } catch (error) {
      const why = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
      if (attempt >= attempts || !(error instanceof TypeError))
        throw new Ends(exit.failure, `${url} cannot be reached: ${why}`);
    }
    await new Promise((done) => setTimeout(done, attempt * 300));
  }
}

function refusal({ status, headers }: Response, json: unknown, text: string): Ends {
  const problem = Problem.safeParse(json).data;
  const clock = Date.parse(headers.get('date') ?? '');
  const apart = Math.round(Math.abs(clock - Date.now()) / 1000);
  const lines = [
    oneLine(problem?.detail ?? text).slice(0, 900) || `the API answers ${status}`,
    ...(problem?.errors ?? []).map((e) => `  ${oneLine(`${e.path || 'the body'}: ${e.message}`)}`),
    ...(status === 401 ? ['the token may have expired: sign in with tocsin login'] : []),
    // API Gateway takes no token that was issued in its future
    ...(status === 401 && apart > 5 ? [`the clock here and that of the API are ${apart} s apart`] : []),
    ...(status === 403 ? ['tocsin whoami shows your role; while npm start runs, --as commander uses its token'] : []),
  ];
  return new Ends(codeOf(status), lines.join('\n'));
}

function codeOf(status: number): number {
  if (status === 400 || status === 413 || status === 422) return exit.invalid;
  if (status === 404) return exit.notFound;
  if (status === 409 || status === 412) return exit.conflict;
  return exit.failure;
}
