import { html } from 'hono/html';
import type { Item } from '#core/item/item';
import type { Markup } from '#web/layout';
import { type Flash, flashed } from './flash.ts';
import { boardPage, carried, type Frame, to } from './frame.ts';
import { badge, type Known, nameOf, short, statusOf, timeTag, titleOf } from './talk.ts';

/** An incident as a list names it. */
export interface Listed {
  id: string;
  severity: string;
  title: string;
  status: string;
  state: string;
  openedAt: string;
}
type Query = Readonly<Record<string, string>>;
const states = ['open', 'resolved', 'closed', 'reviewed', 'ended'] as const;

const chosen = (name: string, label: string, options: readonly (readonly [string, string])[], now = ''): Markup =>
  html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}"><option value="">All</option>${options.map(([value, words]) => html`<option value="${value}"${value === now ? ' selected' : ''}>${words}</option>`)}</select></div>`;

/** Why a list is empty, and what shows more. */
function none(query: Query, older: boolean): string {
  if (older) return 'None of these is what you filter for; “Older” looks further back.';
  return Object.entries(query).some(([name, value]) => name !== 'next' && value !== '')
    ? 'No incident is what you filter for: set a filter to “All” to see more.'
    : 'There has been no incident yet. Declare one, or let an alarm open it; it stays here when it has ended.';
}

/** All incidents, newest first; what is asked for stands in the address. */
export function historyPage(
  f: Frame,
  known: Known,
  query: Query,
  { items, next }: { items: readonly Listed[]; next: string | null },
): Markup {
  const { playbook } = known.pack;
  const more = new URLSearchParams({ ...query, ...(next === null ? {} : { next }) });
  return boardPage(f, {
    title: 'History',
    place: 'history',
    page: 'history',
    body: html`<h1>History</h1><form method="get" action="?" class="row mt">${chosen(
      'state',
      'State',
      states.map((s) => [s, s]),
      query['state'],
    )}${chosen(
      'severity',
      'Severity',
      playbook.severities.map((s) => [s.id, s.id]),
      query['severity'],
    )}${chosen(
      'service',
      'Service',
      Object.entries(playbook.services).map(([id, { title }]) => [id, short(title, 60)]),
      query['service'],
    )}<button>Filter</button></form>
${items.length === 0 ? html`<p class="card dim">${none(query, next !== null)}</p>` : html`<div class="card wrap"><table class="stack"><thead><tr><th scope="col">Severity</th><th scope="col">Incident</th><th scope="col">Status</th><th scope="col">Opened</th></tr></thead><tbody>${items.map((i) => html`<tr><td>${badge(known, i.severity)}</td><th scope="row"><a data-row href="${to(f, `incidents/${encodeURIComponent(i.id)}`)}">${short(i.title, 120)}</a><br><span class="small dim n">${i.id}</span></th><td>${statusOf(i.status)}</td><td>${timeTag(known, i.openedAt)}</td></tr>`)}</tbody></table></div>`}
${next === null ? '' : html`<p><a class="btn" href="?${more.toString()}">Older</a></p>`}`,
  });
}

/** What is left to do after incidents, by when it is due. */
export function itemsPage(
  f: Frame,
  known: Known,
  query: Query,
  page: { items: readonly (Item & { incident: string })[]; next: string | null; flash: Flash | undefined },
): Markup {
  const { items, next, flash } = page;
  const more = new URLSearchParams({ ...query, ...(next === null ? {} : { next }) });
  const owner = (word: string): string => (word in known.people.people ? nameOf(known, word) : titleOf(known, word));
  return boardPage(f, {
    title: 'Action items',
    place: 'items',
    page: 'items',
    body: html`${flashed(flash, 'Changed, and on the timeline of its incident.')}<h1>Action items</h1><form method="get" action="?" class="row mt">${chosen(
      'status',
      'Status',
      [
        ['open', 'open'],
        ['done', 'done'],
      ],
      query['status'],
    )}<button>Filter</button></form>
${items.length === 0 ? html`<p class="card dim">${query['status'] ? 'No action item has this status: choose “All” to see the others.' : 'There are no action items yet. Publishing the review of an incident files them: what is to be done, by whom, until when.'}</p>` : html`<ul class="card list">${items.map((i) => html`<li><div class="head"><b>${short(i.title)}</b><span class="small">${i.status === 'done' ? html`<span class="ok">✓ done</span>` : `due ${i.due}`}</span></div><p class="small dim">${owner(i.owner)}, ${i.priority}${i.dependsOn.length === 0 ? '' : `, after ${i.dependsOn.join(', ')}`}. From <a href="${to(f, `incidents/${encodeURIComponent(i.incident)}`)}">${i.incident}</a></p>${f.who.mayCommand ? html`<form method="post" action="?">${carried(f)}<input type="hidden" name="id" value="${i.id}"><input type="hidden" name="status" value="${i.status === 'open' ? 'done' : 'open'}"><button class="plain">${i.status === 'open' ? 'Mark as done' : 'Open again'}<span class="vh"> ${short(i.title)}</span></button></form>` : ''}</li>`)}</ul>`}
${next === null ? '' : html`<p><a class="btn" href="?${more.toString()}">More</a></p>`}`,
  });
}
