import { html } from 'hono/html';
import { own } from '#core/own';
import type { Markup } from '#web/layout';
import { type Known, short } from './talk.ts';

/** What became of the form that was sent last: done, or why it did nothing. */
export type Flash =
  | { done: string }
  | { done: false; title: string; detail: string; errors: { path: string; message: string }[]; again?: boolean };

/** For a form that had been sent when its session had ended, shown again in the one that followed. */
export const sentTooLate: Flash = {
  done: false,
  again: true,
  title: 'Signed in again',
  detail: 'Your session had ended. What you typed stands in its form: look at it, and send it',
  errors: [],
};
/** The status of a page that says what became of a form. */
export const statusOf = (flash: Flash | undefined): 200 | 409 =>
  flash?.done === false && flash.again !== true ? 409 : 200;

/** What the fields of a form are called, by their paths in what it sends: facts by their titles. */
export const factTitles = ({ pack }: Pick<Known, 'pack'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(pack.playbook.facts).map(([name, { title }]) => [`facts.${name}`, short(title, 120)]),
  );

/** Says what has been done, or that nothing was and why, by the fields' titles; what was typed stands in its form again. */
export function flashed(
  flash: Flash | undefined,
  done: string,
  titles: Readonly<Record<string, string>> = {},
): Markup | string {
  if (flash === undefined) return '';
  if (flash.done !== false) return html`<section class="card calm" role="status"><p><b>${done}</b></p></section>`;
  const { detail, errors } = flash;
  return html`<section class="card mark" role="alert"><p><b>Nothing was done.</b> ${errors.length === 0 ? `${detail}. This page shows how it stands now.` : 'This is not right yet:'}</p>${
    errors.length === 0
      ? ''
      : html`<ul class="list">${errors.map(({ path, message }) => html`<li><b>${path === '' ? 'The form' : (own(titles, path) ?? path)}</b>: ${message}</li>`)}</ul>`
  }</section>`;
}
