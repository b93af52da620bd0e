import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type Markup, pageHeaders } from '#web/layout';
import { script } from './script.ts';
import { style } from './style.ts';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The headers of the board's pages: as of the pages behind a link, and its script may ask this very site for a newer state. */
export const boardHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders,
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** What every page of the board is made in. */
export interface Frame {
  /** From this page's own address to the directory of the board: the gateway may serve all of it below a path of its own. */
  root: string;
  /** From there to the board itself, whose address has no slash at its end. */
  home: string;
  now: Date;
  zone: string;
  /** Title of the playbook. */
  team: string;
  who: { person: string; name: string; role: string; mayRespond: boolean; mayCommand: boolean };
  csrf: string;
  /** A new word for each form, under which it counts once. */
  once: () => string;
}

const places = [
  ['', 'Board'],
  ['on-call', 'On call'],
  ['history', 'History'],
  ['items', 'Action items'],
  ['maintenance', 'Planned work'],
  ['playbook', 'Playbook'],
] as const;
type Place = (typeof places)[number][0];

/** What every form carries beside its own fields. */
export const carried = ({ csrf, once }: Frame): Markup =>
  html`<input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="once" value="${once()}">`;

/** A link to a page of the board, or to the board itself. */
export const to = ({ root, home }: Pick<Frame, 'root' | 'home'>, place: string): string =>
  place === '' ? home : `${root}${place}`;

/** The time of a page as it says it. */
const stamp = (now: Date): Markup =>
  html`As of <time datetime="${now.toISOString()}">${now.toISOString().slice(11, 19)}</time> UTC`;

interface Shown {
  title: string;
  place?: Place;
  body: Markup | Promise<string>;
  /** Name of the kind of page: a part of one is replaced only by a part of the same. */
  page: string;
  /** Seconds after which the script looks for a newer state; none where nothing changes. */
  live?: number;
  /** The time that is shown where it is not now. */
  past?: boolean;
  /** What is said once to who cannot see it, when it changes. */
  say?: string;
}

/** A whole page of the board for somebody who is signed in. */
export const boardPage = (f: Frame, { title, place, body, page, live, past, say = '' }: Shown): Markup =>
  document(
    { title, at: f.now.toISOString(), page, ...(live === undefined || past === true ? {} : { live }), past },
    html`<a class="skip" href="#main">Skip to content</a>
<header class="top"><div>
<a class="brand" href="${to(f, '')}">Tocsin</a>
<nav aria-label="Main"><ul>${places.map(
      ([path, words]) =>
        html`<li><a href="${to(f, path)}"${path === place ? raw(' aria-current="page"') : ''}>${words}</a></li>`,
    )}</ul></nav>
<p class="live small dim" id="asof" data-live>${past === true ? html`<a href="?">Back to now</a>` : html`${stamp(f.now)}. <a href="?">Refresh</a>`}</p>
${f.who.mayRespond && page !== 'declare' ? html`<a class="btn go decl" href="${to(f, 'declare')}">Declare incident</a>` : ''}
</div></header>
<main id="main">
<p class="card mark" id="stale" role="status" hidden>This page is no longer up to date: Tocsin does not answer, or you are signed out. What you see was true at the time above. <a href="?">Load it again</a></p>
<p class="vh" id="say" role="status" data-say="${say}"></p>
${body}
</main>
<footer class="foot"><p>${f.team}. All times are ${f.zone}. Signed in as ${f.who.name}, ${f.who.role}.</p>
<details id="keys" class="small"><summary>Keys</summary><p>j and k: next and previous incident. a: acknowledge. n: note. Ctrl+Enter: send what you type. ?: this list.</p></details>
<form method="post" action="${to(f, 'sign-out')}">${carried(f)}<button class="plain">Sign out</button></form></footer>`,
  );

/** A page for somebody who is not signed in: it shows nothing of any incident. */
export const outsidePage = (title: string, at: Date, body: Markup): Markup =>
  document(
    { title, at: at.toISOString(), page: 'outside' },
    html`<main id="main"><div class="narrow">${body}</div></main>`,
  );

const document = (
  {
    title,
    at,
    page,
    live,
    past,
  }: { title: string; at: string; page: string; live?: number; past?: boolean | undefined },
  body: Markup,
): Markup => html`<!doctype html>
<html lang="en" data-at="${at}" data-page="${page}"${live === undefined ? '' : raw(` data-live="${live}"`)}${past === true ? raw(' data-past="yes"') : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow">
<title>${title} · Tocsin</title>
<style>${raw(style)}</style>
</head>
<body>
${body}
<script>${raw(script)}</script>
</body>
</html>`;
