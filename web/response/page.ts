import { html } from 'hono/html';
import { type Markup, page } from '../layout.ts';
import { factsSection } from './facts-form.ts';
import { flashOf } from './flash.ts';
import {
  cannotSection,
  checklistSection,
  escalateSection,
  form,
  moreOf,
  noteSection,
  questionSection,
  releaseSection,
  timeOf,
} from './forms.ts';
import { namesOf } from './names.ts';
import type { ResponseView } from './types.ts';

const nothing = html``;

/** What one person sees of an incident, in the order in which somebody who was woken asks. */
export const responsePage = (view: ResponseView): Markup =>
  page({
    title: `${stateOf(view).words}: ${view.severity.id} ${view.title}`,
    at: view.now.iso,
    body: html`${head(view)}
${acts(view)}
<main>
${flashOf(view)}${standing(view)}${sections(view)}
</main>
${foot(view)}`,
  });

function stateOf({ standing: s }: ResponseView): { words: string; good: boolean } {
  switch (s.is) {
    case 'open':
      return { words: 'Not acknowledged', good: false };
    case 'mine':
      return { words: 'Acknowledged by you', good: true };
    case 'theirs':
      return { words: `Acknowledged by ${s.name}`, good: true };
    case 'over':
      return { words: s.word, good: true };
  }
}

function head(view: ResponseView): Markup {
  const { severity, title, since, minutes, zone } = view;
  const { words, good } = stateOf(view);
  return html`<header>
<p class="top"><span class="sev">${`${severity.id} ${severity.name}`.trim()}</span> <span class="${good ? 'good' : 'bad'}">${words}</span></p>
<h1>${title}</h1>
<p class="lead">Since ${timeOf(since)} ${zone}, ${minutes}.</p>
</header>`;
}

/** The buttons at the bottom of the screen; in the source they come first, so that the first tab reaches them. */
function acts(view: ResponseView): Markup {
  const { standing: s } = view;
  const links = (...of: [href: string, words: string][]): Markup =>
    html`<nav class="row" aria-label="More to do">${of.map(([href, words]) => html`<a class="btn" href="${href}">${words}</a>`)}</nav>`;
  switch (s.is) {
    case 'open':
      return html`<section class="acts" aria-label="What to do">
${form('acknowledge', view, html`<button class="main">Acknowledge<small>${promise(view)}</small></button>`)}
${links(...(s.besides === undefined ? [['#cannot', 'I can’t'] as [string, string]] : []), ['#escalate', 'Escalate'], ['#note', 'Note'])}
</section>`;
    case 'mine':
      return html`<section class="acts" aria-label="What to do">
${view.question?.mine === true ? html`<p><a class="btn main" href="#question">Answer the question</a></p>` : nothing}
${links(['#release', 'Hand back'], ['#escalate', 'Escalate'], ['#note', 'Note'])}
</section>`;
    case 'theirs':
      return html`<section class="acts" aria-label="What to do">${links(['#escalate', 'Escalate'], ['#note', 'Note'])}</section>`;
    case 'over':
      return nothing;
  }
}

/** What acknowledging brings about. */
const promise = ({ next, brings, standing: s }: ResponseView): string =>
  s.is === 'open' && s.besides !== undefined
    ? 'You are paged no more for this.'
    : `${next === undefined ? 'Everybody sees that you have it.' : 'Paging stops.'} ${brings.length === 0 ? '' : `You become ${namesOf(brings)}.`}`.trim();

function standing(view: ResponseView): Markup {
  const { standing: s, zone } = view;
  switch (s.is) {
    case 'open':
      if (s.besides !== undefined)
        return html`<section class="calm"><p class="big">${s.besides} has acknowledged, and so must you.</p><p>You are one of a list of which each must: you are paged again until you do.</p></section>`;
      return s.declined === undefined
        ? nothing
        : html`<section class="calm"><p class="big">You have handed it on.</p><p>You said at ${timeOf(s.declined)} ${zone} that you cannot take it. If you can after all, acknowledge.</p></section>`;
    case 'mine':
      return html`<section class="calm" role="status"><p class="big">It is yours. Nobody else is being paged.</p>
<p>Acknowledged ${timeOf(s.at)} ${zone}.${s.roles.length === 0 ? '' : ` You are ${namesOf(s.roles)}.`}</p>${view.bridge === undefined ? nothing : html`<p>Bridge: ${view.bridge}</p>`}</section>`;
    case 'theirs':
      return html`<section class="calm"><p class="big">${s.name} has it. You can go back to sleep.</p>
<p>Acknowledged ${timeOf(s.at)} ${zone}. You are paged again only if it gets worse, is handed back, or somebody asks for you.</p></section>`;
    case 'over':
      return html`<section class="calm"><p class="big">${s.word} at ${timeOf(s.at)} ${zone}. ${left(view)}</p>
<p class="soft">Status: ${s.because}</p></section>`;
  }
}

