import type { Hono } from 'hono';
import type { Env } from '#lambdas/api/env';

interface Shown {
  status: number;
  headers: Headers;
  text: string;
}

/** A browser without any script that keeps cookies by their path, over an app that answers at one address. */
export function browserAt(app: Hono<Env>, base: string, settle: () => Promise<void> = async () => {}) {
  const { origin } = new URL(base);
  const cookies = new Map<string, { value: string; path: string }>();
  const ask = async (path: string, form?: Record<string, string>): Promise<Shown> => {
    const url = new URL(path, origin);
    const sent = [...cookies].filter(([, c]) => url.pathname === c.path || url.pathname.startsWith(`${c.path}/`));
    const answer = await app.request(`${url.pathname}${url.search}`, {
      headers: {
        cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; '),
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form).toString() }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = set.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const given = attributes.find((a) => a.startsWith('Path='))?.slice(5);
      // as RFC 6265 5.1.4: the directory of the address where none is given
      const own = url.pathname.slice(0, Math.max(1, url.pathname.lastIndexOf('/')));
      if (attributes.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, { value, path: given ?? own });
    }
    await settle();
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  /** Where an answer leads, resolved as a browser does. */
  const led = (from: string, { headers }: Shown): string =>
    new URL(headers.get('location') ?? '', new URL(from, origin)).href;
  return { ask, led, cookies };
}

/** What a form of a page carries against other sites. */
export const csrfIn = (text: string): string => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
