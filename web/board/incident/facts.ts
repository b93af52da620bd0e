import { html } from 'hono/html';
import type { Incident } from '#core/incident/state';
import { firstHeld, formsOf, type GivenForm } from '#core/incident/work';
import { own } from '#core/own';
import { type FactValue, factInWords } from '#core/playbook/facts';
import { list } from '#core/rules/expand';
import type { Markup } from '#web/layout';

import { factField } from '../fact-field.ts';
import { type Known, listed, nameOf, short, timeTag, titleOf } from '../talk.ts';
import { form } from './form.ts';
import type { IncidentGiven } from './types.ts';

/** Facts that are shown without unfolding the others. */
const MOST = 12;

/** What people have found out, what is still asked for, of whom and by when, and a form to state it. */
export function factsSection(g: IncidentGiven): Markup | string {
  const { incident: i, known, frame, past, typed } = g;
  const { facts } = known.pack.playbook;
  const names = Object.keys(facts);
  // in the playbook's order; what only an alarm has brought comes last
  const all = [...new Set([...names, ...Object.keys(i.facts)])];
  const stated = all.flatMap((name) => {
    const value = own(i.facts, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (names.length === 0 && stated.length === 0) return '';
  const asked = formsOf(i, known.pack.playbook).filter(({ missing }) => missing.length > 0);
  const missing = [...new Set(asked.flatMap((given) => given.missing))];
  const others = names.filter((name) => !missing.includes(name));
  const field = (name: string): Markup | string => {
    const fact = own(facts, name);
    return fact === undefined
      ? ''
      : factField({ name, fact, value: own(i.facts, name), typed: typed['act'] === 'facts' ? typed : {} });
  };
  const may = past === undefined && frame.who.mayRespond && i.life !== 'ended' && names.length > 0;
  const again = typed['act'] === 'facts' && others.some((name) => (typed[`fact.${name}`] ?? '') !== '');
  const folded = html`<details id="ft-more"${again ? ' open' : ''}><summary>${missing.length === 0 ? 'State a fact' : `${others.length} more that can be stated`}</summary><div class="mt">${others.map(field)}${missing.length === 0 ? html`<button class="go">State</button>` : ''}</div></details>`;
  const fields = html`${missing.map(field)}${others.length === 0 ? '' : folded}${missing.length === 0 ? '' : html`<button class="go mt">State</button>`}`;
  return html`<section class="card${missing.length === 0 ? '' : ' mark'}" id="ft" data-live aria-labelledby="fth"><h2 id="fth">Facts</h2>
${stated.length === 0 ? html`<p class="dim">Nothing has been stated yet.</p>` : knownList(g, stated.slice(0, MOST))}${stated.length > MOST ? html`<details id="ft-all"><summary>${stated.length - MOST} more</summary>${knownList(g, stated.slice(MOST))}</details>` : ''}
${asked.length === 0 ? '' : html`<ul class="list small mt">${asked.map((given) => html`<li>${askedOf(i, known, given)}</li>`)}</ul>`}
${may ? html`<div class="mt">${form(g, 'facts', fields)}</div>` : ''}</section>`;
}

/** Each fact with who has stated it last; what an alarm brought with it nobody has. */
function knownList(
  { incident, known, events }: IncidentGiven,
  stated: readonly (readonly [string, FactValue])[],
): Markup {
  return html`<dl class="known">${stated.map(([name, value]) => {
    const fact = own(known.pack.playbook.facts, name);
    const last = events.findLast((e) => e.type === 'FactSet' && e.name === name);
    const by = last?.type === 'FactSet' ? last.by : undefined;
    return html`<div><dt>${short(fact?.title ?? name, 120)}</dt><dd><b>${short(factInWords(fact, value), 300)}</b>${last === undefined ? html` <span class="small dim">${incident.source === 'manual' || incident.source === 'maintenance' ? 'when it was declared' : 'with the alarm'}</span>` : by === undefined ? '' : html` <span class="small dim">${nameOf(known, by)}, ${timeTag(known, last.at)}</span>`}</dd></div>`;
  })}</dl>`;
}

/** Who is asked for what, and by when. */
function askedOf(i: Incident, known: Known, { ask, missing, at, due }: GivenForm): Markup {
  const titles = missing.map((name) => short(own(known.pack.playbook.facts, name)?.title ?? name, 60));
  const held = firstHeld(i, known, ask.ask);
  const who =
    held === undefined
      ? `${titleOf(known, list(ask.ask)[0] ?? '')}, who is nobody now,`
      : listed(held.people.map((person) => nameOf(known, person)));
  const late = due !== undefined && Date.parse(due) < known.now.getTime();
  return html`<b>${who}</b> ${held === undefined || held.people.length === 1 ? 'is' : 'are'} asked for ${listed(titles, 6)} since ${timeTag(known, at)}${due === undefined ? '' : html`, <span class="${late ? 'hot' : ''}">${late ? 'late since' : 'by'} ${timeTag(known, due)}</span>`}.`;
}
