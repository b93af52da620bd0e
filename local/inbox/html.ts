import { createHash } from 'node:crypto';
import type { WireResponse } from '#plugins/fakes/wire';

/** Escapes a text so that a browser shows it and never interprets it. */
export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

// Colours come by class: the policy below lets no style attribute through.
const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5d6878; --line: #dfe4ea; --paper: #f5f7f9; --card: #fff; --good: #18794e; --bad: #c4232e; --warn: #ad5700; --link: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf0; --soft: #9aa6b4; --line: #2c3540; --paper: #12161b; --card: #1a2027; --good: #4cc38a; --bad: #ff6b74; --warn: #ffa94d; --link: #82b1ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1rem; margin: 2rem 0 .6rem; }
a { color: var(--link); } p { margin: .3rem 0; } .soft, time { color: var(--soft); font-size: .87rem; }
.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone, var(--line)); border-radius: 8px; padding: .7rem .9rem; margin: .5rem 0; }
.row { display: flex; flex-wrap: wrap; gap: .3rem .7rem; align-items: baseline; }
.row > :last-child { margin-left: auto; }
.name { font-weight: 600; } .to { overflow-wrap: anywhere; }
.tag { border: 1px solid currentColor; border-radius: 99px; padding: 0 .5rem; font-size: .78rem; color: var(--soft); }
.tag.page, .tag.bad, .tag.failed { color: var(--bad); } .tag.good, .tag.succeeded { color: var(--good); } .tag.warn, .tag.running { color: var(--warn); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; margin: .4rem 0 0; max-height: 24rem; overflow: auto; }
summary { cursor: pointer; color: var(--soft); font-size: .82rem; margin-top: .35rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .6rem; margin-top: 1rem; }
.tiles .card { margin: 0; } .big { font-size: 1.4rem; font-weight: 600; }
code { font-size: .85rem; }
.good { --tone: var(--good); } .bad { --tone: var(--bad); } .warn { --tone: var(--warn); }
`;
// Updates live and keeps opened details open: the page is only replaced when it has changed.
const script = `
const main = document.querySelector('main');
let shown = main.innerHTML;
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main').innerHTML;
    if (next === shown) return;
    const open = new Set([...document.querySelectorAll('details[open]')].map((one) => one.id));
    main.innerHTML = shown = next;
    for (const one of document.querySelectorAll('details')) one.open = open.has(one.id);
  } catch (error) {
    // the inbox has stopped or is restarting: the page stays as it is
    console.warn(error);
  }
}, 1500);
`;
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A whole page that needs nothing from elsewhere. `body` is HTML, already escaped; `tones` gives classes a colour, `#rrggbb`. */
export const htmlPage = (title: string, body: string, tones: Readonly<Record<string, string>> = {}): WireResponse => {
  const styles = [style, ...Object.entries(tones).map(([name, tone]) => `.${name} { --tone: ${tone}; }`)].join('\n');
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src ${hashOf(styles)}; script-src ${hashOf(script)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${styles}</style></head><body><main>${body}</main><script>${script}</script></body></html>`,
  };
};
