import { html } from 'hono/html';
import { isRecord } from '#core/json';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import type { Markup } from '#web/layout';
import { badge, type Known, listed, short } from '../talk.ts';

type Rule = Playbook['detection']['rules'][number];

/** Texts of the playbook, one beside the other. */
export const some = (texts: readonly string[], longest = 200): string =>
  texts.map((text) => short(text, longest)).join('; ');

/** What an alarm measures, and whose it is. */
export const measuredBy = ({ measures, team }: Pick<Rule, 'measures' | 'team'>): Markup | string =>
  measures === undefined && team.length === 0
    ? ''
    : html`<br><span class="small dim">${[
        ...(measures === undefined ? [] : [`Measures ${short(measures, 200)}`]),
        ...(team.length === 0 ? [] : [`for ${listed(team)}`]),
      ].join(', ')}.</span>`;

/** The levels of impact by which people rate. */
export function impactLevels(known: Known): Markup | string {
  const { impactMatrix } = known.pack.playbook.triage;
  if (impactMatrix.length === 0) return '';
  return html`<h3 class="mt">Levels of impact</h3><ul class="list">${impactMatrix.map(
    (row) =>
      html`<li>${row.severity === undefined ? '' : badge(known, row.severity)} <b>${short(row.level, 60)}</b><br><span class="small">Users: ${short(row.users)}. Functions: ${short(row.functions)}. Revenue: ${short(row.revenue)}. For example: ${short(row.example)}.</span></li>`,
  )}</ul>`;
}

/** What the playbook's targets are expected to do, and who outside can be called. */
export function peopleAround({ people }: Known): Markup | string {
  const duties = Object.values(people.targets).filter((target) => target.duties.length > 0);
  const desks = Object.values(people.external);
  return html`${duties.length === 0 ? '' : html`<h3 class="mt">Duties</h3><ul class="list">${duties.map((target) => html`<li><b>${short(target.title, 80)}</b>: ${some(target.duties, 300)}</li>`)}</ul>`}${desks.length === 0 ? '' : html`<h3 class="mt">Outside, for people to call</h3><ul class="list">${desks.map((desk) => html`<li><b>${short(desk.title, 80)}</b>: ${short(desk.phone, 40)}</li>`)}</ul>`}`;
}

/** The paths at which something is marked as our own addition. */
function* addedIn(value: unknown, path: readonly string[] = []): Generator<string> {
  if (Array.isArray(value)) for (const [n, one] of value.entries()) yield* addedIn(one, [...path, String(n)]);
  else if (isRecord(value)) {
    if (value['added'] === true) yield path.join('.');
    for (const [key, one] of Object.entries(value)) yield* addedIn(one, [...path, key]);
  }
}

/** What is ours where the organisation itself is silent, each with its place in the file. */
export function additions({ pack, people }: Known): Markup | string {
  const paths = [...addedIn(pack.playbook), ...addedIn({ targets: people.targets })];
  if (paths.length === 0) return '';
  return html`<section class="card"><h2>Added to what the organisation says</h2><ul class="dots small">${paths.map((path) => html`<li>${path} <span class="dim">${own(pack.places, path) ?? ''}</span></li>`)}</ul></section>`;
}
