import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { oneLine } from '#core/message/plain-text';
import { Ends, exit } from './exit.ts';

/** How a command reaches the API. */
export interface Connect {
  apiUrl?: string | undefined;
  token?: string | undefined;
  as?: string | undefined;
}
const Outputs = z.object({ apiUrl: z.string(), tokens: z.record(z.string(), z.string()) });
const Problem = z.object({
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});
const outputs = fileURLToPath(new URL('../.local/outputs.json', import.meta.url));

/** Where the API is and who speaks: options, else TOCSIN_API_URL and TOCSIN_TOKEN, else what `npm start` wrote down. */
function connection({ apiUrl, token, as }: Connect): { url: string; bearer: string } {
  const url = apiUrl ?? process.env['TOCSIN_API_URL'];
  const bearer = token ?? (as === undefined ? process.env['TOCSIN_TOKEN'] : undefined);
  if (url !== undefined && bearer !== undefined) return { url: url.replace(/\/$/, ''), bearer };
  if (!existsSync(outputs))
    throw new Ends(
      exit.usage,
      'no API to speak to: give --api-url and --token, or TOCSIN_API_URL and TOCSIN_TOKEN, or run npm start in this clone',
    );
  const local = Outputs.parse(JSON.parse(readFileSync(outputs, 'utf8')));
  const found = bearer ?? local.tokens[as ?? 'responder'];
  if (found === undefined)
    throw new Ends(exit.usage, `error: --as: ${as} is none of ${Object.keys(local.tokens).join(', ')}`);
  return { url: url ?? local.apiUrl, bearer: found };
}

/** One request; what the API refuses becomes an exit code, with every wrong field on a line. A POST that got no answer is asked again under its key. */
export async function request(
  connect: Connect,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const { url, bearer } = connection(connect);
  const headers = {
    authorization: `Bearer ${bearer}`,
    accept: 'application/json',
    ...(method === 'POST' ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}),
  };
  const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await persistently(`${url}${path}`, sent);
  const text = await response.text();
  const json = jsonOf(text);
  if (response.ok) {
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
    throw new Ends(exit.failure, `${url} does not answer as Tocsin's API does`);
  }
  throw refusal(response.status, json, text);
}

async function persistently(url: string, sent: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(30_000) });
      if (response.status < 500 || attempt === 3) return response;
    } catch (error) {
      const why = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
      if (attempt === 3 || error instanceof TypeError === false)
        throw new Ends(exit.failure, `${url} cannot be reached: ${why}`);
    }
    await new Promise((done) => setTimeout(done, attempt * 300));
  }
}

function refusal(status: number, json: unknown, text: string): Ends {
  const said = Problem.safeParse(json).data;
  const lines = [
    oneLine(said?.detail ?? text).slice(0, 300) || `the API answers ${status}`,
    ...(said?.errors ?? []).map((e) => oneLine(`${e.path || 'the body'}: ${e.message}`)).map((line) => `  ${line}`),
    ...(status === 401 ? ['the token may have run out'] : []),
    ...(status === 403 ? ['with the tokens of npm start, --as commander speaks as another'] : []),
  ];
  return new Ends(codeOf(status), lines.join('\n'));
}

const codeOf = (status: number): number =>
  ({
    400: exit.invalid,
    413: exit.invalid,
    422: exit.invalid,
    404: exit.notFound,
    409: exit.conflict,
    412: exit.conflict,
  })[status] ?? exit.failure;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
