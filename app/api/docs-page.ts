import type { Operation } from './operation.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('`', '');

/** One page that lists what the API does; it loads nothing from elsewhere. */
export function docsPage(operations: readonly Operation[]): Response {
  const rows = operations.map(({ method, path, role, summary, cli }) => {
    const verb = 'none' in cli ? '' : `<code>tocsin ${escaped(cli.verb)}</code>`;
    return `<tr><td><code>${method.toUpperCase()}</code><td><code>${escaped(path)}</code><td>${role}<td>${escaped(summary)}<td>${verb}`;
  });
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tocsin API</title><style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:80rem;padding:0 1rem;color-scheme:light dark}
td,th{padding:.3rem .8rem;vertical-align:top;text-align:left}</style><h1>Tocsin API</h1>
<p>Every request and answer is described in <a href="openapi.json">openapi.json</a>. Operations that are not for anybody need a bearer token
with the least role or a higher one: viewer, responder, commander, admin. Invalid requests are answered with application/problem+json that
lists every wrong field.</p>
<table><tr><th>Method<th>Path<th>Least role<th>What it does<th>Command line
${rows.join('\n')}</table></html>`;
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  });
}