/** What an incident that is over still wants of this person. */
const left = ({ question, checklist }: ResponseView): string =>
  question?.mine === true || checklist.done < checklist.all
    ? 'What is left stands below.'
    : 'Nothing is left for you to do.';

function sections(view: ResponseView): Markup {
  const note = noteSection(view);
  const facts = factsSection(view);
  switch (view.standing.is) {
    case 'open':
      return html`${why(view)}${next(view)}${paged(view)}${known(view)}${last(view)}${questionSection(view)}${facts}${view.standing.besides === undefined ? cannotSection(view) : nothing}${escalateSection(view)}${note}`;
    case 'mine':
      return html`${questionSection(view)}${facts}${next(view)}${known(view)}${last(view)}${paged(view)}${checklistSection(view)}${releaseSection(view)}${escalateSection(view)}${note}`;
    case 'theirs':
      return html`${last(view)}${questionSection(view)}${facts}${next(view)}${paged(view)}${known(view)}${escalateSection(view)}${note}`;
    case 'over':
      return html`${last(view)}${questionSection(view)}${facts}${known(view)}${checklistSection(view)}${paged(view)}${note}`;
  }
}

const why = ({ why: w }: ResponseView): Markup =>
  w === undefined
    ? nothing
    : html`<section aria-labelledby="why"><h2 id="why">Why you</h2>
<p>You are called as <b>${w.title}</b>: ${w.why}.</p><p class="soft">${w.because}</p></section>`;

function next({ next: n, zone, standing: s }: ResponseView): Markup {
  if (n?.due === undefined) {
    const words =
      s.is === 'open'
        ? 'No rule pages anybody further. Acknowledge, or escalate to somebody.'
        : 'No rule pages anybody further.';
    return html`<section aria-labelledby="next"><h2 id="next">What happens next</h2><p>${words}</p></section>`;
  }
  const unless =
    s.is !== 'open'
      ? 'if it is not resolved by then'
      : s.besides === undefined
        ? 'if nobody acknowledges'
        : 'if you do not acknowledge';
  return html`<section class="${s.is === 'open' ? 'edge' : ''}" aria-labelledby="next"><h2 id="next">What happens next, ${unless}</h2>
<p class="big pair"><span>${timeOf(n.due)} ${zone}</span> <span class="n" data-left="${n.due.iso}"></span></p>
<p>${namesOf(n.names)} ${n.names.length > 1 ? 'are' : 'is'} paged.</p><p class="soft">${n.rule ?? ''}</p></section>`;
}

const paged = ({ paged: { shown: all, more } }: ResponseView): Markup =>
  all.length === 0
    ? nothing
    : html`<section aria-labelledby="paged"><h2 id="paged">Who was paged</h2>
<ul>${all.map(
        ({
          name,
          you,
          as,
          stands,
          attempts,
        }) => html`<li><div class="pair"><h3>${you ? 'You' : name}</h3><b class="${stands.tone}">${stands.words}${stands.at === undefined ? '' : html` ${timeOf(stands.at)}`}</b></div>
<p>${as}</p><p class="soft">${attempts.more === 0 ? '' : `${attempts.more} more before these: `}${attempts.shown.length === 0 ? 'No channel has answered yet.' : attempts.shown.map(({ tool, outcome, at, told }, n) => html`${n === 0 ? '' : ', then '}${tool} ${outcome} ${timeOf(at)}${told.map((t) => html`, <span class="${t.bad ? 'bad' : ''}">${t.words} ${timeOf(t.at)}</span>`)}`)}</p></li>`,
      )}</ul>${moreOf(more, 'paged before these')}</section>`;

const known = ({ readings, readAt, severity, zone }: ResponseView): Markup => html`<section aria-labelledby="known">
<h2 id="known">What is known</h2>
<p class="soft">${severity.id} because ${severity.because}</p>
${readings.shown.length === 0 ? html`<p>Nothing has been measured yet.</p>` : html`<dl>${readings.shown.map(({ title, value, known: is, text }) => html`<dt>${title}</dt><dd class="${is ? '' : 'soft'}">${value}${text === undefined ? nothing : html`<details><summary>Text</summary><pre>${text}</pre></details>`}</dd>`)}</dl>${moreOf(readings.more)}`}
${readAt === undefined ? nothing : html`<p class="soft">Read at ${timeOf(readAt)} ${zone}.</p>`}</section>`;

const last = ({ last: l }: ResponseView): Markup =>
  l === undefined
    ? nothing
    : html`<section aria-labelledby="last"><h2 id="last">Last change</h2><p>${timeOf(l.at)} ${l.words}</p></section>`;

const foot = ({ stamp, id, you }: ResponseView): Markup => html`<footer>
<p>As of <time>${stamp}</time> UTC. <a href="?">Refresh</a></p>
<p>${id}. This link is ${you}’s own and acts in that name: do not pass it on.</p>
</footer>`;
