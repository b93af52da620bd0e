import { html } from 'hono/html';
import { categoriesOf } from '#core/playbook/words-of';
import type { Markup } from '#web/layout';
import { pagedAtOnce } from './at-once.ts';
import { factField, factsAskedAtOnce } from './fact-field.ts';
import { type Flash, factTitles, flashed } from './flash.ts';
import { boardPage, carried, type Frame, outsidePage, to } from './frame.ts';
import { badge, type Known, listed, short, titleOf } from './talk.ts';

/** Links onward, the likeliest first. */
const waysOn = (ways: readonly { href: string; words: string }[]): Markup =>
  html`${ways.map((way, n) => html`<a class="btn${n === 0 ? ' go' : ''}" href="${way.href}">${way.words}</a>`)}`;

/** Something that is not there, or that a session may not do. */
export const wordsPage = (
  at: Date,
  title: string,
  words: string,
  ...ways: readonly { href: string; words: string }[]
): Markup =>
  outsidePage(
    title,
    at,
    html`<h1>${title}</h1><section class="card mt"><p>${words}</p><p class="row mt">${waysOn(ways)}</p></section>`,
  );

/** Declares an incident: what is wrong, where, and how bad, with whom that pages. */
export function declarePage(
  f: Frame,
  known: Known,
  typed: Readonly<Record<string, string>>,
  flash: Flash | undefined,
): Markup {
  const { playbook } = known.pack;
  const chosen = typed['severity'] ?? '';
  const facts = factsAskedAtOnce(playbook);
  const factFields =
    facts.length === 0
      ? ''
      : html`<details id="d-facts"${facts.some(([name]) => (typed[`fact.${name}`] ?? '') !== '') ? ' open' : ''}><summary>What is known already <span class="dim">(may be left out)</span></summary><div class="mt">${facts.map(([name, fact]) => factField({ name, fact, typed }))}</div></details>`;
  const categories = categoriesOf(playbook);
  const categoryField =
    categories.length === 0
      ? ''
      : html`<label for="d-category">Category</label><select id="d-category" name="category"><option value="">Not sure</option>${categories.map((name) => html`<option value="${name}"${typed['category'] === name ? ' selected' : ''}>${short(name, 60)}</option>`)}</select>
`;
  const pages = (severity: string): string => {
    const who = pagedAtOnce(playbook, severity).map((word) => titleOf(known, word));
    const owner = playbook.severities.find((s) => s.id === severity)?.pagesNobody?.owner;
    return owner !== undefined
      ? `Pages nobody; ${titleOf(known, owner)} is told.`
      : who.length === 0
        ? ''
        : `Pages ${listed(who)} at once.`;
  };
  return boardPage(f, {
    title: 'Declare an incident',
    page: 'declare',
    body: html`<div class="narrow">${flashed(flash, '', { title: 'What is wrong?', ...factTitles(known) })}<h1>Declare an incident</h1><section class="card mt"><form method="post" action="?" data-keep="declare">${carried(f)}
<label for="d-title">What is wrong?</label><input type="text" id="d-title" name="title" required maxlength="200" value="${typed['title'] ?? ''}" placeholder="Uploads fail for everybody">
<label for="d-service">Service</label><select id="d-service" name="service"><option value="">Not sure</option>${Object.entries(playbook.services).map(([id, s]) => html`<option value="${id}"${typed['service'] === id ? ' selected' : ''}>${short(s.title, 60)}</option>`)}</select>
${categoryField}<fieldset><legend>Severity</legend><label class="opt"><input type="radio" name="severity" value=""${chosen === '' ? ' checked' : ''}><span><b>Let triage decide.</b> Starts at ${playbook.detection.otherwise.severity} and is raised by what the checks find.</span></label>${playbook.severities.map((s) => html`<label class="opt"><input type="radio" name="severity" value="${s.id}"${chosen === s.id ? ' checked' : ''}><span>${badge(known, s.id)} <b>${short(s.names.at(-1) ?? '', 40)}.</b> ${s.criteria[0] === undefined ? '' : `${short(s.criteria[0], 120).replace(/\.$/, '')}. `}${pages(s.id)}</span></label>`)}</fieldset>${factFields}
<p class="row mt"><button class="go">Declare and page</button><a class="btn" href="${to(f, '')}">Cancel</a></p></form></section></div>`,
  });
}
