import { html } from 'hono/html';
import { own } from '#core/own';
import { type Expanded, list, rulesOf, valueFor, workOf } from '#core/rules/expand';
import type { Markup } from '#web/layout';
import { pagedAtOnce } from '../at-once.ts';
import { boardPage, type Frame } from '../frame.ts';
import { badge, type Known, listed, short, spanOf, titleOf } from '../talk.ts';
import { additions, impactLevels, measuredBy, peopleAround, some } from './prose.ts';
import { conditionInWords, doesInWords, momentInWords, rangeInWords, timeInWords } from './rule-words.ts';
import { runbookCard } from './runbook.ts';

const chapters = [
  ['severities', 'Severities'],
  ['detection', 'What opens an incident'],
  ['escalation', 'Who is paged, and when'],
  ['roles', 'Roles'],
  ['updates', 'Updates'],
  ['mitigation', 'Mitigation'],
  ['verification', 'Verification and closing'],
  ['review', 'Review'],
] as const;

/** The playbook that is deployed, as people read it: nobody needs the file to know what will happen. */
export function playbookPage(frame: Frame, known: Known): Markup {
  const { playbook, hash } = known.pack;
  return boardPage(frame, {
    title: 'Playbook',
    place: 'playbook',
    page: 'playbook',
    body: html`<div class="narrow"><h1>Playbook: ${short(playbook.title, 100)}</h1>
<p class="dim mt">As it is deployed now, version <code>${hash.slice(0, 12)}</code>. An incident keeps the playbook that it was opened with.</p>
<nav class="jump always" aria-label="Chapters"><ul>${chapters.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${playbook.principles.length === 0 ? '' : html`<section class="card"><h2>Principles</h2><ul class="list">${playbook.principles.map((p) => html`<li>${short(p, 400)}</li>`)}</ul></section>`}
${severities(known)}${detection(known)}${escalation(known)}${roles(known)}${updates(known)}${mitigation(known)}${verification(known)}${review(known)}${additions(known)}</div>`,
  });
}

const section = (id: (typeof chapters)[number][0], body: Markup): Markup =>
  html`<section class="card" id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${chapters.find(([of]) => of === id)?.[1]}</h2>${body}</section>`;

const placeOf = ({ pack }: Known, path: string): Markup | string => {
  const place = own(pack.places, path);
  return place === undefined ? '' : html` <span class="small dim">${place}</span>`;
};

function severities(known: Known): Markup {
  const { playbook } = known.pack;
  return section(
    'severities',
    html`<ul class="list">${playbook.severities.map((s, n) => {
      const paged = pagedAtOnce(playbook, s.id).map((word) => titleOf(known, word));
      const { respond, resolve } = s.targets;
      const targets = [
        ...(respond === undefined ? [] : [`acknowledge within ${spanOf(respond)}`]),
        ...(resolve === undefined ? [] : [`resolve within ${spanOf(resolve)}`]),
      ];
      return html`<li>${badge(known, s.id)} <b>${short(s.names.at(-1) ?? '', 40)}</b>${placeOf(known, `severities.${n}`)}${s.criteria.length === 0 ? '' : html`<ul class="dots">${s.criteria.map((c) => html`<li>${short(c, 300)}</li>`)}</ul>`}${s.examples.length === 0 ? '' : html`<p class="small dim">For example: ${some(s.examples, 300)}.</p>`}<p class="small">${s.pagesNobody === undefined ? (paged.length === 0 ? 'Pages nobody at once.' : `Pages ${listed(paged)} at once.`) : `Pages nobody: ${titleOf(known, s.pagesNobody.owner)} is told.`}${targets.length === 0 ? '' : ` Targets: ${targets.join(', ')}.`}</p></li>`;
    })}</ul>${impactLevels(known)}`,
  );
}

