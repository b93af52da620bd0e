import { html, raw } from 'hono/html';
import { plain } from '#core/message/plain-text';
import type { Markup } from '#web/layout';
import type { Block, Handbook, Inline, Line } from './blocks.ts';
import { style } from './style.ts';

const inline = (one: Inline): Markup | string => {
  if (typeof one === 'string') return one;
  return 'strong' in one ? html`<strong>${one.strong}</strong>` : html`<code>${one.code}</code>`;
};
const inlines = (line: Line): (Markup | string)[] => line.map(inline);

function block(one: Block): Markup {
  switch (one.kind) {
    case 'heading':
      return html`<h3>${one.text}</h3>`;
    case 'text':
      return html`<p>${inlines(one.line)}</p>`;
    case 'list': {
      const items = one.items.map(
        ({ line, below }) =>
          html`<li>${inlines(line)}${below.length === 0 ? '' : html`<ul>${below.map((under) => html`<li>${inlines(under)}</li>`)}</ul>`}</li>`,
      );
      return one.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'table':
      return html`<div class="wide"><table><thead><tr>${one.head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${one.rows.map(
        (cells) => html`<tr>${cells.map((cell) => html`<td>${inlines(cell)}</td>`)}</tr>
`,
      )}</tbody></table></div>`;
  }
}

/** A handbook as one page that needs nothing else; on paper its quick reference is the first page. */
export async function handbookPage({ title, source, chapters }: Handbook): Promise<string> {
  return plain(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<header><h1>${title}</h1><p class="soft">${source}</p></header>
<nav aria-label="Chapters"><ul>${chapters.map((chapter) => html`<li><a href="#${chapter.id}">${chapter.title}</a></li>`)}</ul></nav>
${chapters.map(
  (
    chapter,
  ) => html`<section id="${chapter.id}" aria-labelledby="${chapter.id}-h"><h2 id="${chapter.id}-h">${chapter.title}</h2>
${chapter.blocks.map(block)}</section>
`,
)}</main>
</body>
</html>
`,
  );
}
