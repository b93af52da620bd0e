import { html } from 'hono/html';
import { knownOf } from '#core/incident/rules/known';
import type { Playbook } from '#core/playbook/schema';
import { list } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import type { Markup } from '#web/layout';
import { listed, short } from '../talk.ts';
import { form } from './form.ts';
import type { IncidentGiven } from './types.ts';

type Audience = Playbook['updates'][number];
type Field = Audience['fields'][number];
export type What = 'update' | 'final';

/** What a person writes for an audience: the fields that the playbook asks of it, or free words where it asks for none. */
export function updateFields(fields: readonly Field[], key: string, typed: Readonly<Record<string, string>>): Markup {
  if (fields.length === 0)
    return html`<label for="${key}-text">What do they need to know?</label><textarea id="${key}-text" name="text" rows="4" required maxlength="5000">${typed['text'] ?? ''}</textarea>`;
  return html`${fields.map(
    ({ id, title, optional }) =>
      html`<label for="${key}-${id}">${short(title, 120)}${optional ? html` <span class="dim">(may be left out)</span>` : ''}</label><textarea id="${key}-${id}" name="field.${id}" rows="2" maxlength="5000"${optional ? '' : ' required'}>${typed[`field.${id}`] ?? ''}</textarea>`,
  )}`;
}

/** The fields that the playbook has for this update to this audience; none where it is not sent one. */
export const fieldsFor = (audience: Audience, what: What): readonly Field[] =>
  what === 'update' ? audience.fields : (audience.final?.fields ?? []);

/** One form for each audience: whom it reaches and where, and what it asks for. Before it is sent it is shown as they will read it. */
export function updateForms(g: IncidentGiven): Markup {
  const { incident: i, known, typed } = g;
  const { updates: audiences } = known.pack.playbook;
  const kinds: What[] = i.life === 'open' ? ['update'] : ['final', 'update'];
  const all = audiences.flatMap((a) =>
    kinds.filter((what) => what === 'update' || a.final !== undefined).map((what) => ({ a, what })),
  );
  return html`<p class="small dim">For whom is it? Nothing is sent before you have seen it as they will.</p>${all.map(
    ({ a, what }) => {
      const key = `upd-${a.id}-${what}`;
      const again = typed['act'] === 'update' && typed['audience'] === a.id && (typed['what'] ?? 'update') === what;
      const usual = holds(a.if, knownOf(i, known.pack.playbook, known.now.getTime()));
      return html`<details id="${key}" name="update" class="sub"${again ? ' open' : ''}><summary><b>${short(a.title, 60)}</b>${what === 'update' ? '' : ', final update'} <span class="dim">goes to ${listed(list(a.to))}${usual ? '' : `; not due now`}</span></summary>${form(
        g,
        'update',
        html`<input type="hidden" name="audience" value="${a.id}"><input type="hidden" name="what" value="${what}">${updateFields(fieldsFor(a, what), key, again ? typed : {})}<p class="row"><button class="go" name="preview" value="yes">Preview</button></p>`,
        key,
      )}</details>`;
    },
  )}`;
}
