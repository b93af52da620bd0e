import { html } from 'hono/html';
import type { Markup } from '../layout.ts';
import { namesOf } from './names.ts';
import type { Next, ResponseView, Shown } from './types.ts';

const nothing = html``;

/** How much of a list has no room. */
export const moreOf = (more: number, where = ''): Markup =>
  more === 0 ? nothing : html`<p class="soft">and ${more} more${where === '' ? '' : `, ${where}`}</p>`;

export const timeOf = (at: Shown): Markup => html`<time datetime="${at.iso}">${at.text}</time>`;

/** What every form sends: the act, and the state that it was pressed on. */
const fields = (act: string, { version }: ResponseView): Markup =>
  html`<input type="hidden" name="act" value="${act}"><input type="hidden" name="v" value="${version}">`;

/** A form of one act; it posts to the page's own address. */
export const form = (act: string, view: ResponseView, inside: Markup | Promise<string>): Markup =>
  html`<form method="post">${fields(act, view)}${inside}</form>`;

/** Who is paged at once, and when that would have been without it. */
function pagesNow({ names, due }: Next, zone: string): Markup {
  if (names.length === 0) return html`Nobody is left to be paged: ask somebody by “Escalate”.`;
  const instead = due === undefined ? html`, the last resort` : html` instead of at ${timeOf(due)} ${zone}`;
  return html`Pages ${namesOf(names)} at once${instead}.`;
}

const buttonFor = ({ names }: Next): string => (names.length === 0 ? 'I can’t' : `I can’t: page ${namesOf(names)}`);

/** Before anybody has it. */
export const cannotSection = (view: ResponseView): Markup => html`<section aria-labelledby="cannot">
<h2 id="cannot">If you can’t take it</h2>
${form('cannot', view, html`<p>${pagesNow(view.handedTo, view.zone)} That wakes them and cannot be called back.</p><button>${buttonFor(view.handedTo)}</button>`)}
</section>`;

/** Once this person has it: hand it back, or say that it was not them. */
export const releaseSection = (view: ResponseView): Markup => html`<section aria-labelledby="release">
<h2 id="release">If you can’t go on</h2>
${form('release', view, html`<p>Your acknowledgement ends and the escalation goes on. ${pagesNow(view.handedTo, view.zone)}</p><button>Hand it back</button>`)}
</section>
<section aria-labelledby="notme">
<h2 id="notme">Did you not press it?</h2>
${form('not-me', view, html`<p>A mail scanner may have. Taken back, the escalation goes on as if nobody had acknowledged; what was due meanwhile happens at once.</p><button>That was not me</button>`)}
</section>`;

export const escalateSection = (view: ResponseView): Markup =>
  view.escalate.shown.length === 0
    ? nothing
    : html`<section aria-labelledby="escalate">
<h2 id="escalate">Escalate</h2>
${form(
  'escalate',
  view,
  html`<p>Pages them at once, besides everybody who is paged already. The clocks go on as they are.</p>
<label for="to">Whom?</label><select id="to" name="to">${view.escalate.shown.map(({ value, label }) => html`<option value="${value}">${label}</option>`)}</select>${moreOf(view.escalate.more, 'whom the command line can name: tocsin escalate')}
<label for="reason">Why?</label><textarea id="reason" name="reason" rows="2" maxlength="2000" required></textarea>
<button>Escalate</button>`,
)}
</section>`;

export const noteSection = (view: ResponseView): Markup => html`<section aria-labelledby="note">
<h2 id="note">Add a note</h2>
${form(
  'note',
  view,
  html`<label for="text">What do you see, or what have you done?</label><textarea id="text" name="text" rows="2" maxlength="5000" required></textarea>
<p class="soft">It stands on the timeline under your name.</p><button>Add note</button>`,
)}
</section>`;

/** The open question: answers for whom it is, a sentence for everybody else. */
export function questionSection(view: ResponseView): Markup {
  const { question } = view;
  if (question === undefined) return nothing;
  if (!question.mine)
    return html`<section aria-labelledby="question">
<h2 id="question">Open question</h2>
<p><b>${question.text}</b></p>
<p class="soft">${question.options.shown.map((o) => o.title).join(' · ')}${question.options.more === 0 ? '' : ` · and ${question.options.more} more`}. It waits for ${question.waitsFor}.</p>
</section>`;
  return html`<section class="edge" aria-labelledby="question">
<h2 id="question">Waiting for your answer</h2>
${form(
  'answer',
  view,
  html`<input type="hidden" name="question" value="${question.id}">
<fieldset><legend class="big">${question.text}</legend>${question.options.shown.map(({ id, title }) => html`<label class="opt"><input type="radio" name="option" value="${id}" required><span>${title}</span></label>`)}</fieldset>${moreOf(question.options.more, 'which the message with the question shows')}
<label for="because">Why? (may be left out)</label><textarea id="because" name="reason" rows="2" maxlength="2000"></textarea>
<button>Answer</button>`,
)}
</section>`;
}

/** The checklist of the commander: open items are buttons. */
export const checklistSection = (view: ResponseView): Markup =>
  view.checklist.shown.length === 0
    ? nothing
    : html`<section aria-labelledby="list">
<details><summary id="list">Checklist, ${view.checklist.done} of ${view.checklist.all} done</summary>
${form(
  'tick',
  view,
  html`<ul>${view.checklist.shown.map(({ id, text, done, prepared }) =>
    done
      ? html`<li><span class="good">✓ done</span> ${text}</li>`
      : html`<li>${prepared === undefined ? nothing : html`<pre>${prepared}</pre>`}<button name="item" value="${id}">${text}</button></li>`,
  )}</ul>${moreOf(view.checklist.more, 'once these are done')}`,
)}
</details></section>`;
