import type { WireResponse } from '#plugins/fakes/wire';
import type { ActiveFault } from './faults.ts';
import { escaped, htmlPage } from './html.ts';
import type { Message } from './message.ts';
import type { Side } from './sides.ts';

const most = 300;
const clock = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;

/** A message that an earlier inbox has left may be of a channel that is here no longer. */
const lookOf = (sides: readonly Side[], channel: string): { sign: string; name: string } => {
  const side = sides.find((one) => one.channel === channel);
  return side === undefined ? { sign: '·', name: channel } : { sign: side.fake.look.sign, name: side.title };
};

const card = (sides: readonly Side[], message: Message, n: number): string => {
  const { sign, name } = lookOf(sides, message.channel);
  const marks = [
    `<span class="tag ${escaped(message.kind)}">${escaped(message.kind)}</span>`,
    ...(message.raw['deduplicated'] === true ? ['<span class="tag">repeat of an open alert</span>'] : []),
    ...(message.raw['dropped'] === true ? ['<span class="tag">dropped: no such alert</span>'] : []),
  ];
  return `<article class="card ${escaped(toneOf(message.channel))}"><div class="row"><span class="name"><span aria-hidden="true">${escaped(sign)}</span> ${escaped(name)}</span>${marks.join('')}<span class="to soft">to ${escaped(message.to)}</span><time datetime="${escaped(message.at)}">${escaped(clock(message.at))}</time></div><p class="text">${escaped(message.text.slice(0, 4000))}</p><details id="raw-${n}"><summary>on the wire</summary><pre>${escaped(JSON.stringify(message.raw, null, 2).slice(0, 8000))}</pre></details></article>`;
};

const toneOf = (channel: string) => `channel-${channel}`;

const empty = (
  sides: readonly Side[],
  base: string,
) => `<section class="card"><p class="name">Nothing has arrived yet.</p>
<p>This is the other side of every channel: what Tocsin sends by ${escaped(sides.map(({ title }) => title).join(', '))} lands here, in the providers' own formats.</p>
<p>Declare an incident, or break the demo service and wait for the alarm. To see what happens when a channel fails:</p>
<pre>curl -X PUT -d '{"mode":"500","seconds":60}' ${escaped(base)}/faults/${escaped(sides[0]?.channel ?? '')}
curl -X DELETE ${escaped(base)}/faults/${escaped(sides[0]?.channel ?? '')}</pre>
<p class="soft">Modes: refuse, hang, 500, 429, ok-false, lost-answer, undelivered (SMS and mail: taken, and said later not to have arrived). Read by machine: <code>/messages?incident=ID</code>.</p></section>`;

/** The inbox as a web page: the newest message first, grouped by incident, and which channels fail. */
export const page = (shown: {
  sides: readonly Side[];
  messages: Message[];
  faults: ActiveFault[];
  /** The address under which the reader reached the inbox. */
  base: string;
  incident?: string | undefined;
}): WireResponse => {
  const numbered = shown.messages
    .map((message, n) => ({ message, n }))
    .filter(({ message }) => shown.incident === undefined || message.incidentId === shown.incident);
  const newest = numbered.slice(-most).reverse();
  const groups = new Map<string, typeof newest>();
  for (const one of newest) {
    const id = one.message.incidentId ?? '';
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  const faults = shown.faults.map(
    ({ channel, mode, until }) =>
      `<span class="tag bad">${escaped(lookOf(shown.sides, channel).name)} fails: ${escaped(mode)}${until ? ` until ${escaped(until.slice(11, 19))} UTC` : ''}</span>`,
  );
  const sections = [...groups].map(([incident, all]) => {
    const pages = all.filter(({ message }) => message.kind === 'page').length;
    const head =
      incident === ''
        ? 'Without an incident'
        : `<a href="/?incident=${encodeURIComponent(incident)}">${escaped(incident)}</a>`;
    return `<h2>${head} <span class="soft">${all.length} message${all.length === 1 ? '' : 's'}, ${pages} page${pages === 1 ? '' : 's'}</span></h2>${all.map(({ message, n }) => card(shown.sides, message, n)).join('')}`;
  });
  const note =
    numbered.length > most
      ? `<p class="soft">The newest ${most} of ${numbered.length}; all of them: <a href="/messages">/messages</a></p>`
      : '';
  const back = shown.incident === undefined ? '' : '<p><a href="/">All incidents</a></p>';
  const nothing =
    shown.incident === undefined
      ? empty(shown.sides, shown.base)
      : `<section class="card"><p>No messages yet for ${escaped(shown.incident)}.</p></section>`;
  return htmlPage(
    'Tocsin inbox',
    `<header class="row"><h1>Inbox</h1>${faults.join('') || '<span class="tag good">all channels work</span>'}<span class="soft">live</span></header>${back}${note}${sections.join('') || nothing}`,
    Object.fromEntries(shown.sides.map(({ channel, fake }) => [toneOf(channel), fake.look.tone])),
  );
};
