import { html } from 'hono/html';
import type { Markup } from '#web/layout';
import { carried } from '../frame.ts';
import type { IncidentGiven } from './types.ts';

/** A form of one act; it is sent to the page's own address, and what is typed into it survives a reload under its key. */
export const form = (g: Pick<IncidentGiven, 'frame'>, act: string, inside: Markup, key = act): Markup =>
  html`<form method="post" action="?" data-keep="${key}">${carried(g.frame)}<input type="hidden" name="act" value="${act}">${inside}</form>`;
