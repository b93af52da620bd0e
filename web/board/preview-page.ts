import { html } from 'hono/html';
import type { Field } from '#core/playbook/communication';
import type { Markup } from '#web/layout';
import { boardPage, carried, type Frame } from './frame.ts';
import { updateFields, type What } from './incident/update.ts';

/** An update as each of its receivers will read it. */
export interface Preview {
  audience: string;
  title: string;
  what: What;
  fields: readonly Field[];
  typed: Readonly<Record<string, string>>;
  places: readonly { place: string; subject?: string | undefined; text: string; failed?: string | undefined }[];
}

/** An update as each of its receivers will read it, before it is sent; its words can be changed and looked at again. */
export function previewPage(f: Frame, given: Preview): Markup {
  const { audience, title, what, fields, typed, places } = given;
  const key = `upd-${audience}-${what}`;
  return boardPage(f, {
    title: 'Preview of the update',
    page: 'preview',
    body: html`<div class="narrow"><h1>Preview: ${what === 'update' ? 'update' : 'final update'} to ${title}</h1><p class="mt">Nothing has been sent yet.</p>${places.map(({ place, subject, text, failed }) => html`<section class="card mt"><h2>${place}</h2>${failed === undefined ? '' : html`<p class="hot">${failed}: the bare facts go out instead.</p>`}${subject === undefined || subject === '' ? '' : html`<p>Subject: <b>${subject}</b></p>`}<pre tabindex="0">${text}</pre></section>`)}
<section class="card mt" aria-labelledby="w"><h2 id="w">Your words</h2><form method="post" action="?" data-keep="${key}">${carried(f)}<input type="hidden" name="act" value="update"><input type="hidden" name="audience" value="${audience}"><input type="hidden" name="what" value="${what}">${updateFields(fields, 'p', typed)}<p class="row"><button class="go">Send it</button><button name="preview" value="yes">Preview again</button><a class="btn" href="?">Cancel</a></p></form></section></div>`,
  });
}
