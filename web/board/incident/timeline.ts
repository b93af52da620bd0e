import { html, raw } from 'hono/html';
import { type Entry, entryOf } from '#core/message/entry';
import type { Markup } from '#web/layout';
import { type Known, secondText } from '../talk.ts';
import { type Row, rowsOf } from './rows.ts';
import type { Group } from './sayings.ts';
import type { IncidentGiven } from './types.ts';

/** Lines on one page of a timeline, and receipts of one line. */
const MOST = 100;
const MOST_RECEIPTS = 40;
const groups: Record<'all' | Group, string> = {
  all: 'All',
  pages: 'Pages',
  decisions: 'Decisions',
  mitigation: 'Mitigation',
  checks: 'Checks',
  updates: 'Updates',
  deadlines: 'Deadlines',
};

/** What happened, newest first: each page with what became of it on every channel, each line with its reason and the rule behind it. */
export function timelineSection(given: IncidentGiven): Markup {
  const { show, from, past } = given;
  const rows = rowsOf(given).filter(({ group }) => show === 'all' || group === show);
  const shown = rows.toReversed().slice(from, from + MOST);
  const at = past === undefined ? '' : `&at=${past.at}`;
  const href = (n: number): string => `?show=${show}&from=${n}${at}#tl`;
  return html`<section class="card tl" id="tl" data-live aria-labelledby="tlh"><div class="head"><h2 id="tlh">Timeline</h2><p class="small dim">Newest first, ${shown.length} of ${rows.length}.</p></div>
<nav class="filters" aria-label="Show">${Object.entries(groups).map(([id, words]) => html`<a href="?show=${id}${at}#tl"${id === show ? raw(' aria-current="true"') : ''}>${words}</a>`)}</nav>
${shown.length === 0 ? html`<p class="dim">Nothing of this kind yet; “All” shows every line.</p>` : html`<ol>${shown.map((row) => item(given.known, row))}</ol>`}
${rows.length <= MOST ? '' : html`<p class="row small">${from === 0 ? '' : html`<a class="btn" href="${href(Math.max(0, from - MOST))}">Newer</a>`}${from + MOST < rows.length ? html`<a class="btn" href="${href(from + MOST)}">Older: ${rows.length - from - MOST} more</a>` : ''}</p>`}</section>`;
}

function item(known: Known, { at, seconds, tag, says, reason, bad, receipts, group }: Row): Markup {
  const time = secondText(known, at);
  const loud = tag === 'Paged' || receipts.some((r) => r.bad);
  const list = html`<ul class="rcpt">${receipts.slice(0, MOST_RECEIPTS).map((r) => html`<li><b>${r.who}</b><span><span${r.bad ? raw(' class="hot"') : ''}>${r.words}</span> <time datetime="${r.at}">${secondText(known, r.at)}</time></span></li>`)}${receipts.length > MOST_RECEIPTS ? html`<li>and ${receipts.length - MOST_RECEIPTS} more</li>` : ''}</ul>`;
  return html`<li class="ev-li"${group === undefined ? '' : raw(` data-kind="${group}"`)}><div><a href="?at=${at.slice(0, 19)}Z" aria-label="${time}, as it was then"><time datetime="${at}">${time}</time></a><span class="small dim n">+${clock(seconds)}</span></div><p class="tag${bad === true ? ' hot' : ''}">${tag}</p><div><p>${says}</p>${reason === '' ? '' : html`<p class="small dim">Reason: ${reason}</p>`}${receipts.length === 0 ? '' : loud ? list : html`<details class="small"><summary>${receipts.length} ${receipts.length === 1 ? 'delivery' : 'deliveries'}</summary>${list}</details>`}</div></li>`;
}

const clock = (seconds: number): string => {
  const two = (n: number): string => String(n).padStart(2, '0');
  return seconds < 3600
    ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
    : `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))} h`;
};

/** The entries that are typed; lines of an early release hold words alone. */
export const typedOf = (rows: readonly unknown[]): Entry[] =>
  rows.flatMap((row) => {
    const entry = entryOf(row);
    return entry === undefined || 'kind' in entry ? [] : [entry];
  });
