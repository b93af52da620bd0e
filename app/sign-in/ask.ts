import { parsedJson } from '#core/json';
import { SignInFailed } from './sign-in-failed.ts';

/** How a provider is asked: `fetch`, or what a test puts in its place. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** More than any document of a provider holds. */
const MOST_BYTES = 200_000;
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Asks a provider by HTTPS, or on this machine by HTTP; redirects are refused, for a code or a token may be in the request. */
export async function ask(
  fetch: Fetch,
  url: string,
  form?: Record<string, string>,
): Promise<{ ok: boolean; status: number; json: unknown }> {
  if (!isSecure(url)) throw new SignInFailed(`${url} is not an HTTPS address`);
  try {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
      headers: { accept: 'application/json' },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    const bytes = await response.arrayBuffer();
    if (bytes.byteLength > MOST_BYTES) throw new SignInFailed(`${url} answers more than ${MOST_BYTES} bytes`);
    return { ok: response.ok, status: response.status, json: parsedJson(new TextDecoder().decode(bytes)) };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof SignInFailed) throw error;
    const { cause } = error;
    throw new SignInFailed(`${url} cannot be reached: ${cause instanceof Error ? cause.message : error.message}`);
  }
}

function isSecure(url: string): boolean {
  const { protocol, hostname } = URL.parse(url) ?? { protocol: '', hostname: '' };
  return protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname));
}
