import { html } from 'hono/html';
import { clockIn } from '#core/calendar';
import type { Incident } from '#core/incident/state';
import type { Markup } from '#web/layout';
import { boardPage, carried, type Frame, to } from './frame.ts';
import { degradedBanner, type Health, healthCard } from './health-card.ts';
import type { Duty } from './on-call-page.ts';
import { busyWith, walkOf } from './standing.ts';
import {
  badge,
  type Known,
  lasted,
  listed,
  nameOf,
  overAt,
  short,
  standsAs,
  timeTag,
  titleOf,
  untilTag,
} from './talk.ts';
import { type Planned, plannedOf, type Upcoming, worded } from './upcoming.ts';

/** An incident with the playbook that it is held to. */
export interface Held {
  incident: Incident;
  pack: Known['pack'];
}
export interface BoardGiven {
  frame: Frame;
  /** Today's playbook, for what belongs to no incident. */
  known: Known;
  open: Held[];
  /** How many more run than were read. */
  more: number;
  over: Held[];
  duties: Duty[];
  health: Health;
  channels: Readonly<Record<string, string>>;
}
interface Row extends Held {
  known: Known;
  /** The earliest that comes next. */
  next: Planned | undefined;
  /** The earliest that pages somebody. */
  page: Planned | undefined;
}
/** Of so many of a severity the whole card is shown; of the others one line, so that a storm can be read. */
const CARDS = 12;

/** The board: what is burning, who has it, what comes next and when. */
export function openBoard({ frame, known, open, more, over, duties, health, channels }: BoardGiven): Markup {
  const standing = { frame, known, health, channels, open: open.map(({ incident }) => incident) };
  const rows = open.map((held): Row => {
    const own = { ...known, pack: held.pack };
    const planned = plannedOf(held.incident, held.pack);
    return { ...held, known: own, next: planned[0], page: planned.find(({ pages }) => pages) };
  });
  const next = rows
    .flatMap((row) => (row.page === undefined ? [] : [{ row, page: row.page }]))
    .sort((a, b) => a.page.at - b.page.at)[0];
  const count = open.length + more;
  return boardPage(frame, {
    title: count === 0 ? 'Board' : `Board (${count} open)`,
    place: '',
    page: 'board',
    live: 5,
    say:
      count === 0
        ? 'No incident is open'
        : `${count} open. ${rows.filter((r) => r.incident.acknowledged === undefined).length} not acknowledged`,
    body: html`<h1 class="vh">Board of open incidents</h1>
<div id="up-box" data-live>${degradedBanner(standing)}${next === undefined ? '' : nextPage(frame, next.row, next.page)}</div>
<div class="cols"><div id="open" data-live>${count === 0 ? nothingOpen(frame) : known.pack.playbook.severities.map((s) => severityGroup(frame, known, s, rows))}${more === 0 ? '' : html`<p class="card mark"><b>${more} more are open</b>, none of them more severe than these. <a href="${to(frame, 'history?state=open')}">Show all that are open</a></p>`}</div>
<div id="side" data-live>${onCallCard(frame, known, duties)}${healthCard(standing)}${overCard(frame, known, over)}</div></div>`,
  });
}

function nextPage(f: Frame, { incident: i, known }: Row, page: Planned): Markup {
  const u = worded(i, known, page);
  return html`<section class="card mark" aria-labelledby="up"><h2 id="up" class="lbl">Next page</h2>
<p class="up"><span>${untilTag(known, u.due)}</span> <span>${u.people.length === 0 ? '' : html`<b>${listed(u.people)}</b>`} ${u.words} for <a href="${incidentAt(f, i)}">${short(i.title, 120)}</a>, unless somebody ${i.acknowledged === undefined ? 'acknowledges' : 'resolves'} it first.</span></p></section>`;
}

const incidentAt = (f: Frame, { id }: Incident): string => to(f, `incidents/${encodeURIComponent(id)}`);

