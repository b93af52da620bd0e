import { html } from 'hono/html';
import type { Markup } from '#web/layout';
import { type Flash, flashed } from './flash.ts';
import { boardPage, carried, type Frame } from './frame.ts';
import { type Known, listed, nameOf, short, timeTag } from './talk.ts';

/** A target of the playbook, whom it means now, and whom next. */
export interface Duty {
  target: string;
  title: string;
  /** The rotation that it stands for, if any. */
  rotation?: string | undefined;
  now: string[];
  /** When the present shift ends, where it does. */
  until?: string | undefined;
  next?: { at: string; until: string; person: string | undefined } | undefined;
}
export interface Standin {
  rotation: string;
  person: string;
  from: string;
  to: string;
  reason?: string | undefined;
}

/** Who is on call, and a way to take a shift: what is asked for stands filled in, so that it takes two clicks. */
export function onCallPage(given: {
  frame: Frame;
  known: Known;
  duties: Duty[];
  covers: Standin[];
  take?: string | undefined;
  flash: Flash | undefined;
}): Markup {
  const { frame: f, known, duties, covers, take, flash } = given;
  const taken = duties.flatMap((d) => shifts(known, d)).find((s) => s.key === take);
  return boardPage(f, {
    title: 'On call',
    place: 'on-call',
    page: 'on-call',
    body: html`<div class="narrow">${flashed(flash, 'The shift is taken: pages of that time go to whoever took it.')}
<h1>On call</h1>
${taken === undefined ? '' : takeForm(f, known, taken)}
<section class="card mt" aria-labelledby="now"><h2 id="now">Now and next</h2><div class="wrap"><table><thead><tr><th scope="col">Role</th><th scope="col">Now</th><th scope="col">Next</th></tr></thead><tbody>${duties.map(
      (d) =>
        html`<tr><th scope="row">${short(d.title, 60)}</th><td>${d.now.length === 0 ? html`<b class="hot">Nobody</b>` : html`<b>${listed(d.now.map((id) => nameOf(known, id)))}</b>`}${d.until === undefined ? '' : html`<br><span class="small dim">until ${timeTag(known, d.until)}</span>`}${takeLink(f, d, 'now')}</td><td>${d.next === undefined ? html`<span class="dim">No rotation</span>` : html`${d.next.person === undefined ? 'Nobody' : nameOf(known, d.next.person)}<br><span class="small dim">from ${timeTag(known, d.next.at)}</span>${takeLink(f, d, 'next')}`}</td></tr>`,
    )}</tbody></table></div></section>
<section class="card" aria-labelledby="cv"><h2 id="cv">Covers</h2>${covers.length === 0 ? html`<p class="dim">Nobody covers a shift of somebody else. “Take it” beside a shift gives it to you, at once and without a deployment.</p>` : html`<ul class="list">${covers.map((c) => html`<li><b>${nameOf(known, c.person)}</b> on ${c.rotation}, ${timeTag(known, c.from)} to ${timeTag(known, c.to)}${c.reason === undefined ? '' : `: ${short(c.reason)}`}</li>`)}</ul>`}</section></div>`,
  });
}

interface Shift {
  key: string;
  rotation: string;
  title: string;
  from: string;
  to: string;
  of: string;
}
/** The shifts of a target that somebody could take: what is left of this one, and the next. */
function shifts(known: Known, { target, title, rotation, now, until, next }: Duty): Shift[] {
  if (rotation === undefined) return [];
  const name = (id: string | undefined): string => (id === undefined ? 'nobody' : nameOf(known, id));
  return [
    ...(until === undefined
      ? []
      : [{ key: `${target}.now`, rotation, title, from: known.now.toISOString(), to: until, of: name(now[0]) }]),
    ...(next === undefined
      ? []
      : [{ key: `${target}.next`, rotation, title, from: next.at, to: next.until, of: name(next.person) }]),
  ];
}

const takeLink = (f: Frame, { target, rotation, until }: Duty, which: 'now' | 'next'): Markup | string =>
  rotation === undefined || !f.who.mayRespond || (which === 'now' && until === undefined)
    ? ''
    : html`<br><a class="small" href="?take=${encodeURIComponent(`${target}.${which}`)}">Take it</a>`;

const takeForm = (
  f: Frame,
  known: Known,
  { rotation, title, from, to, of }: Shift,
): Markup => html`<section class="card past mt" aria-labelledby="tk"><h2 id="tk">Take this shift</h2>
<p>${f.who.name} instead of ${of} as ${short(title, 60)}, from ${timeTag(known, from)} to ${timeTag(known, to)}. Pages of that time go to whoever takes it.</p>
<form method="post" action="?" class="mt">${carried(f)}<input type="hidden" name="rotation" value="${rotation}"><input type="hidden" name="from" value="${from}"><input type="hidden" name="to" value="${to}">
${f.who.mayCommand ? html`<label for="person">Who takes it?</label><select id="person" name="person">${Object.keys(known.people.people).map((id) => html`<option value="${id}"${id === f.who.person ? ' selected' : ''}>${nameOf(known, id)}</option>`)}</select>` : html`<input type="hidden" name="person" value="${f.who.person}">`}
<p class="row"><button class="go">Take the shift</button><a class="btn" href="?">Cancel</a></p></form></section>`;