function detection(known: Known): Markup {
  const { detection: d } = known.pack.playbook;
  return section(
    'detection',
    html`<ul class="list">${d.rules.map((r, n) => {
      const { above, below, unit = '' } = r.threshold ?? {};
      const limit = [
        ...(above === undefined ? [] : [`above ${above}${unit}`]),
        ...(below === undefined ? [] : [`below ${below}${unit}`]),
      ].join(', ');
      return html`<li>${badge(known, r.severity)} <b>${short(r.title, 100)}</b>${limit === '' ? '' : ` ${limit}`}${r.for === undefined ? '' : ` for ${spanOf(r.for)}`}${placeOf(known, `detection.rules.${n}`)}${measuredBy(r)}${r.higher.map((h) => html`<br><span class="small">Above ${h.above}${unit}: ${h.severity}.</span>`)}${r.severityIfCritical === undefined ? '' : html`<br><span class="small">${r.severityIfCritical} for a critical service.</span>`}</li>`;
    })}</ul>${d.sources.length === 0 ? '' : html`<p class="small mt">Watched by: ${some(d.sources)}.</p>`}<p class="small dim mt">An alarm that no rule names opens ${d.otherwise.severity}. ${d.group === 'service' ? 'Alarms of one service join its open incident.' : 'Each alarm opens an incident of its own.'}</p>`,
  );
}

function ruleItem(known: Known, rule: Expanded): Markup {
  const { if: condition } = rule;
  return html`<li><b>${rule.id}</b>${placeOf(known, rule.path)}<br>${doesInWords(rule, known)}<br><span class="small dim">${timeInWords(rule, known)}${condition === undefined ? '' : `, if ${conditionInWords(condition, known)}`}.</span></li>`;
}

function escalation(known: Known): Markup {
  const { playbook } = known.pack;
  return section(
    'escalation',
    html`<ol class="list">${rulesOf(playbook)
      .filter(({ path }) => path.startsWith('escalation.'))
      .map((rule) =>
        ruleItem(known, rule),
      )}</ol>${playbook.levels.length === 0 ? '' : html`<h3 class="mt">Levels, for escalation by hand</h3><ul class="list">${playbook.levels.map((l) => html`<li><b>Level ${l.level}, ${short(l.title, 60)}</b>: ${listed(l.contacts.map((w) => titleOf(known, w)))}</li>`)}</ul>`}${teamsIn(known)}${playbook.escalateWhen.length === 0 ? '' : html`<h3 class="mt">Escalate by hand when</h3><ul class="dots">${playbook.escalateWhen.map((w) => html`<li>${short(w, 300)}</li>`)}</ul>`}`,
  );
}

function teamsIn(known: Known): Markup | string {
  const { teams, services } = known.pack.playbook;
  if (Object.keys(teams).length === 0) return '';
  const titles = (id: string): string[] =>
    Object.values(services).flatMap(({ team, title }) => (team === id ? [short(title, 60)] : []));
  return html`<h3 class="mt">Teams</h3><ul class="list">${Object.entries(teams).map(([id, team]) => html`<li><b>${short(team.title, 60)}</b>${team.oncall === undefined ? ' has nobody on call' : html`: on call is ${titleOf(known, team.oncall)}`}, for ${listed(titles(id)) || 'no service'}</li>`)}</ul>`;
}

function roles(known: Known): Markup {
  const { playbook } = known.pack;
  return section(
    'roles',
    html`<ul class="list">${playbook.roles.map((r) => html`<li><b>${short(r.title, 60)}</b>${r.takenBy === 'acknowledger' ? ' is taken by who acknowledges first.' : ' is assigned by hand.'}${r.duties.length === 0 ? '' : html`<ul class="dots small">${r.duties.map((d) => html`<li>${short(d, 300)}</li>`)}</ul>`}${r.skills.length === 0 ? '' : html`<p class="small dim">Skills: ${some(r.skills)}.</p>`}</li>`)}</ul>${peopleAround(known)}`,
  );
}

type Every = NonNullable<Known['pack']['playbook']['updates'][number]['every']>;
/** `15 min (P1), 30 min (P2)`: how often an update is owed, by what it depends on. */
const everyInWords = (every: Every): string =>
  typeof every === 'string'
    ? spanOf(every)
    : Object.entries(every)
        .map(([of, time]) => `${everyInWords(time)} (${short(of, 40)})`)
        .join(', ');

