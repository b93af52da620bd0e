import { html } from 'hono/html';
import { shownTime } from '#core/calendar';
import { criteriaOf } from '#core/incident/judge';
import type { Measured } from '#core/incident/state';
import { own } from '#core/own';
import type { Criterion } from '#core/playbook/verification';
import type { Markup } from '#web/layout';
import { short, timeTag } from '../talk.ts';
import type { IncidentGiven } from './types.ts';

interface Series {
  check: string;
  title: string;
  unit: string;
  points: { at: number; value: number }[];
  last: Measured;
}

/** Readings over time, each with the range in which its check passes; what could not be read says so. */
export function readingsSection({ incident, known, events }: IncidentGiven): Markup | string {
  const taken = events.flatMap((e) =>
    e.type === 'SnapshotTaken' || e.type === 'EvidenceGathered' || e.type === 'Measured' ? [e] : [],
  );
  const series = new Map<string, Series>();
  for (const e of taken)
    for (const r of e.readings) {
      const one = series.get(r.check) ?? { check: r.check, title: r.title, unit: r.unit ?? '', points: [], last: r };
      if (r.value !== null) one.points.push({ at: Date.parse(e.at), value: r.value });
      series.set(r.check, { ...one, last: r });
    }
  if (series.size === 0) return '';
  const criteria = new Map(
    criteriaOf(incident, known.pack).flatMap((c) => (c.check === undefined ? [] : [[c.check, c] as const])),
  );
  const all = [...series.values()];
  const charts = all.filter((s) => s.points.length > 0 && (s.unit !== '' || criteria.has(s.check)));
  const rest = all.filter((s) => !charts.includes(s));
  const unknown = rest.filter(({ last }) => last.value === null && last.text === undefined);
  const told = rest.filter((s) => !unknown.includes(s));
  return html`<section class="card" id="rd" aria-labelledby="rdh"><div class="head"><h2 id="rdh">Readings</h2><p class="small dim">Green is where a check passes. Read ${timeTag(known, taken.at(-1)?.at ?? '')}.</p></div>
<div class="charts">${charts.map((s) => chart(s, criteria.get(s.check), Date.parse(incident.openedAt), known.now))}</div>
${unknown.length === 0 ? '' : html`<p class="small dim mt"><b class="warn">Not known:</b> ${missing(unknown)}. A reading that is missing never passes.</p>`}
${told.length === 0 ? '' : html`<details id="rd-more" class="mt"><summary>${told.length} without a number</summary><ul class="list small mt">${told.map(({ title, last }) => html`<li>${short(title, 80)}: ${short(last.because, 300)}</li>`)}</ul></details>`}</section>`;
}

/** What could not be read, by why: several often share one reason. */
function missing(unknown: readonly Series[]): string {
  const why = ({ last }: Series): string => short(last.because, 100);
  const titles = (reason: string): string[] => unknown.flatMap((s) => (why(s) === reason ? [short(s.title, 80)] : []));
  return [...new Set(unknown.map(why))].map((reason) => `${titles(reason).join(', ')} (${reason})`).join('; ');
}

const shown = (n: number, unit: string): string =>
  `${Math.round(n * 100) / 100}${unit === '%' ? '%' : unit === '' ? '' : ` ${unit}`}`;

function limitsOf(c: Criterion | undefined): { low?: number | undefined; high?: number | undefined; words: string } {
  if (c === undefined) return { words: '' };
  const words = [
    c.below === undefined ? [] : [`below ${c.below}`],
    c.atMost === undefined ? [] : [`at most ${c.atMost}`],
    c.above === undefined ? [] : [`above ${c.above}`],
    c.atLeast === undefined ? [] : [`at least ${c.atLeast}`],
  ].flat();
  return { low: c.above ?? c.atLeast, high: c.below ?? c.atMost, words: words.join(', ') };
}
const passes = (c: Criterion, v: number): boolean =>
  (c.below === undefined || v < c.below) &&
  (c.atMost === undefined || v <= c.atMost) &&
  (c.above === undefined || v > c.above) &&
  (c.atLeast === undefined || v >= c.atLeast);

function chart(s: Series, c: Criterion | undefined, begin: number, now: Date): Markup {
  const end = now.getTime();
  const { low, high, words } = limitsOf(c);
  const known = s.last.value;
  const top = 1.15 * Math.max(...s.points.map((p) => p.value), high ?? 0, low ?? 0, 1e-9);
  const least = Math.min(0, ...s.points.map((p) => p.value));
  const y = (v: number): number => Math.round((40 - (40 * (v - least)) / (top - least)) * 10) / 10;
  const x = (at: number): number => Math.round((2 + (96 * (at - begin)) / Math.max(1, end - begin)) * 10) / 10;
  const points = s.points.slice(-60).map((p) => ({ x: Math.max(0, x(p.at)), y: y(p.value), v: p.value }));
  const band =
    c === undefined ? undefined : { from: high === undefined ? 0 : y(high), to: low === undefined ? 40 : y(low) };
  const verdict = c === undefined || known === null ? undefined : passes(c, known);
  return html`<figure class="chart"><figcaption>${short(s.title, 60)}<br>${known === null ? html`<b class="warn">Not known</b> <span class="small">${short(s.last.because, 80)}</span>` : html`<b class="${verdict === undefined ? '' : verdict ? 'ok' : 'hot'}">${shown(known, s.unit)}</b> <span class="small">${verdict === undefined ? '' : `${verdict ? 'passes' : 'fails'}: must be ${words} ${s.unit}`}</span>`}</figcaption>
<svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label="${short(s.title, 60)}: ${points
    .slice(-10)
    .map((p) => shown(p.v, s.unit))
    .join(
      ', then ',
    )}">${band === undefined ? '' : html`<rect class="pass" x="0" width="100" y="${band.from}" height="${Math.max(0, band.to - band.from)}"/>${[high, low].flatMap((limit) => (limit === undefined ? [] : [html`<line class="lim" x1="0" x2="100" y1="${y(limit)}" y2="${y(limit)}"/>`]))}`}<line class="base" x1="0" x2="100" y1="40" y2="40"/><polyline points="${points.map((p) => `${p.x},${p.y}`).join(' ')}"/>${points.map((p) => html`<path class="pt" d="M${p.x} ${p.y}h0"/>`)}</svg>
<p class="axis" aria-hidden="true"><span>${shownTime('UTC', new Date(begin), now)}</span><span>${shownTime('UTC', now, now)}</span></p></figure>`;
}

/** Title of a runbook's step. */
export const stepTitle = ({ known, incident }: Pick<IncidentGiven, 'known' | 'incident'>, id: string): string =>
  short(own(known.pack.runbooks, incident.plan?.runbook ?? '')?.steps.find((s) => s.id === id)?.title ?? id, 160);
