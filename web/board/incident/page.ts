import { html } from 'hono/html';
import { lackingOf } from '#core/incident/each';
import { expects } from '#core/maintenance/window';
import { own } from '#core/own';
import type { Markup } from '#web/layout';
import { factTitles, flashed } from '../flash.ts';
import { boardPage, to } from '../frame.ts';
import { phasePicture } from '../graph.ts';
import { standingOf } from '../standing.ts';
import { badge, lasted, listed, nameOf, overAt, short, standsAs, timeTag, untilTag } from '../talk.ts';
import { approvalsSection } from './approvals.ts';
import { factsSection } from './facts.ts';
import { actionBar, questionSection } from './forms.ts';
import { readingsSection } from './readings.ts';
import { checklistSection, comingUp, consoleSection, rolesSection, runbookSection } from './side.ts';
import { timelineSection } from './timeline.ts';
import type { IncidentGiven } from './types.ts';

const done: Readonly<Record<string, string>> = {
  acknowledge: 'It is yours. Nobody else is being paged.',
  release: 'You have handed it back; the escalation goes on.',
  note: 'Your note is on the timeline.',
  tick: 'Ticked, and on the timeline.',
  facts: 'Stated, and on the timeline.',
  answer: 'Your answer is given.',
  escalate: 'They are being paged now.',
  severity: 'The severity is set.',
  role: 'The role is assigned.',
  resolve: 'Said, and on the timeline.',
  reopen: 'It is open again.',
  update: 'The update is on its way.',
  declare: 'Declared. Whom the playbook names is being paged.',
};

/** What a form has brought about; an acknowledgement ends no paging of those who must each give their own. */
const saidOf = (form: string, lacking: readonly string[]): string =>
  form === 'acknowledge' && lacking.length > 0
    ? `It is yours. Still paged until they acknowledge themselves: ${listed(lacking, 5)}.`
    : (own(done, form) ?? 'Done.');

/** One incident: what is asked, where it stands, what is known, what comes next and all that happened. */
export function incidentPage(g: IncidentGiven): Markup {
  const { incident: i, known, frame, past, flash } = g;
  const standing = standingOf(i, known, g.events);
  const over = overAt(i);
  const head = known.pack.playbook.roles[0];
  const holder = head === undefined ? undefined : own(i.roles, head.id);
  const { acknowledged } = i;
  const lacking = [...new Set(Object.keys(i.each ?? {}).flatMap((target) => lackingOf(i, target) ?? []))].map(
    (person) => nameOf(known, person),
  );
  const title = short(i.title);
  const state = `${i.severity}, ${standsAs(i)}, ${acknowledged === undefined ? 'not acknowledged' : `${nameOf(known, acknowledged.by)} has it`}`;
  return boardPage(frame, {
    title: `${i.severity} ${title}`,
    page: i.id,
    // a long timeline is a long answer
    live: g.told.length > 500 ? 15 : 5,
    ...(past === undefined ? {} : { past: true }),
    say: state,
    body: html`${flashed(flash, flash === undefined || flash.done === false ? '' : saidOf(flash.done, lacking), factTitles(known))}
<div class="title" id="ti" data-live>${badge(known, i.severity)} <h1>${title}</h1></div>
<div id="fa" data-live><dl class="facts">
<div><dt>Status</dt><dd>${standsAs(i)}</dd></div>
<div><dt>Acknowledged</dt><dd>${acknowledged === undefined ? (over === undefined ? html`<span class="hot">Not acknowledged</span>` : 'By nobody') : html`${nameOf(known, acknowledged.by)}, ${timeTag(known, acknowledged.at)}`}${lacking.length === 0 || over !== undefined ? '' : html`<br><span class="small hot">Not yet: ${listed(lacking, 5)}</span>`}</dd></div>
<div><dt>${over === undefined ? 'Open' : 'Was open'}</dt><dd>${lasted((over === undefined ? known.now.getTime() : Date.parse(over)) - Date.parse(i.openedAt))}, since ${timeTag(known, i.openedAt)}</dd></div>
${head === undefined ? '' : html`<div><dt>${short(head.title, 40)}</dt><dd>${holder === undefined ? 'Nobody yet' : nameOf(known, holder)}</dd></div>`}
<div><dt>Incident</dt><dd class="n">${i.id}</dd></div></dl>
<p class="small dim">${i.severity} because: ${short(i.severityBecause, 400)}</p></div>
${workUnderWay(g)}${past === undefined ? '' : timeTravel(g)}
<div id="acts" data-live>${actionBar(g)}</div>
<nav class="jump small" aria-label="On this page"><ul><li><a href="#nx">Coming up</a></li><li><a href="#ft-box">Facts</a></li><li><a href="#ro">Roles</a></li><li><a href="#rb">Runbook</a></li><li><a href="#cl">Tasks</a></li><li><a href="#tl">Timeline</a></li></ul></nav>
<div class="cols inc-page"><div class="a"><div id="ask-box" data-live>${questionSection(g)}${approvalsSection(g)}</div>
<section class="card graph" id="ph" data-live aria-labelledby="phh"><h2 id="phh">Where it stands</h2>${phasePicture(standing)}</section>
<div id="rd-box" data-live>${readingsSection(g)}</div></div>
<div class="b">${comingUp(g)}<div id="ft-box">${factsSection(g)}</div>${rolesSection(g)}${runbookSection(g)}${checklistSection(g)}${consoleSection(g)}</div>
<div class="t">${past === undefined ? timeTravel(g) : ''}${timelineSection(g)}</div></div>`,
  });
}

/** Planned work that goes on: until when alarms of its services wake nobody. */
function workUnderWay({ incident: i, known, frame }: IncidentGiven): Markup {
  const work = i.maintenance;
  const services = work?.services.map((id) => short(own(known.pack.playbook.services, id)?.title ?? id, 60)) ?? [];
  return html`<div id="mw" data-live>${work === undefined || !expects(i, known.now.getTime()) ? '' : html`<p class="card calm">Planned work until ${untilTag(known, work.until)}. Alarms of ${listed(services)} are noted and wake nobody; those that still fire then do. <a href="${to(frame, 'maintenance')}">Move its end</a></p>`}</div>`;
}

/** The incident as it was: a time to type, the times of the timeline to follow, and a slider where there is script. */
function timeTravel({ incident: i, past, last, known }: IncidentGiven): Markup {
  const seconds = Math.max(1, Math.ceil((Date.parse(last) - Date.parse(i.openedAt)) / 1000));
  const at = past?.at ?? last;
  const value = Math.round((Date.parse(at) - Date.parse(i.openedAt)) / 1000);
  return html`<details class="card${past === undefined ? '' : ' past mt'}" id="past"${past === undefined ? '' : ' open'}><summary>${past === undefined ? 'Look back in time' : html`<b>As it was at <time datetime="${at}">${at.slice(0, 19).replace('T', ' ')}</time></b>, from the timeline alone`}</summary>
<form method="get" class="mt"><input type="range" id="scrub" min="0" max="${seconds}" value="${Math.min(seconds, value)}" data-from="${i.openedAt}" aria-label="Seconds since the opening" hidden><label for="at">At which time? <span class="dim">${known.pack.playbook.zone === 'UTC' ? '' : 'In UTC. '}A time of the timeline below is a link to it.</span></label><input type="text" id="at" name="at" value="${at.slice(0, 19)}Z" pattern="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ" required><p class="row"><button>Show it as it was</button>${past === undefined ? '' : html`<a class="btn" href="?">Back to now</a>`}</p></form></details>`;
}
