import { html } from 'hono/html';
import type { Incident } from '#core/incident/state';
import { own } from '#core/own';
import type { Markup } from '#web/layout';
import { type Frame, to } from './frame.ts';
import { type Known, listed, short, timeTag } from './talk.ts';

/** How Tocsin itself keeps up: what is late, and which channels fail. */
export interface Health {
  late: readonly { what: 'page' | 'send' | 'effects' | 'deadline'; incident: string; due: string }[];
  more: boolean;
  waiting: readonly { tool: string; count: number; next: string }[];
}
interface Given {
  frame: Frame;
  known: Known;
  health: Health;
  channels: Readonly<Record<string, string>>;
  open: readonly Incident[];
}

const words = {
  page: ['page has', 'pages have', 'not been sent'],
  send: ['message has', 'messages have', 'not been sent'],
  effects: ['piece of work has', 'pieces of work have', 'not been done'],
  deadline: ['deadline has', 'deadlines have', 'passed and nothing was done'],
} as const;

/** Runs that died and are tried again, by the open incidents that wait for them. */
const dead = (open: readonly Incident[]) =>
  open.flatMap((i) => ('retryAt' in i.run && i.run.retryAt !== undefined ? [{ i, at: i.run.retryAt }] : []));

/** Whether people must not rely on what they are told by Tocsin alone. */
export const isDegraded = ({ health, open }: Pick<Given, 'health' | 'open'>): boolean =>
  health.late.length > 0 || dead(open).length > 0;

function faults({ frame: f, known, health, channels, open }: Given): Markup[] {
  const link = (id: string): Markup => html`<a href="${to(f, `incidents/${encodeURIComponent(id)}`)}">${id}</a>`;
  const kinds = (['page', 'deadline', 'send', 'effects'] as const).flatMap((what) => {
    const late = health.late.filter((l) => l.what === what);
    const [first] = late;
    if (first === undefined) return [];
    const [one, many, how] = words[what];
    const count = `${late.length}${health.more ? ' or more' : ''} ${late.length === 1 && !health.more ? one : many} ${how}`;
    return [
      html`<b class="hot">${count}</b>, the oldest due ${timeTag(known, first.due)} for ${link(first.incident)}.`,
    ];
  });
  const runs = dead(open).map(
    ({ i, at }) => html`<b class="hot">The run of ${link(i.id)} died.</b> The next is tried ${timeTag(known, at)}.`,
  );
  const waiting = health.waiting.map(
    ({ tool, count, next }) =>
      html`<b class="warn">${own(channels, tool) ?? tool}</b> refuses ${count === 1 ? 'a delivery' : `${count} deliveries`}; tried again ${timeTag(known, next)}.`,
  );
  return [...kinds, ...runs, ...waiting];
}

/** Over everything else where Tocsin itself does not keep up: what that means, and what people do instead. */
export function degradedBanner(given: Given): Markup | string {
  if (!isDegraded(given)) return '';
  const all = faults(given);
  return html`<section class="card mark" aria-labelledby="dg"><h2 id="dg">Tocsin itself is falling behind</h2><ul class="list">${all.map((one) => html`<li>${one}</li>`)}</ul><p class="mt">Do not rely on it to page anybody: call whoever is on call yourself, and add a note. What is late is tried again every minute.</p></section>`;
}

/** How deliveries stand while Tocsin keeps up. */
export function healthCard(given: Given): Markup | string {
  if (isDegraded(given)) return '';
  const all = faults(given);
  const used = [
    ...new Set(Object.values(given.known.pack.playbook.places).flatMap(({ tool }) => own(given.channels, tool) ?? [])),
  ].filter((title) => !given.health.waiting.some(({ tool }) => (own(given.channels, tool) ?? tool) === title));
  const fine = `${short(listed(used, 6), 160)}: nothing is waiting.`;
  return html`<section class="card" aria-labelledby="ch"><h2 id="ch">Delivery</h2><ul class="list">${all.map((one) => html`<li>${one}</li>`)}${used.length === 0 ? '' : html`<li>${fine}</li>`}</ul></section>`;
}
