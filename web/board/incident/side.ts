import { html } from 'hono/html';
import { mayDo } from '#core/incident/may';
import { ROOM_OPENED } from '#core/incident/war-room';
import { type GivenTask, tasksOf } from '#core/incident/work';
import { own } from '#core/own';
import { list } from '#core/rules/expand';
import type { Markup } from '#web/layout';
import { sentence } from '../board-page.ts';
import { type Known, listed, nameOf, short, timeTag, titleOf, untilTag } from '../talk.ts';
import { plannedOf, worded } from '../upcoming.ts';
import { form } from './form.ts';
import { stepTitle } from './readings.ts';
import type { IncidentGiven } from './types.ts';

/** So much of what comes next is shown. */
const MOST_COMING = 8;

/** All that comes next by itself, whom it concerns, and by which rule. */
export function comingUp({ incident, known }: IncidentGiven): Markup {
  const all = plannedOf(incident, known.pack);
  return html`<section class="card" id="nx" data-live aria-labelledby="nxh"><h2 id="nxh">Coming up</h2>${
    all.length === 0
      ? html`<p class="dim">Nothing: no deadline of the playbook is left.</p>`
      : html`<ol class="list">${all.slice(0, MOST_COMING).map((planned) => {
          const u = worded(incident, known, planned);
          return html`<li>${untilTag(known, u.due)}<br>${sentence(u)}<br><span class="small dim">${u.rule}</span></li>`;
        })}</ol>${all.length > MOST_COMING ? html`<p class="small dim mt">and ${all.length - MOST_COMING} more</p>` : ''}`
  }</section>`;
}

/** Who has which role, and a form to hand it over. */
export function rolesSection(g: IncidentGiven): Markup {
  const { incident: i, known, frame, past } = g;
  const may = frame.who.mayCommand && past === undefined && i.life === 'open';
  return html`<section class="card" id="ro" data-live aria-labelledby="roh"><h2 id="roh">Roles</h2><table><thead class="vh"><tr><th scope="col">Role</th><th scope="col">Person</th></tr></thead><tbody>${known.pack.playbook.roles.map(
    (r) => {
      const holder = own(i.roles, r.id);
      return html`<tr><th scope="row">${short(r.title, 60)}</th><td>${holder === undefined ? html`<span class="warn">Nobody</span>` : html`<b>${nameOf(known, holder)}</b>`}${may ? html`<details id="role-${r.id}" class="small"><summary>${holder === undefined ? 'Assign' : 'Hand over'}<span class="vh"> ${short(r.title, 60)}</span></summary>${form(g, 'role', html`<input type="hidden" name="role" value="${r.id}"><label class="vh" for="rp-${r.id}">To whom?</label><select id="rp-${r.id}" name="person">${Object.keys(known.people.people).map((id) => html`<option value="${id}">${nameOf(known, id)}</option>`)}</select><button>${holder === undefined ? 'Assign' : 'Hand over'}</button>`)}</details>` : ''}</td></tr>`;
    },
  )}</tbody></table>${roomLine(g)}</section>`;
}

const marks = {
  waiting: '·',
  held: '→',
  claimed: '→',
  running: '→',
  asked: '→',
  done: '✓',
  failed: '✕',
  unknown: '?',
  skipped: '–',
} as const;
const spoken = {
  waiting: 'not begun',
  held: 'waiting for approval',
  claimed: 'starting',
  running: 'running',
  asked: 'waiting for a person',
  done: 'done',
  failed: 'failed',
  unknown: 'outcome unknown',
  skipped: 'not reached',
} as const;

/** A step that something or somebody is still at. */
const unfinished: ReadonlySet<string> = new Set(['held', 'running', 'claimed', 'asked', 'unknown']);

/** The attempt under way, or the last one, step by step; approval is asked above. */
export function runbookSection(g: IncidentGiven): Markup {
  const { incident: i, known } = g;
  const { plan } = i;
  if (plan === undefined)
    return html`<section class="card" id="rb" data-live aria-labelledby="rbh"><h2 id="rbh">Runbook steps</h2><p class="dim">No mitigation has been chosen. What is chosen runs here step by step; a destructive step waits for approval.</p></section>`;
  // what an incident that has ended leaves undone is waited for no more
  const isOver = i.life !== 'open';
  const outcome = isOver && plan.outcome === 'running' ? 'not finished' : plan.outcome.replace('-', ' ');
  const option = known.pack.playbook.choice.options.find((o) => o.id === plan.option)?.title ?? plan.option;
  return html`<section class="card" id="rb" data-live aria-labelledby="rbh"><h2 id="rbh">Runbook steps</h2><h3 class="rbh">${short(option, 80)} <span class="small ${plan.outcome.startsWith('failed') ? 'hot' : 'dim'}">attempt ${plan.attempt}, ${outcome}, chosen by ${nameOf(known, plan.chosenBy)}</span></h3><ol class="steps">${plan.steps.map(
    (s) => {
      const now = !isOver && unfinished.has(s.status);
      const says = `${spoken[s.status]}${isOver && unfinished.has(s.status) ? ' when the incident ended' : ''}`;
      return html`<li class="${now ? 'now' : ''}"><i aria-hidden="true">${marks[s.status]}</i><div>${s.way === 'undo' ? 'Undo: ' : ''}${stepTitle(g, s.id)}<br><span class="small dim">${says}${s.approvedBy === undefined ? '' : `, approved by ${nameOf(known, s.approvedBy)}`}${s.output === undefined ? '' : `: ${short(s.output, 160)}`}</span></div></li>`;
    },
  )}</ol></section>`;
}

