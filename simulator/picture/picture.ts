import { html, raw } from 'hono/html';
import { clock } from '#app/api/timeline-line';
import { dateIn, hourIn, weekdayIn } from '#core/calendar';
import { plain } from '#core/message/plain-text';
import { span } from '#core/message/render';
import { subjectOf } from '#core/message/subject';
import { besides } from '../report/besides.ts';
import { type Folded, folded } from '../report/fold.ts';
import type { Simulated } from '../simulate.ts';
import { type Bar, type Lane, type Look, lanesOf, looks, type Mark } from './lanes.ts';
import { type Scale, scaleTo } from './scale.ts';
import { style } from './style.ts';

/** Entries that a picture shows, repeats folded: a browser draws them at once. */
export const MOST_ENTRIES = 10_000;

type Markup = ReturnType<typeof html>;
/** What the picture says of the playbook besides: its title, its word for an incident that opens, and how long was simulated. */
export interface Pictured {
  title: string;
  opened: string;
  seconds: number;
}

/** A page that shows a simulation and needs nothing else: who was paged when, statuses, messages, what was missed, and every entry in local time. */
export async function pictureOf(result: Simulated, { title, opened, seconds }: Pictured): Promise<string> {
  const all = folded(result.timeline);
  const shown = all.slice(0, MOST_ENTRIES);
  // nothing happens any more after the last entry of a long simulation: its room is for what did
  const last = result.timeline.reduce((latest, line) => Math.max(latest, line.seconds), 0);
  const end = Math.max(60, Math.min(seconds, Math.ceil(last * 1.1)));
  const scale = scaleTo(end);
  const { incident } = result;
  const lanes = lanesOf(result, shown, { opened, end });
  return plain(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${incident.id} ${incident.severity}, simulated</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<header>
<h1>${incident.severity} ${incident.id}</h1>
<p class="soft">Simulated with ${title}; all times in ${result.zone}</p>
${besides(result).map((note) => html`<p><b>Note</b> ${note}</p>`)}
</header>
${facts(result)}
<section>
<h2>Who was told what, and when</h2>
${axis(scale)}
${lanes.map((lane, n) => laneHtml(lane, scale, n > 0 && n <= result.people.length))}
${key}
<p class="soft">The scale is logarithmic: minutes at the left, days at the right.</p>
</section>
${unheardHtml(result)}
<section>
<h2>Every entry</h2>
${entries(shown, result.zone)}
${all.length > shown.length ? html`<p><b>${all.length - shown.length} more entries are left out.</b> A shorter <code>--until</code> shows fewer.</p>` : ''}
</section>
</main>
</body>
</html>
`,
  );
}

const after = (seconds: number): string => (seconds === 0 ? 'at once' : `after ${span(seconds)}`);

function facts({ incident, people, timeline, unheard }: Simulated): Markup {
  const first = timeline.find(({ kind }) => kind === 'page');
  const answer = timeline.find(({ kind }) => kind === 'acknowledged');
  const resolved = timeline.find(({ kind }) => kind === 'resolved');
  const pages = people.reduce((sum, person) => sum + person.pages.length, 0);
  const fact = (name: string, value: string, note = ''): Markup =>
    html`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`;
  return html`<section><dl class="facts">
${fact('Status at the end', incident.status.replaceAll('_', ' '))}
${fact('First page', first === undefined ? 'none' : after(first.seconds), first?.to ?? '')}
${fact('Paged', `${people.length} ${people.length === 1 ? 'person' : 'people'}`, `${pages} ${pages === 1 ? 'page' : 'pages'}`)}
${fact('Acknowledged', answer === undefined ? 'by nobody' : after(answer.seconds), answer?.by ?? '')}
${fact('Resolved', resolved === undefined ? 'no' : after(resolved.seconds), resolved?.outcome ?? '')}
${fact('Not heard', String(unheard.length), unheard.length === 0 ? 'everything was heard' : 'listed below')}
</dl></section>`;
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`;

const axis = ({ at, ticks }: Scale): Markup =>
  html`<div class="axis" aria-hidden="true"><div></div><div class="track n">${ticks.map(
    ({ seconds, label }) => html`<span style="left:${percent(at(seconds))}">${label}</span>`,
  )}</div></div>`;

function laneHtml({ title, note, bars, marks }: Lane, scale: Scale, ofPerson: boolean): Markup {
  return html`<div class="lane${ofPerson ? ' people' : ''}"><div><b>${title}</b>${note === undefined ? '' : html` <small>${note}</small>`}</div>
<div class="track" role="img" aria-label="${title}: ${bars.length + marks.length} entries, listed below">${scale.ticks.map(
    ({ seconds }) => html`<i style="left:${percent(scale.at(seconds))}"></i>`,
  )}${bars.map((bar) => barHtml(bar, scale))}${marks.map((mark) => markHtml(mark, scale))}</div></div>
`;
}

function barHtml({ at, until, look, label, says }: Bar, scale: Scale): Markup {
  const [from, to] = [scale.at(at), scale.at(until)];
  // a word that has no room is said by the list
  const wide = to - from > 0.06;
  return html`<span class="bar ${look}${wide ? '' : ' tight'}" style="left:${percent(from)};width:${percent(to - from)}" title="${clock(at).trim()} to ${clock(until).trim()} ${says}">${wide ? label : ''}</span>`;
}

const markHtml = ({ at, look, says }: Mark, scale: Scale): Markup =>
  html`<span class="mark ${look}" style="left:${percent(scale.at(at))}" title="${clock(at).trim()} ${says}"></span>`;

const words: [Look, string][] = [
  ['page', 'page'],
  ['answered', 'answer, acknowledgement'],
  ['message', 'message'],
  ['asked', 'asked of a person'],
  ['work', 'mitigation, verification'],
  ['missed', 'deadline missed'],
];
const key = html`<p class="key">${words.map(([look, word]) => html`<span><i class="mark ${look}"></i>${word}</span>`)}</p>`;

function entries(folds: readonly Folded[], zone: string): Markup[] {
  const days = new Map<string, Folded[]>();
  for (const fold of folds) {
    const at = new Date(fold.line.at);
    const day = `${weekdayIn(zone, at)} ${dateIn(zone, at)}`;
    const known = days.get(day);
    if (known === undefined) days.set(day, [fold]);
    else known.push(fold);
  }
  return [...days].map(
    ([day, found]) => html`<h3>${day}</h3>
<ol>${found.map((fold) => entry(fold, zone))}</ol>`,
  );
}

function entry({ line, repeat }: Folded, zone: string): Markup {
  const subject = [subjectOf(line), line.channel].filter((word) => word !== undefined && word !== '').join(' by ');
  return html`<li class="${looks[line.kind]}"><span class="when n">${hourIn(zone, new Date(line.at))} <span class="soft">+${clock(line.seconds).trim()}</span></span><span class="what">${line.kind}</span><span>${subject}</span><span>${line.because}</span>${
    repeat === undefined
      ? ''
      : html`<span class="again n">again every ${span(repeat.everySeconds)}, ${repeat.times} times, the last at +${clock(repeat.last.seconds).trim()}</span>`
  }</li>
`;
}

function unheardHtml({ unheard, zone, timeline }: Simulated): Markup | string {
  if (unheard.length === 0) return '';
  const dayOf = (at: string): string => dateIn(zone, new Date(at));
  const [first = unheard[0]] = timeline;
  const day = (at: string): string =>
    dayOf(at) === dayOf(first?.at ?? at) ? '' : `${weekdayIn(zone, new Date(at))} ${dayOf(at)} `;
  return html`<section class="unheard"><h2>What nobody heard</h2>
<ol>${unheard.slice(0, MOST_ENTRIES).map(
    ({ at, seconds, what, because }) =>
      html`<li class="missed"><span class="when n">${day(at)}${hourIn(zone, new Date(at))} <span class="soft">+${clock(seconds).trim()}</span></span><b>${what}</b><span>${because}</span></li>
`,
  )}</ol></section>`;
}
