import { html, raw } from 'hono/html';
import { byWhom, Way } from '#core/incident/way';
import { type Entry, entryOf } from '#core/message/entry';
import { type Kind, type Line } from '#core/message/line';
import { saidOf } from '#core/message/receipt';
import { subjectOf } from '#core/message/subject';
import { own } from '#core/own';
import type { Markup } from '#web/layout';
import { type Known, nameOf, short, titleOf } from '../talk.ts';
import type { IncidentGiven } from './types.ts';

/** Lines on one page of a timeline. */
const MOST = 150;
const groups = {
  all: 'All',
  pages: 'Pages',
  decisions: 'Decisions',
  mitigation: 'Mitigation',
  checks: 'Checks',
  updates: 'Updates',
  deadlines: 'Deadlines',
} as const;
type Group = keyof typeof groups;

const kinds: Record<Kind, [tag: string, group: Exclude<Group, 'all'> | undefined]> = {
  opened: ['Opened', 'checks'],
  severity: ['Severity', 'checks'],
  page: ['Paged', 'pages'],
  escalation: ['Escalation', 'pages'],
  message: ['Message', 'updates'],
  'update-due': ['Update due', 'deadlines'],
  acknowledged: ['Acknowledged', 'pages'],
  role: ['Role', 'decisions'],
  decision: ['Decision', 'decisions'],
  status: ['Status', 'updates'],
  mitigation: ['Mitigation', 'mitigation'],
  verification: ['Verification', 'checks'],
  recovered: ['Recovered', 'checks'],
  resolved: ['Resolved', 'decisions'],
  reopened: ['Reopened', 'decisions'],
  closed: ['Closed', 'decisions'],
  'deadline-missed': ['Deadline missed', 'deadlines'],
  review: ['Review', 'decisions'],
  'action-item': ['Action item', 'decisions'],
  digest: ['Digest', 'updates'],
  signal: ['Signal', 'checks'],
  note: ['Note', undefined],
  run: ['Run', undefined],
};

interface Receipt {
  who: string;
  words: string;
  at: string;
  bad: boolean;
}
interface Row {
  at: string;
  seconds: number;
  kind: Kind;
  about: string;
  because: string;
  receipts: Receipt[];
}
type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** What happened, newest first: each page with what became of it on every channel, each line with its reason and the rule behind it. */
export function timelineSection(given: IncidentGiven): Markup {
  const { show, from } = given;
  const rows = rowsOf(given).filter(({ kind }) => show === 'all' || kinds[kind][1] === show);
  const shown = rows.toReversed().slice(from, from + MOST);
  const query = (more: string): string =>
    `?${show === 'all' ? '' : `show=${show}&`}${given.past === undefined ? '' : `at=${given.past.at}&`}${more}`;
  return html`<section class="card tl" id="tl" data-live aria-labelledby="tlh"><div class="head"><h2 id="tlh">Timeline</h2><p class="small dim">Newest first, ${shown.length} of ${rows.length}.</p></div>
<nav class="filters" aria-label="Show">${Object.entries(groups).map(([id, words]) => html`<a href="?show=${id}${given.past === undefined ? '' : `&at=${given.past.at}`}#tl"${id === show ? raw(' aria-current="true"') : ''}>${words}</a>`)}</nav>
${shown.length === 0 ? html`<p class="dim">Nothing of this kind yet.</p>` : html`<ol>${shown.map((row) => item(row))}</ol>`}
<p class="row small">${from === 0 ? '' : html`<a href="${query(`from=${Math.max(0, from - MOST)}`)}#tl">Newer</a>`}${from + MOST < rows.length ? html`<a href="${query(`from=${from + MOST}`)}#tl">Older: ${rows.length - from - MOST} more</a>` : ''}</p></section>`;
}

function item({ at, seconds, kind, about, because, receipts }: Row): Markup {
  const loud = kind === 'page' || receipts.some((r) => r.bad);
  const list = html`<ul class="rcpt">${receipts.slice(0, 40).map((r) => html`<li><b>${r.who}</b> <span class="${r.bad ? 'hot' : ''}">${r.words}</span> <time datetime="${r.at}">${r.at.slice(11, 19)}</time></li>`)}${receipts.length > 40 ? html`<li>and ${receipts.length - 40} more</li>` : ''}</ul>`;
  return html`<li class="ev-li"><div><a href="?at=${at.slice(0, 19)}Z" aria-label="As it was at ${at.slice(11, 19)}"><time datetime="${at}">${at.slice(11, 19)}</time></a><span class="small dim n">+${clock(seconds)}</span></div><p class="tag">${kinds[kind][0]}</p><div>${about === '' ? '' : html`<p><b>${about}</b></p>`}<p class="${about === '' ? '' : 'small dim'}">${about === '' ? '' : 'Reason: '}${because}</p>${receipts.length === 0 ? '' : loud ? list : html`<details class="small"><summary>${receipts.length} ${receipts.length === 1 ? 'delivery' : 'deliveries'}</summary>${list}</details>`}</div></li>`;
}

