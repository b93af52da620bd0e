import { html } from 'hono/html';
import { type Markup, page } from './layout.ts';

/** How long ago the same was asked for, at least, before another link is sent. */
const AGAIN = '10 minutes';

/** The way from a page's own path to where the form goes: relative, for the gateway may serve all of it below a path of its own. */
const renewFrom = (path: string): string => `${'../'.repeat(Math.max(0, path.split('/').length - 2))}i/renew`;

const askForm = (path: string, incident: string | undefined): Markup => html`<section aria-labelledby="ask">
<h2 id="ask">Get a link of your own</h2>
<form method="post" action="${renewFrom(path)}">
${
  incident === undefined
    ? html`<label for="incident">Incident, as your page names it</label><input type="text" id="incident" name="incident" required maxlength="40" autocapitalize="characters" autocomplete="off">`
    : html`<input type="hidden" name="incident" value="${incident}">`
}
<label for="who">Your mail address or login</label><input type="text" id="who" name="who" required maxlength="200" autocapitalize="none" autocomplete="username">
<p class="soft">It goes to the phone, mail or chat that your team has on file for you, never to what is typed here; one in ${AGAIN}.</p>
<button class="main">Send me a link</button>
</form>
</section>`;

/** Behind a link that does not open, for whatever reason: it says nothing of any incident, and the same for all. */
export const deadPage = (at: string, path: string): Markup =>
  page({
    title: 'This link does not open',
    at,
    body: html`<header><p class="top"><b>Tocsin</b></p>
<h1>This link does not open</h1>
<p class="lead">It is incomplete, no longer good, or was never made. Nothing has been done.</p></header>
<main>
<section class="edge"><p class="big">Were you paged just now?</p>
<p>Then that page still stands, and the next person is called unless somebody acknowledges. Open the link in your newest message, acknowledge in the app that woke you, or ask for a link here.</p></section>
${askForm(path, undefined)}
</main>
<footer><p>A link is good until an hour after its incident is closed, and only whole: if you copied it, look whether its end is missing.</p></footer>`,
  });

/** An incident's page as cards and channels link to it: it shows nothing of the incident, and leads to a personal link. */
export const incidentPage = (at: string, path: string, incident: string): Markup =>
  page({
    title: `${incident}: get your link`,
    at,
    body: html`<header><p class="top"><b>Tocsin</b></p>
<h1>${incident}</h1>
<p class="lead">What is known of it is shown behind a link of your own: anybody who reads a channel could open this one.</p></header>
<main>${askForm(path, incident)}</main>
<footer><p>If you were paged for it, the link is in that message.</p></footer>`,
  });

/** The same for everybody who has asked for a link. */
export const askedPage = (at: string): Markup =>
  page({
    title: 'A link is on its way',
    at,
    body: html`<header><p class="top"><b>Tocsin</b></p>
<h1>A link is on its way</h1>
<p class="lead">If your team knows that address or login, and the incident is not over, the link arrives within a minute.</p></header>
<main><section><p>Nothing there? Look at how you wrote both, ask again in ${AGAIN}, or ask the incident commander to page you.</p></section></main>
<footer></footer>`,
  });
