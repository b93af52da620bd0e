import { html, raw } from 'hono/html';
import type { Markup } from '#web/layout';
import { outsidePage } from './frame.ts';

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const paged = html`<p class="dim mt">Paged just now? The link in that message needs no sign-in.</p>`;
const refusedCard = (refused: string | undefined): Markup | string =>
  refused === undefined
    ? ''
    : html`<section class="card mark mt" role="alert"><p><b>You are not signed in.</b> ${refused}</p></section>`;

/** Where people sign in by a token of the local engine: one that is ready, or one that they paste. */
export function tokenPage(given: {
  at: Date;
  csrf: string;
  next: string;
  ready: readonly { role: string; name: string }[];
  refused?: string | undefined;
}): Markup {
  const { at, csrf, next, ready, refused } = given;
  const hidden = html`<input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="next" value="${next}">`;
  const paste = html`<form method="post" action="?">${hidden}<label for="token">Token</label><input type="password" id="token" name="token" required autocomplete="off" maxlength="8000"><p class="small dim">One of the four under <code>tokens</code> in <code>.local/outputs.json</code>.</p><p class="row mt"><button class="go">Sign in</button></p></form>`;
  return outsidePage(
    'Sign in',
    at,
    html`<h1>Sign in to Tocsin</h1>${refusedCard(refused)}
${
  ready.length === 0
    ? html`<section class="card mt">${paste}</section>`
    : html`<section class="card mt"><p>This is the local engine: choose whom to be. A deployment asks its identity provider instead.</p><form method="post" action="?" class="mt">${hidden}<ul class="list">${ready.map(({ role, name }) => html`<li class="row"><button name="role" value="${role}"${role === 'commander' ? raw(' class="go"') : ''}>Sign in as ${role}</button> <span class="dim">${name}</span></li>`)}</ul></form></section><details class="mt"><summary>Paste a token instead</summary>${paste}</details>`
}
${paged}`,
  );
}

/** Where people are told that they are signed out, or why they are not signed in; with the way to sign in, where there is one. */
export const signInWordsPage = (given: {
  at: Date;
  title: string;
  words: string;
  ways: readonly { href: string; words: string }[];
}): Markup => {
  const { at, title, words, ways } = given;
  return outsidePage(
    title,
    at,
    html`<h1>${title}</h1><section class="card mt"><p>${words}</p>${ways.length === 0 ? '' : html`<p class="row mt">${ways.map((way, n) => html`<a class="btn${n === 0 ? ' go' : ''}" href="${way.href}">${way.words}</a>`)}</p>`}</section>${paged}`,
  );
};

/** For somebody who is signed in and has no role: the claim, what it holds and the cure. */
export const noRolePage = (given: {
  at: Date;
  login: string;
  why: string;
  csrf: string;
  signOut: string;
  another: string | undefined;
}): Markup => {
  const { at, login, why, csrf, signOut, another } = given;
  return outsidePage(
    'No role',
    at,
    html`<h1>You have no role here</h1><section class="card mark mt" role="alert"><p>You are signed in as <b>${login}</b>. That is a sign-in without a role, and the board needs at least viewer.</p><p class="mt">${capital(why)}.</p><p class="mt">Whoever looks after Tocsin in your team can change that. Then sign out and in again: a new group counts from the next sign-in on.</p>
<form method="post" action="${signOut}" class="row mt"><input type="hidden" name="csrf" value="${csrf}"><button>Sign out</button>${another === undefined ? '' : html`<a class="btn" href="${another}">Sign in as somebody else</a>`}</form></section>${paged}`,
  );
};

/** For a form that was sent when its session had ended: what was typed is kept for the one that follows, or stands here to be copied. */
export const endedPage = (given: { at: Date; kept: boolean; typed: readonly string[]; signIn: string }): Markup => {
  const { at, kept, typed, signIn } = given;
  const words = kept
    ? 'Your session has ended, so nothing was done. Sign in again: what you typed then stands in its form, to be sent.'
    : 'You are signed out, so nothing was done. Sign in, and do it again.';
  return outsidePage(
    'Nothing was done',
    at,
    html`<h1>Nothing was done yet</h1><section class="card mark mt" role="alert"><p>${words}</p><p class="row mt"><a class="btn go" href="${signIn}">Sign in</a></p></section>
${kept || typed.length === 0 ? '' : html`<section class="card mt"><h2>What you typed</h2>${typed.map((text, n) => html`<label for="typed-${n}" class="vh">What you typed, ${n + 1}</label><textarea id="typed-${n}" rows="4" readonly>${text}</textarea>`)}</section>`}${paged}`,
  );
};
