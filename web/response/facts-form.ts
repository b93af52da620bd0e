import { html } from 'hono/html';
import { NUMBER } from '../fact-value.ts';
import type { Markup } from '../layout.ts';
import { form, moreOf, timeOf } from './forms.ts';
import type { FactAsked, ResponseView } from './types.ts';

/** Where what has no room is stated. */
const where = 'on the board';

/** A field for a fact; left as it is it states nothing. */
function field({ name, title, input, moreOptions, now }: FactAsked): Markup {
  const id = `fact-${name}`;
  const label = html`<label for="${id}">${title}${now === undefined ? '' : html` <span class="soft">now ${now}</span>`}</label>`;
  switch (input.is) {
    case 'choice':
      return html`${label}<select id="${id}" name="fact.${name}"><option value="">${now === undefined ? 'Not known' : 'As it is'}</option>${input.options.map((o) => (o.words === o.value ? html`<option>${o.value}</option>` : html`<option value="${o.value}">${o.words}</option>`))}</select>${moreOf(moreOptions, where)}`;
    case 'number':
      return html`${label}<input type="text" inputmode="decimal" id="${id}" name="fact.${name}" maxlength="40" pattern="${NUMBER}" title="A number, such as 40 or 2.5">`;
    case 'text':
      return html`${label}<textarea id="${id}" name="fact.${name}" rows="2" maxlength="${input.longest}"></textarea>`;
  }
}

/** What this person is asked to find out, and, folded, what else can be stated. */
export function factsSection(view: ResponseView): Markup | string {
  const { asked, due, others } = view.facts;
  const fields = (of: typeof asked): Markup =>
    html`${of.shown.map(field)}${moreOf(of.more, where)}<button>State</button>`;
  const mine =
    asked.shown.length === 0
      ? ''
      : html`<section class="edge" aria-labelledby="facts"><h2 id="facts">You are asked for facts</h2>
${due === undefined ? '' : html`<p>By ${timeOf(due)} ${view.zone}. State what you know; leave the rest.</p>`}${form('facts', view, fields(asked))}</section>`;
  const more =
    others.shown.length === 0
      ? ''
      : html`<section aria-labelledby="other-facts"><details><summary id="other-facts">State ${asked.shown.length === 0 ? 'a fact' : 'another fact'}</summary>${form('facts', view, fields(others))}</details></section>`;
  return html`${mine}${more}`;
}