/** Items that are left to do and shown without unfolding them. */
const MOST_LEFT = 8;
/** What was prepared for a task, whole: it is used word by word. */
const prepared = ({ text }: GivenTask): Markup | string =>
  text === undefined ? '' : html`<pre tabindex="0">${text}</pre>`;
const box = (known: Known, given: GivenTask): Markup => {
  const { task, due } = given;
  return html`<label class="opt"><input type="checkbox" name="tick.${task.item}" value="yes"><span>${short(task.text)}${task.blocks === undefined ? '' : html` <span class="dim">(before it is ${task.blocks})</span>`}${due === undefined ? '' : html` <span class="small dim">by ${timeTag(known, due)}</span>`}</span></label>${prepared(given)}`;
};

/** The tasks that rules have given: what is left to do first. */
export function checklistSection(g: IncidentGiven): Markup | string {
  const { incident: i, known, frame, past } = g;
  const tasks = tasksOf(i, known.pack.playbook);
  if (tasks.length === 0) return '';
  const done = tasks.filter(({ by }) => by !== undefined);
  const left = tasks.filter(({ by }) => by === undefined);
  const may = (given: GivenTask): boolean =>
    past === undefined &&
    frame.who.mayRespond &&
    (frame.who.mayCommand || mayDo(i, known, frame.who.person, given.task.task));
  const mine = left.filter(may);
  const others = left.filter((given) => !mine.includes(given));
  return html`<section class="card" id="cl" data-live aria-labelledby="clh"><div class="head"><h2 id="clh">Tasks</h2><p class="small dim">${done.length} of ${tasks.length}</p></div><progress max="${tasks.length}" value="${done.length}" aria-labelledby="clh">${done.length} of ${tasks.length}</progress>
${left.length === 0 ? html`<p class="ok">All done.</p>` : ''}${mine.length === 0 ? '' : form(g, 'tick', html`<fieldset><legend class="vh">What is done</legend>${mine.slice(0, MOST_LEFT).map((given) => box(known, given))}${mine.length > MOST_LEFT ? html`<details id="cl-more"><summary>${mine.length - MOST_LEFT} more to do</summary>${mine.slice(MOST_LEFT).map((given) => box(known, given))}</details>` : ''}</fieldset><p class="row mt"><button>Save</button></p>`)}${others.length === 0 ? '' : html`<ul class="list">${others.map((given) => html`<li>${short(given.task.text)} <span class="small dim">${listed(list(given.task.task).map((word) => titleOf(known, word)))}</span>${prepared(given)}</li>`)}</ul>`}
${done.length === 0 ? '' : html`<details id="cl-done"><summary>${done.length} done</summary><ul class="list">${done.map((given) => html`<li>✓ ${short(given.task.text)} <span class="small dim">${nameOf(known, given.by ?? '')}</span>${prepared(given)}</li>`)}</ul></details>`}</section>`;
}

/** The room of the incident and its bridge, where its severity has one. */
function roomLine({ incident: i, known }: IncidentGiven): Markup | string {
  const { room } = known.pack.playbook;
  if (room === undefined || i.life !== 'open' || i.done[ROOM_OPENED] === undefined) return '';
  const bridge = room.bridge === undefined ? '' : short(room.bridge.replaceAll('{ID}', i.id), 300);
  const dialled = /^\+?[0-9 ()-]{6,}$/.test(bridge) ? `tel:${bridge.replaceAll(/[^0-9+]/g, '')}` : bridge;
  const link = /^(https:|tel:)/.test(dialled)
    ? html`<a href="${dialled}" rel="noreferrer">${bridge}</a>`
    : html`${bridge}`;
  return html`<p class="small mt">War room: <b>#${short(room.name.replace('{id}', i.id.toLowerCase()), 80)}</b>${bridge === '' ? '' : html`. Bridge: ${link}`}</p>`;
}

/** The alarms of CloudWatch that the incident names, by their ARNs. */
const alarmLinks = ({ incident }: IncidentGiven): Markup[] =>
  Object.entries(incident.signals).flatMap(([key, { title, state }]) => {
    const found = /^arn:aws[a-z-]*:cloudwatch:([a-z0-9-]+):\d*:alarm:(.+)$/.exec(key);
    if (found === null) return [];
    const [, region = '', name = ''] = found;
    const url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
    return [
      html`<li><a href="${url}" rel="noreferrer">Alarm: ${short(title, 80)}</a> <span class="small ${state === 'firing' ? 'hot' : 'ok'}">${state}</span></li>`,
    ];
  });

/** Where the executions and the alarms are to be seen. */
export const consoleSection = (g: IncidentGiven): Markup =>
  html`<section class="card" id="aw" data-live aria-labelledby="awh"><h2 id="awh">In the AWS console</h2><ul class="list">${g.executions.map(({ title, url, running }) => html`<li><a href="${url}" rel="noreferrer">${title}</a>${running ? html` <span class="small dim">running</span>` : ''}</li>`)}${alarmLinks(g)}</ul></section>`;
