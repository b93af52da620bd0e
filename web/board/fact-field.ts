import { html, raw } from 'hono/html';
import { type Fact, type FactValue, factInWords } from '#core/playbook/facts';
import type { Playbook } from '#core/playbook/schema';
import { factsThatCount } from '#core/rules/facts';
import type { Markup } from '#web/layout';
import { inputFor, NUMBER } from '../fact-value.ts';
import { short } from './talk.ts';

interface Given {
  name: string;
  fact: Fact;
  /** What is known; the field is empty all the same, so that a form of an hour ago takes nothing back. */
  value?: FactValue | undefined;
  typed: Readonly<Record<string, string>>;
}

/** Facts that a form asks for of what is only beginning: the person who fills it in is in a hurry. */
const MOST_FACTS = 6;

/** All facts of a playbook that has few, else the first of those by which its rules go. */
export function factsAskedAtOnce(playbook: Playbook): [name: string, fact: Fact][] {
  const all = Object.entries(playbook.facts);
  if (all.length <= MOST_FACTS) return all;
  const count = factsThatCount(playbook);
  return all.filter(([name]) => count.has(name)).slice(0, MOST_FACTS);
}

/** A field for a fact by its type; one that is left as it is states nothing. Its name is no word that a playbook may give to a fact. */
export function factField({ name, fact, value, typed }: Given): Markup {
  const id = `fact-${name}`;
  const now = typed[`fact.${name}`] ?? '';
  const unit = fact.unit === undefined ? '' : html` <span class="dim">(${short(fact.unit, 20)})</span>`;
  const known = value === undefined ? '' : html` <span class="dim">now ${short(factInWords(fact, value), 60)}</span>`;
  const label = html`<label for="${id}">${short(fact.title, 120)}${unit}${known}</label>`;
  const input = inputFor(fact);
  switch (input.is) {
    case 'choice':
      return html`${label}<select id="${id}" name="fact.${name}"><option value="">${value === undefined ? 'Not known' : 'As it is'}</option>${input.options.map((o) => html`<option value="${o.value}"${o.value === now ? raw(' selected') : ''}>${short(o.words, 60)}</option>`)}</select>`;
    case 'number':
      return html`${label}<input type="text" inputmode="decimal" id="${id}" name="fact.${name}" maxlength="40" pattern="${NUMBER}" title="A number, such as 40 or 2.5" value="${now}">`;
    case 'text':
      return html`${label}<textarea id="${id}" name="fact.${name}" rows="2" maxlength="${input.longest}">${now}</textarea>`;
  }
}
