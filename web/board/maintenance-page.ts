import { html } from 'hono/html';
import { clockIn, dateIn } from '#core/calendar';
import { own } from '#core/own';
import type { Markup } from '#web/layout';
import { factField, factsAskedAtOnce } from './fact-field.ts';
import { type Flash, factTitles, flashed } from './flash.ts';
import { boardPage, carried, type Frame, to } from './frame.ts';
import { badge, type Known, listed, nameOf, short, timeTag } from './talk.ts';

/** Planned work as the page names it. */
export interface Planned {
  id: string;
  title: string;
  services: readonly string[];
  severity: string;
  from: string;
  until: string;
  lead?: string | undefined;
  by: string;
  stands: 'planned' | 'begun' | 'cancelled';
  incident?: string | undefined;
}

const titles = {
  title: 'What is done?',
  services: 'Services',
  from: 'Start',
  until: 'End',
  severity: 'Severity',
  lead: 'Who leads it?',
};
const done = {
  planned: 'Planned. Its start opens an incident, and until its end alarms of its services wake nobody.',
  moved: 'Moved.',
  cancelled: 'Taken back: nothing will be opened.',
};

/** The time of a field for local times, in the zone of the playbook. */
const fieldTime = (known: Known, at: string): string => {
  const [zone, instant] = [known.pack.playbook.zone, new Date(at)];
  return `${dateIn(zone, instant)}T${clockIn(zone, instant).slice(0, 5)}`;
};

/** Planned work, to come and past, with the forms of those who may plan. */
export function maintenancePage(given: {
  frame: Frame;
  known: Known;
  items: readonly Planned[];
  next: string | null;
  typed: Readonly<Record<string, string>>;
  flash: Flash | undefined;
}): Markup {
  const { frame: f, known, items, next, typed, flash } = given;
  const said = flash?.done === 'moved' || flash?.done === 'cancelled' ? flash.done : 'planned';
  return boardPage(f, {
    title: 'Planned work',
    place: 'maintenance',
    page: 'maintenance',
    body: html`<div class="narrow">${flashed(flash, done[said], { ...titles, ...factTitles(known) })}<h1>Planned work</h1>
${items.length === 0 ? html`<p class="card dim mt">No work is planned. While planned work goes on, alarms of its services are noted and wake nobody; those that still fire at its end do.</p>` : html`<ul class="card list mt">${items.map((m) => item(f, known, m))}</ul>`}
${next === null ? '' : html`<p><a class="btn" href="?next=${encodeURIComponent(next)}">Earlier</a></p>`}
${f.who.mayCommand ? planForm(f, known, typed) : html`<p class="small dim">A commander plans work, moves it and takes it back.</p>`}</div>`,
  });
}

function item(f: Frame, known: Known, m: Planned): Markup {
  const services = m.services.map((id) => short(own(known.pack.playbook.services, id)?.title ?? id, 60));
  const over = m.stands === 'begun' && Date.parse(m.until) <= known.now.getTime();
  const stands = over ? 'its time is over' : m.stands === 'begun' ? 'goes on' : m.stands;
  const lead = m.lead === undefined ? 'nobody in particular' : nameOf(known, m.lead);
  const incident =
    m.incident === undefined
      ? ''
      : html` It is <a href="${to(f, `incidents/${encodeURIComponent(m.incident)}`)}">${m.incident}</a>.`;
  return html`<li><div class="head"><b>${badge(known, m.severity)} ${short(m.title, 120)}</b><span class="small">${stands}</span></div>
<p class="small">${timeTag(known, m.from)} to ${timeTag(known, m.until)}: ${listed(services)}</p><p class="small dim">Led by ${lead}, planned by ${nameOf(known, m.by)}.${incident} <span class="n">${m.id}</span></p>
${!f.who.mayCommand || over || m.stands === 'cancelled' ? '' : changes(f, known, m)}</li>`;
}

const changes = (f: Frame, known: Known, m: Planned): Markup => {
  const from =
    m.stands === 'planned'
      ? html`<label for="from-${m.id}">Start</label><input type="datetime-local" id="from-${m.id}" name="from" required value="${fieldTime(known, m.from)}">`
      : '';
  const cancel =
    m.stands === 'planned'
      ? html`<form method="post" action="?">${carried(f)}<input type="hidden" name="act" value="cancel"><input type="hidden" name="id" value="${m.id}"><button class="plain">Take it back<span class="vh"> ${short(m.title)}</span></button></form>`
      : '';
  return html`<details id="d-${m.id}"><summary class="small">Move it<span class="vh"> ${short(m.title)}</span></summary><form method="post" action="?">${carried(f)}<input type="hidden" name="act" value="move"><input type="hidden" name="id" value="${m.id}">${from}<label for="until-${m.id}">End</label><input type="datetime-local" id="until-${m.id}" name="until" required value="${fieldTime(known, m.until)}"><p class="row mt"><button>Move</button></p></form></details>${cancel}`;
};

function planForm(f: Frame, known: Known, typed: Readonly<Record<string, string>>): Markup {
  const { services, severities, zone } = known.pack.playbook;
  const named = factsAskedAtOnce(known.pack.playbook);
  const least = severities.at(-1)?.id ?? '';
  const now = (name: string): string => typed[name] ?? '';
  if (Object.keys(services).length === 0)
    return html`<p class="card dim">The playbook has no services, so there is nothing whose alarms could be expected.</p>`;
  return html`<section class="card" aria-labelledby="pl"><h2 id="pl">Plan work</h2><form method="post" action="?" data-keep="maintenance">${carried(f)}<input type="hidden" name="act" value="plan">
<label for="p-title">${titles.title}</label><input type="text" id="p-title" name="title" required maxlength="200" value="${now('title')}" placeholder="New version of the database">
<fieldset><legend>${titles.services}</legend>${Object.entries(services).map(([id, s]) => html`<label class="opt"><input type="checkbox" name="service.${id}" value="on"${now(`service.${id}`) === '' ? '' : ' checked'}><span>${short(s.title, 60)}</span></label>`)}</fieldset>
<label for="p-from">${titles.from} <span class="dim">(${zone}; left empty, now)</span></label><input type="datetime-local" id="p-from" name="from" value="${now('from')}">
<label for="p-until">${titles.until} <span class="dim">(${zone})</span></label><input type="datetime-local" id="p-until" name="until" required value="${now('until')}">
<label for="p-severity">${titles.severity}</label><select id="p-severity" name="severity">${severities.map((s) => html`<option value="${s.id}"${s.id === (typed['severity'] ?? least) ? ' selected' : ''}>${s.id} ${short(s.names.at(-1) ?? '', 40)}</option>`)}</select>
<label for="p-lead">${titles.lead} <span class="dim">They have acknowledged it by that: nobody is woken at its start.</span></label><select id="p-lead" name="lead">${Object.keys(known.people.people).map((id) => html`<option value="${id}"${id === (typed['lead'] ?? f.who.person) ? ' selected' : ''}>${nameOf(known, id)}</option>`)}</select>
${named.length === 0 ? '' : html`<details id="p-facts"><summary>What is known already <span class="dim">(may be left out)</span></summary><div class="mt">${named.map(([name, fact]) => factField({ name, fact, typed }))}</div></details>`}
<p class="row mt"><button class="go">Plan it</button></p></form></section>`;
}