function updates(known: Known): Markup {
  const { updates: all, communication } = known.pack.playbook;
  return section(
    'updates',
    html`<ul class="list">${all.map((u, n) => {
      const due = [
        ...(u.first === undefined ? [] : [`first within ${spanOf(u.first.within)}`]),
        ...(u.every === undefined ? [] : [`again every ${everyInWords(u.every)}`]),
        ...(u.final === undefined ? [] : [`a final one within ${spanOf(u.final.within)} of the end`]),
      ];
      return html`<li><b>${short(u.title, 80)}</b>${placeOf(known, `updates.${n}`)}<br>Goes to ${listed(list(u.to))}${u.if === undefined ? '' : `, while ${conditionInWords(u.if, known)}`}.${due.length === 0 ? '' : html`<br><span class="small">Due: ${due.join('; ')}.</span>`}${u.fields.length === 0 ? '' : html`<br><span class="small dim">Says: ${u.fields.map((f) => short(f.title, 80)).join('; ')}.</span>`}</li>`;
    })}</ul>${
      communication.length === 0
        ? ''
        : html`<details class="mt"><summary>What is told by itself</summary><ol class="list">${rulesOf(
            known.pack.playbook,
          )
            .filter(({ path }) => path.startsWith('communication.'))
            .map((rule) => ruleItem(known, rule))}</ol></details>`
    }`,
  );
}

function mitigation(known: Known): Markup {
  const { pack } = known;
  const { options, ...choice } = pack.playbook.choice;
  return section(
    'mitigation',
    html`<p>${titleOf(known, choice.ask)} is asked: “${short(choice.text, 300)}”</p><ul class="list mt">${options.map((o, n) => html`<li><b>${short(o.title, 100)}</b>${placeOf(known, `choice.options.${n}`)}${o.runbook === undefined ? ' runs nothing: who chooses it has mended it' : html`: <a href="#rb-${o.runbook}">${short(own(pack.runbooks, o.runbook)?.title ?? o.runbook, 100)}</a>`}${o.rules === undefined ? '' : html` <span class="small dim">for ${listed(o.rules)}</span>`}</li>`)}</ul><h3 class="mt">Runbooks</h3>${Object.entries(pack.runbooks).map(([id, runbook]) => runbookCard(known, id, runbook))}`,
  );
}

function verification(known: Known): Markup {
  const { verification: v, watch: windows, checks } = known.pack.playbook;
  const held = workOf(known.pack.playbook).flatMap(({ act }) =>
    'task' in act && act.blocks !== undefined ? [act] : [],
  );
  const title = (id: string): string => short(own(checks, id)?.title ?? id, 80);
  const watch = Object.entries(windows).map(([severity, time]) => `${severity} ${spanOf(time)}`);
  return section(
    'verification',
    html`${v.pass.length === 0 ? html`<p>It is resolved when a person says that it is mended, or all its alarms have recovered.</p>` : html`<p>A fix counts when, ${spanOf(v.settle)} after it:</p>`}<ul class="dots">${v.pass.map((c) => html`<li>${c.check === undefined ? `${rangeInWords(c)} of these are healthy: ${listed((c.of ?? []).map(title), 8)}` : `${title(c.check)} is ${rangeInWords(c)}`}</li>`)}</ul>${v.stability === undefined ? '' : html`<p class="mt">Then it must hold ${v.stability.passes} times in a row, measured every ${spanOf(v.stability.interval)} within ${spanOf(v.stability.total)}.</p>`}${watch.length === 0 ? '' : html`<p class="mt">Watched afterwards: ${watch.join(', ')}.</p>`}${held.length === 0 ? '' : html`<h3 class="mt">What must be done before it ends</h3><ul class="dots">${held.map((task) => html`<li>${short(task.text, 200)}: before it is ${task.blocks}</li>`)}</ul>`}`,
  );
}

function review(known: Known): Markup {
  const { meeting, items, severities, report } = known.pack.playbook;
  const held = severities.flatMap(({ id }) => {
    const moment = valueFor(meeting?.at, id);
    return moment === undefined ? [] : [{ id, moment }];
  });
  return section(
    'review',
    html`${meeting === undefined ? html`<p class="dim">No review is held.</p>` : html`<ul class="list">${held.map(({ id, moment }) => html`<li><b>${id}</b>: ${momentInWords(moment, known)}, for ${spanOf(meeting.lasts)}.</li>`)}</ul>`}${items.samples.length === 0 ? '' : html`<h3 class="mt">Action items that every review starts with</h3><ul class="dots">${items.samples.map((i) => html`<li>${short(i.title, 200)}: ${titleOf(known, i.owner)}, within ${spanOf(i.due)}${items.from === 'review' ? ' of the review' : ''}${i.dependsOn.length === 0 ? '' : `, after ${some(i.dependsOn)}`}</li>`)}</ul>`}${report.sections.length === 0 ? '' : html`<p class="mt">The report has: ${some(report.sections)}.</p>`}`,
  );
}
