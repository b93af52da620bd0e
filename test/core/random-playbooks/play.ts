import type { Command } from '#core/incident/command';
import type { Incident } from '#core/incident/state';
import type { Turn } from '#core/incident/turn';
import type { Pack, People } from '#core/playbook/pack';
import type { Vocabulary } from '#core/playbook/vocabulary';
import { type Expanded, list, timedRules, valueFor } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { parseSpan } from '#core/time/span';
import { Draw } from './draw.ts';
import { Life } from './life.ts';
import { next, readings } from './machine.ts';
import { anything } from './people-say.ts';

const DAY = 86_400_000;

/** What one life came to. */
export interface Played {
  life: Life;
  /** Pages that were known beforehand from the text of the playbook alone. */
  foreseen: number;
  ends: string[];
}

/** Opens an incident, leaves it alone, lets people act, resolves, closes and opens it again, and ends it as a false alarm. */
export function play(
  seed: number,
  pack: Pack,
  people: People,
  vocabulary: Vocabulary,
  onTurn?: (turn: Turn) => void,
): Played {
  const d = new Draw(seed + 1_000_003);
  const start = Date.parse('2026-03-09T00:00:00Z') + d.int(0, 7 * 86_400) * 1000;
  const life = new Life(pack, people, vocabulary, start);
  life.onTurn = onTurn;
  const ends: string[] = [];
  life.say(opening(d, life));
  let foreseen = silence(life, start, d.of([3, 7]) * DAY);
  if (d.chance(0.6)) life.say({ do: 'acknowledge', by: 'p0' }, 'refused');
  for (let n = 0; n < 12; n += 1) {
    life.wind(life.now + d.of([0, 60, 600, 7200, 40_000]) * 1000, 6);
    const said = d.chance(0.4) ? next(d, life) : anything(d, life, 'alarm');
    if (said !== undefined) life.say(said, 'refused');
  }
  mend(d, life);
  ends.push(life.state.life);
  finish(d, life);
  ends.push(life.state.life);
  foreseen += again(life);
  life.say({ do: 'resolve', by: 'p0', as: 'false-alarm', reason: 'none' }, 'refused');
  ends.push(life.state.life);
  life.wind(life.now + 2 * DAY, 10);
  return { life, foreseen, ends };
}

/** What opens an incident: a person, or an alarm. */
export function opening(d: Draw, { now, pack: { playbook } }: Life): Command {
  const service = d.of(Object.keys(playbook.services));
  if (d.chance(0.4)) {
    const severity = d.of(playbook.severities).id;
    return { do: 'declare', id: 'INC-1', by: 'p0', title: 'It is slow', service, severity, speed: 1 };
  }
  const rules = playbook.detection.rules.map(({ id }) => id);
  const signal = {
    source: 'cloudwatch',
    key: 'alarm',
    state: 'firing' as const,
    at: new Date(now).toISOString(),
    title: 'It is slow',
    service,
    value: d.int(0, 100),
    summary: 'slow',
    ...(rules.length === 0 ? {} : { rule: d.of(rules) }),
  };
  return { do: 'open-by-signal', id: 'INC-1', signal, speed: 1 };
}

/** The seconds after its opening at which an incident that nobody touches is sure to have a rule act; `undefined` where more than that decides. */
function sureAt(rule: Expanded, severity: string): number | undefined {
  const { since, if: asked, unless, during } = rule;
  if (since !== 'opened' && since !== 'unacknowledged') return undefined;
  if (during !== undefined || (typeof unless === 'object' && unless !== null)) return undefined;
  if (Object.keys(asked ?? {}).some((word) => word !== 'severity')) return undefined;
  if (asked?.severity !== undefined && !list(asked.severity).includes(severity)) return undefined;
  const wait = valueFor(rule.after, severity);
  if (wait === undefined || !/^\d/.test(wait)) return undefined;
  const { seconds, calendar } = parseSpan(wait);
  return calendar === undefined ? seconds : undefined;
}

/**
 * Nobody does anything. The pages that the playbook's text alone makes sure of are ordered, each at its second (or within the minute after it
 * where much is due at once), and a repeat as often as its time allows; their number is given back.
 */
