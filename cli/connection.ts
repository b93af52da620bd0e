import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { Ends, exit } from './exit.ts';

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
function connection({ apiUrl, token, as = 'responder' }: Connect): { url: string; token: string } {
  const url = apiUrl ?? process.env['TOCSIN_API_URL'];
  const bearer = token ?? process.env['TOCSIN_TOKEN'];
  if (url !== undefined && bearer !== undefined) return { url, token: bearer };
  if (!existsSync(outputs)) {
    throw new Ends(
      exit.usage,
      'no API to speak to: give --api-url and --token, or TOCSIN_API_URL and TOCSIN_TOKEN, or run npm start in this clone',
    );
  }
  const local = Outputs.parse(JSON.parse(readFileSync(outputs, 'utf8')));
  const found = local.tokens[as];
  if (found === undefined) throw new Ends(exit.usage, `--as: ${as} is none of ${Object.keys(local.tokens).join(', ')}`);
  return { url: url ?? local.apiUrl, token: bearer ?? found };
}

/** One request; what the API refuses becomes the CLI's exit code with every wrong field on a line. */
export async function request(
  connect: Connect,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const { url, token } = connection(connect);
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    throw new Ends(exit.failure, `${url} cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
  }
  const text = await response.text();
  if (response.ok)
    return response.headers.get('content-type')?.includes('json') === true
      ? (JSON.parse(text) as Record<string, unknown>)
      : { text };
  const said = Problem.safeParse(jsonOf(text)).data;
  const lines = [said?.detail ?? text.slice(0, 300), ...(said?.errors ?? []).map((e) => `  ${e.path}: ${e.message}`)];
  throw new Ends(codeOf(response.status), lines.join('\n'));
}

const codeOf = (status: number): number =>
  status === 404
    ? exit.notFound
    : status === 409 || status === 412
      ? exit.conflict
      : status === 400 || status === 422
        ? exit.invalid
        : exit.failure;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
