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

/** Where the API is and who asks: options, else TOCSIN_API_URL and TOCSIN_TOKEN, else the outputs of `npm start`. */
function connection({ apiUrl, token, as }: Connect): { url: string; bearer: string } {
  const url = apiUrl ?? process.env['TOCSIN_API_URL'];
  const bearer = token ?? (as === undefined ? process.env['TOCSIN_TOKEN'] : undefined);
  if (url !== undefined && bearer !== undefined) return { url: url.replace(/\/$/, ''), bearer };
  if (!existsSync(outputs))
    throw new Ends(
      exit.usage,
      'no API to talk to: give --api-url and --token, or set TOCSIN_API_URL and TOCSIN_TOKEN, or run npm start in this clone',
    );
  const local = Outputs.parse(JSON.parse(readFileSync(outputs, 'utf8')));
  const found = bearer ?? own(local.tokens, as ?? 'responder');
  if (found === undefined)
    throw new Ends(exit.usage, `error: --as: ${as} is not one of ${Object.keys(local.tokens).join(', ')}`);
  return { url: url ?? local.apiUrl, bearer: found };
}

/** One request: the JSON object or the text that it is answered with; a refusal becomes an exit code, every wrong field on a line. */
export async function request(connect: Connect, asked: Request): Promise<Record<string, unknown> | string> {
  const { url, bearer } = connection(connect);
  const { method, path, accept, body, keyed = false, ifMatch } = asked;
  const response = await send(
    `${url}${path}`,
    {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${bearer}`,
        'user-agent': CLI_AGENT,
        accept,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(keyed ? { 'idempotency-key': randomUUID() } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    // a change without a key is sent once: the second would not be the same
    method === 'get' || keyed ? 3 : 1,
  );
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const json = isJson ? parsedJson(text) : undefined;
  if (!response.ok) throw refusal(response.status, json, text);
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

function refusal(status: number, json: unknown, text: string): Ends {
  const problem = Problem.safeParse(json).data;
  const lines = [
    oneLine(problem?.detail ?? text).slice(0, 300) || `the API answers ${status}`,
    ...(problem?.errors ?? []).map((e) => `  ${oneLine(`${e.path || 'the body'}: ${e.message}`)}`),
    ...(status === 401 ? ['the token may have expired'] : []),
    ...(status === 403 ? ['while npm start runs, --as commander uses the local token of a commander'] : []),
  ];
  return new Ends(codeOf(status), lines.join('\n'));
}

function codeOf(status: number): number {
  if (status === 400 || status === 413 || status === 422) return exit.invalid;
  if (status === 404) return exit.notFound;
  if (status === 409 || status === 412) return exit.conflict;
  return exit.failure;
}