function silence(life: Life, from: number, lasts: number): number {
  const { severity } = life.state;
  const cycle = life.state.cycle;
  const reached = life.wind(from + lasts, 30);
  const until = reached ? life.now : life.now - 1;
  const { state } = life;
  if (state.life !== 'open' || state.severity !== severity || state.clocks.epoch !== 0) return 0;
  let foreseen = 0;
  for (const rule of timedRules(life.pack.playbook)) {
    const after = sureAt(rule, severity);
    if (after === undefined) continue;
    if (rule.approve !== undefined) {
      askedToApprove(life, rule, { from, due: from + after * 1000, until });
      continue;
    }
    if (pagedBy(rule).length === 0) continue;
    const every = valueFor(rule.every, severity);
    if (every !== undefined && parseSpan(every).calendar !== undefined) continue;
    const repeats = every === undefined ? 0 : parseSpan(every).seconds;
    let due = from + after * 1000;
    for (let n = 0; due < until - 60_000; n += 1) {
      foreseen += 1;
      const near = (at: number): boolean => at >= due && at <= due + 60_000;
      const paged = life.pages.filter(
        ({ at, page }) =>
          near(at) && page.cycle === cycle && page.reasons.some((r) => r.rule === rule.id && r.round === n),
      );
      if (paged.length === 0)
        throw new Error(`${rule.id} is due at ${new Date(due).toISOString()} for the ${n + 1}. time, and pages nobody`);
      if (repeats === 0) break;
      due = Math.min(...paged.map(({ at }) => at)) + repeats * 1000;
    }
  }
  return foreseen;
}

/** A rule that must be approved is not done by itself: its approval is asked for at its second, or within the minute after it. */
function askedToApprove(
  life: Life,
  { id }: Expanded,
  { from, due, until }: Record<'from' | 'due' | 'until', number>,
): void {
  if (life.acted.some(({ at, rule }) => rule === id && at >= from))
    throw new Error(`${id} has acted, and nobody has approved it`);
  if (due >= until - 60_000) return;
  if (!life.toApprove.some(({ at, rule }) => rule === id && at >= due && at <= due + 60_000))
    throw new Error(`${id} is due at ${new Date(due).toISOString()}, and nobody is asked to approve it`);
}

/** Machines and people go on until it is over; where that takes too long, a person reports it as fixed. */
function mend(d: Draw, life: Life): void {
  for (let n = 0; n < 90 && life.state.life === 'open'; n += 1) {
    if (n === 10) recover(life);
    if (n === 50) life.say({ do: 'resolve', by: 'p0', as: 'fixed', reason: 'mended' }, 'refused');
    const said = next(d, life);
    if (said !== undefined) life.say(said, 'refused');
  }
}

function recover(life: Life): void {
  for (const [key, { state, title }] of Object.entries(life.state.signals))
    if (state === 'firing')
      life.say(
        {
          do: 'signal-recovered',
          signal: {
            source: 'cloudwatch',
            key,
            title,
            state: 'recovered',
            at: new Date(life.now).toISOString(),
            summary: 'well',
          },
        },
        'refused',
      );
}

/** The watch ends, the tasks are ticked, the review is published. */
function finish(d: Draw, life: Life): void {
  for (let n = 0; n < 14; n += 1) {
    if (life.state.life === 'open') return;
    recover(life);
    life.wind(life.now + DAY, 6);
    const said = next(d, life);
    if (said !== undefined) life.say(said, 'refused');
  }
}

/** Opened again it is a new cycle: nothing of the acknowledgement is left, and who is paged at once is paged again. */
function again(life: Life): number {
  const before: Incident = structuredClone(life.state);
  const { cycle } = before;
  if (before.life === 'open') return 0;
  life.now += 3_600_000;
  const from = life.now;
  life.say({ do: 'reopen', by: 'p0', reason: 'it is back' });
  const { state } = life;
  if (state.life !== 'open') throw new Error(`opened again it is ${state.life}`);
  if (state.cycle !== cycle + 1) throw new Error(`opened again it is in cycle ${state.cycle} after ${cycle}`);
  if (state.acknowledged !== undefined) throw new Error('opened again it is acknowledged already');
  if (state.phase !== 'detect') throw new Error(`opened again it is in ${state.phase}`);
  const foreseen = silence(life, from, DAY);
  life.say(
    {
      do: 'snapshot-taken',
      readings: readings(life, 1),
      run: life.state.run.n,
      cycle: life.state.cycle,
      visit: life.state.visit,
    },
    'refused',
  );
  return foreseen;
}