const nothingOpen = (
  f: Frame,
): Markup => html`<section class="card empty calm" aria-labelledby="calm"><h2 id="calm">No incident is open</h2>
<p>An alarm that reaches Tocsin opens one by itself and pages whoever is on call. Something is wrong and no alarm has rung? Declare it: that pages the same people.</p>
<p class="row">${f.who.mayRespond ? html`<a class="btn go" href="${to(f, 'declare')}">Declare incident</a>` : ''}<a class="btn" href="${to(f, 'on-call')}">Who is on call</a></p></section>`;

function severityGroup(
  f: Frame,
  known: Known,
  severity: Known['pack']['playbook']['severities'][number],
  all: Row[],
): Markup {
  const { id, names, pagesNobody } = severity;
  const rows = all
    .filter((row) => row.incident.severity === id)
    .sort(
      (a, b) =>
        Number(a.incident.acknowledged !== undefined) - Number(b.incident.acknowledged !== undefined) ||
        dueOf(a) - dueOf(b),
    );
  const count = rows.length === 0 ? 'none open' : `${rows.length} open`;
  const heading = html`<h2 class="grp">${badge(known, id)} ${short(names.at(-1) ?? '', 40)} <span class="dim">${count}</span></h2>`;
  if (rows.length === 0)
    return html`${heading}<p class="dim">${pagesNobody === undefined ? 'Nothing of this severity is open.' : `${id} pages nobody; ${titleOf(known, pagesNobody.owner)} is told.`}</p>`;
  const rest = rows.slice(CARDS);
  return html`${heading}<ul>${rows.slice(0, CARDS).map((row) => card(f, row))}</ul>${rest.length === 0 ? '' : compact(f, rest)}`;
}

const dueOf = ({ next }: Row): number => next?.at ?? Number.MAX_SAFE_INTEGER;

function card(f: Frame, row: Row): Markup {
  const { incident: i, known, next } = row;
  const { acknowledged } = i;
  const due = next === undefined ? undefined : worded(i, known, next);
  const paged = 'clocks' in i ? i.clocks.paged.map((word) => titleOf(known, word)) : [];
  const head = known.pack.playbook.roles[0];
  const holder = head === undefined ? undefined : i.roles[head.id];
  return html`<li><article class="card inc${acknowledged === undefined ? ' mark' : ''}" aria-labelledby="${i.id}">
<div><h3><a id="${i.id}" data-row href="${incidentAt(f, i)}">${short(i.title)}</a></h3>
<p class="bits">${acknowledged === undefined ? html`<b class="hot">Not acknowledged</b>` : html`<b>${standsAs(i)}</b> <span>${nameOf(known, acknowledged.by)} has it</span>`} <span class="dim">Open ${lasted(known.now.getTime() - Date.parse(i.openedAt))}, since ${timeTag(known, i.openedAt)}</span></p>
<p>${short(i.severityBecause, 180)}.${paged.length === 0 ? '' : ` Paged: ${listed(paged)}.`}${acknowledged === undefined && paged.length > 0 ? ' Nobody has acknowledged.' : ''}</p>
<div class="walk" aria-hidden="true">${walkOf(i).map((c) => html`<i class="${c}"></i>`)}</div><p class="small dim">${phaseTitle(i)}: ${busyWith(i, known)}</p>
<p class="small dim bits"><span class="n">${i.id}</span> ${head === undefined ? '' : html`<span>${head.title}: ${holder === undefined ? 'nobody yet' : nameOf(known, holder)}</span>`}</p></div>
<div><p class="lbl">Next deadline</p>${due === undefined ? html`<p>None: nothing more happens until somebody acts.</p>` : html`<p>${untilTag(known, due.due)}</p><p>${sentence(due)}</p><p class="small dim">${due.rule}</p>`}
${acknowledged === undefined && f.who.mayRespond ? ackForm(f, row) : ''}</div>
</article></li>`;
}

const ackForm = (f: Frame, { incident: i }: Row): Markup =>
  html`<form method="post" action="${incidentAt(f, i)}">${carried(f)}<input type="hidden" name="act" value="acknowledge"><input type="hidden" name="from" value="board"><button class="go ack">Acknowledge<span class="vh"> ${short(i.title)}</span></button></form>`;

