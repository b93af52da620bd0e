import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { script } from './script.ts';
import { style } from './style.ts';

/** Markup whose values have been escaped. */
export type Markup = ReturnType<typeof html>;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The headers of every page for people: kept by nobody, found by nobody, framed by nobody, and running nothing but its own script. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** A whole page; `at` is the server's time, by which its countdowns run. */
export const page = ({ title, at, body }: { title: string; at: string; body: Markup }): Markup =>
  html`<!doctype html>
<html lang="en" data-at="${at}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<meta name="robots" content="noindex,nofollow">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
${body}
<script>${raw(script)}</script>
</body>
</html>`;
