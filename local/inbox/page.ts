import type { ActiveFault } from './faults.ts';
import { escaped, htmlPage } from './html.ts';
import type { Channel, Message } from './message.ts';
import type { WireResponse } from './wire.ts';

const looks: Record<Channel, { sign: string; name: string }> = {
  slack: { sign: '💬', name: 'Slack' },
  pagerduty: { sign: '📟', name: 'PagerDuty' },
  sms: { sign: '📱', name: 'SMS' },
  email: { sign: '✉️', name: 'Email' },
  sns: { sign: '📣', name: 'SNS' },
  statuspage: { sign: '🚦', name: 'Statuspage' },
  webhook: { sign: '🪝', name: 'Webhook' },
};
const most = 300;
const clock = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;

const card = (message: Message, n: number): string => {
  const { sign, name } = looks[message.channel];
  const marks = [
    `<span class="tag ${escaped(message.kind)}">${escaped(message.kind)}</span>`,
    ...(message.raw['deduplicated'] === true ? ['<span class="tag">repeat of an open alert</span>'] : []),
    ...(message.raw['dropped'] === true ? ['<span class="tag">dropped: no such alert</span>'] : []),
  ];
  return `<article class="card ${message.channel}"><div class="row"><span class="name"><span aria-hidden="true">${sign}</span> ${name}</span>${marks.join('')}<span class="to soft">to ${escaped(message.to)}</span><time datetime="${escaped(message.at)}">${escaped(clock(message.at))}</time></div><p class="text">${escaped(message.text.slice(0, 4000))}</p><details id="raw-${n}"><summary>on the wire</summary><pre>${escaped(JSON.stringify(message.raw, null, 2).slice(0, 8000))}</pre></details></article>`;
};

const empty = (base: string) => `<section class="card"><p class="name">Nothing has arrived yet.</p>
<p>This is the other side of every channel: what Tocsin sends to Slack, PagerDuty, SMS, email, SNS and the status page lands here, in the providers' own formats.</p>
<p>Declare an incident, or break the demo service and wait for the alarm. To see what happens when a channel fails:</p>
<pre>curl -X PUT -d '{"mode":"500","seconds":60}' ${escaped(base)}/faults/slack
curl -X DELETE ${escaped(base)}/faults/slack</pre>
<p class="soft">Modes: refuse, hang, 500, 429, ok-false, lost-answer. Read by machine: <code>/messages?incident=ID</code>.</p></section>`;

/** The inbox for people: the newest message first, incident by incident, and what is broken. */
export const page = (shown: {
  messages: Message[];
  faults: ActiveFault[];
  /** Where the reader reached us. */
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
      `<span class="tag bad">${escaped(looks[channel].name)} fails: ${escaped(mode)}${until ? ` until ${escaped(until.slice(11, 19))} UTC` : ''}</span>`,
  );
  const sections = [...groups].map(([incident, all]) => {
    const pages = all.filter(({ message }) => message.kind === 'page').length;
    const head =
      incident === ''
        ? 'Without an incident'
        : `<a href="/?incident=${encodeURIComponent(incident)}">${escaped(incident)}</a>`;
    return `<h2>${head} <span class="soft">${all.length} message${all.length === 1 ? '' : 's'}, ${pages} page${pages === 1 ? '' : 's'}</span></h2>${all.map(({ message, n }) => card(message, n)).join('')}`;
  });
  const note =
    numbered.length > most
      ? `<p class="soft">The newest ${most} of ${numbered.length}; all of them: <a href="/messages">/messages</a></p>`
      : '';
  const back = shown.incident === undefined ? '' : '<p><a href="/">All incidents</a></p>';
  const nothing =
    shown.incident === undefined
      ? empty(shown.base)
      : `<section class="card"><p>Nothing has arrived for ${escaped(shown.incident)}.</p></section>`;
  return htmlPage(
    'Tocsin inbox',
    `<header class="row"><h1>Inbox</h1>${faults.join('') || '<span class="tag good">all channels answer</span>'}<span class="soft">live</span></header>${back}${note}${sections.join('') || nothing}`,
  );
};