/** Who and what, as one sentence. */
export const sentence = ({ people, words, also = [] }: Upcoming): Markup =>
  html`${people.length === 0 ? '' : html`<b>${listed(people)}</b> `}${[words, ...also].join('; ')}`;

const phaseTitle = ({ phase }: Incident): string =>
  phase === 'over' ? 'Over' : `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;

const compact = (f: Frame, rows: Row[]): Markup =>
  html`<div class="card wrap"><table class="tight stack"><caption class="small dim">${rows.length} more</caption><thead><tr><th scope="col">Incident</th><th scope="col">Status</th><th scope="col">Next deadline</th></tr></thead><tbody>${rows.map(
    ({ incident: i, known, next }) => {
      const due = next === undefined ? undefined : worded(i, known, next);
      return html`<tr><th scope="row"><a data-row class="one" href="${incidentAt(f, i)}">${short(i.title, 120)}</a></th><td>${i.acknowledged === undefined ? html`<b class="hot">Not acknowledged</b>` : standsAs(i)}</td><td>${due === undefined ? 'None' : html`${timeTag(known, due.due)} ${due.people.length === 0 ? '' : listed(due.people, 1)}`}</td></tr>`;
    },
  )}</tbody></table></div>`;

/** Those who take turns; who always means the same people is known to the team, and folded away. */
function onCallCard(f: Frame, known: Known, duties: Duty[]): Markup {
  const turns = duties.filter((d) => d.rotation !== undefined);
  const others = duties.filter((d) => d.rotation === undefined);
  return html`<section class="card" aria-labelledby="oc"><h2 id="oc">On call</h2>
${
  turns.length === 0
    ? ''
    : html`<table><thead><tr><th scope="col">Role</th><th scope="col">Now</th><th scope="col">Next</th></tr></thead><tbody>${turns.map(
        ({ title, now, next }) =>
          html`<tr><th scope="row">${short(title, 60)}</th><td>${namesNow(f, known, now)}</td><td>${next === undefined ? html`<span class="dim">No end</span>` : html`${next.person === undefined ? 'Nobody' : nameOf(known, next.person)}<br><span class="small dim">${timeTag(known, next.at)}</span>`}</td></tr>`,
      )}</tbody></table>`
}
${others.length === 0 ? '' : html`<details id="oc-others"><summary>${others.length} without a rotation</summary><table><tbody>${others.map(({ title, now }) => html`<tr><th scope="row">${short(title, 60)}</th><td>${namesNow(f, known, now)}</td></tr>`)}</tbody></table></details>`}
<p class="small dim mt">${clockIn(known.pack.playbook.zone, known.now)}. <a href="${to(f, 'on-call')}">Take a shift for somebody</a></p></section>`;
}

const namesNow = (f: Frame, known: Known, now: string[]): Markup =>
  now.length === 0
    ? html`<b class="hot">Nobody</b>`
    : html`<b>${listed(
        now.map((id) => nameOf(known, id)),
        2,
      )}</b>${now.includes(f.who.person) ? html` <span class="dim">(you)</span>` : ''}`;

const overCard = (f: Frame, known: Known, over: Held[]): Markup =>
  html`<section class="card" aria-labelledby="rr"><h2 id="rr">Recently ended</h2>${
    over.length === 0
      ? html`<p class="dim">No incident has ended lately. <a href="${to(f, 'history')}">See all in History</a></p>`
      : html`<ul class="list">${over.map(({ incident: i }) => {
          const at = overAt(i) ?? i.lastAt;
          return html`<li><a href="${incidentAt(f, i)}">${short(i.title, 100)}</a> <span class="dim">${i.severity}, ${standsAs(i).toLowerCase()} ${timeTag(known, at)} after ${lasted(Date.parse(at) - Date.parse(i.openedAt))}</span></li>`;
        })}</ul>`
  }</section>`;