const clock = (seconds: number): string =>
  seconds < 3600
    ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    : `${Math.floor(seconds / 3600)}:${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} h`;

const aboutOf = (known: Known, line: Line): string => {
  const { to } = line;
  const words =
    to === undefined
      ? subjectOf(line)
      : to
          .split(', ')
          .map((one) =>
            one
              .split('/')
              .map((w) => titleOf(known, w))
              .toReversed()
              .join(', '),
          )
          .join('; ');
  const way = Way.safeParse(line.way);
  return line.by !== undefined && way.success && line.kind === 'acknowledged'
    ? byWhom({ by: nameOf(known, line.by), way: way.data })
    : short(words, 160);
};

/** Lines with what was sent because of them below; pages stand where they were ordered. */
function rowsOf({ known, entries, lines, channels, incident }: IncidentGiven): Row[] {
  const tool = (channel: string): string => own(channels, channel) ?? channel;
  const pages = entries.filter((e): e is Of<'PageQueued'> & Entry => e.type === 'PageQueued');
  const opened = Date.parse(incident.openedAt);
  const ordered = pages.map((e): Row & { person: string } => ({
    at: new Date(e.at).toISOString(),
    seconds: Math.round(((Date.parse(e.at) - opened) / 1000) * incident.speed),
    kind: 'page',
    about: `${nameOf(known, e.person)}, ${titleOf(known, e.target)}`,
    because: short(e.because, 400),
    receipts: [],
    person: e.person,
  }));
  const rows: Row[] = lines
    .filter((l) => !isDelivery(l))
    .map((l) => ({
      at: l.at,
      seconds: l.seconds,
      kind: l.kind,
      about: aboutOf(known, l),
      because: short(l.because, 600),
      receipts: [],
    }));
  const all = [...rows, ...ordered].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const e of entries) {
    const receipt = receiptOf(known, e, tool);
    if (receipt === undefined) continue;
    const before =
      'person' in e
        ? ordered.findLast((row) => row.person === e.person && Date.parse(row.at) <= Date.parse(e.at))
        : undefined;
    const cause =
      before ?? all.findLast((row) => Date.parse(row.at) <= Date.parse(e.at) && row.kind !== 'page') ?? all[0];
    cause?.receipts.push(receipt);
  }
  return all;
}

/** What stands below the line that caused it. */
const isDelivery = ({ kind, channel, place, outcome }: Line): boolean =>
  kind === 'page' ||
  kind === 'message' ||
  (kind === 'note' && channel !== undefined && outcome !== undefined && place === undefined && channel !== '');

function receiptOf(known: Known, e: Entry, tool: (channel: string) => string): Receipt | undefined {
  if (e.type === 'MessageSent') return { who: short(e.to, 60), words: `${tool(e.channel)} sent`, at: e.at, bad: false };
  if (e.type === 'ChannelBack') return { who: tool(e.channel), words: 'takes messages again', at: e.at, bad: false };
  if (e.type !== 'PageAccepted' && e.type !== 'PageAttemptFailed' && e.type !== 'PageReceipt') return undefined;
  const who = nameOf(known, e.person);
  if (e.type === 'PageAccepted') return { who, words: `${tool(e.channel)} accepted`, at: e.at, bad: false };
  if (e.type === 'PageAttemptFailed')
    return { who, words: `${tool(e.channel)} refused: ${short(e.because, 120)}`, at: e.at, bad: true };
  const bad = e.state === 'failed' || e.state === 'complained';
  return { who, words: `${tool(e.channel)} ${saidOf(e.state)}`, at: e.happenedAt, bad };
}

/** The entries that are typed; lines of an early release hold words alone. */
export const typedOf = (rows: readonly unknown[]): Entry[] =>
  rows.flatMap((row) => {
    const entry = entryOf(row);
    return entry === undefined || 'kind' in entry ? [] : [entry];
  });
