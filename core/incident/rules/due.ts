import { nextOpening } from '#core/calendar';
import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { type Expanded, timedRules, valueFor } from '#core/rules/expand';
import { holds, openForOf } from '#core/rules/holds';
import { msOf } from '#core/time/iso';
import type { Grounds, OpenGrounds } from '../deadlines/grounds.ts';
import { whenFrom, wholeSecond } from '../time.ts';
import { cycleFrom, isKept, type Kept, knownOf, type Seen } from './known.ts';

/** A rule that is to act: when, and which start of its clock it acts for. */
export interface DueRule {
  rule: Expanded;
  /** Names the start of its clock: a rule acts once for each, and once for each repeat. */
  start: string;
  /** How often it has acted for this start. */
  n: number;
  due: string;
}

/** The start of a clock: its name, and its instant; undefined while it has not begun. */
export function startOf(i: Grounds, since: string): { name: string; at: string } | undefined {
  if (since === 'opened') return { name: 'opened', at: cycleFrom(i) };
  if (since === 'unacknowledged')
    return i.life === 'open' ? { name: unacknowledgedSince(i), at: i.clocks.unacknowledgedFrom } : undefined;
  if (since === 'progress')
    return i.life === 'open' ? { name: i.clocks.progressAt, at: i.clocks.progressAt } : undefined;
  const happened = own(i.done, `happened/${since}`);
  if (happened !== undefined) return { name: happened, at: happened };
  if (since === 'severity-changed') return { name: 'opened', at: cycleFrom(i) };
  const act = own(i.acts, since);
  return act === undefined || act.skipped ? undefined : { name: act.at, at: act.at };
}

/** A change of severity starts the clock anew, and so does an acknowledgement that has lapsed. */
const unacknowledgedSince = ({ clocks: { epoch, lapses = 0 } }: OpenGrounds): string =>
  lapses === 0 ? `epoch-${epoch}` : `epoch-${epoch}-lapse-${lapses}`;

/** Rules of a playbook that go by a clock and are still to act, each with its time. Pure: by the incident's state alone. */
export function* dueRules(i: Grounds, playbook: Playbook): Generator<DueRule> {
  for (const rule of timedRules(playbook)) {
    if (i.life !== 'open' && !rule.late) continue;
    const due = dueOf(i, rule, playbook);
    if (due !== undefined) yield due;
  }
}

function dueOf(i: Grounds, rule: Expanded, playbook: Playbook): DueRule | undefined {
  const start = startOf(i, rule.since);
  if (start === undefined) return undefined;
  const acts = own(i.acts, rule.id);
  const acted = acts?.start === start.name ? acts : undefined;
  // it waits for an approval
  if (own(i.approvals ?? {}, rule.id)?.start === start.name) return undefined;
  const wait = valueFor(acted === undefined ? rule.after : rule.every, i.severity);
  if (wait === undefined) return undefined;
  const from = acted === undefined ? start.at : acted.at;
  const waited = whenFrom(from, wait, playbook, i.speed);
  const calendar = own(playbook.calendars, valueFor(rule.during, i.severity));
  const open =
    calendar === undefined
      ? waited
      : wholeSecond(nextOpening(calendar, playbook.zone, new Date(msOf(waited))).getTime());
  const at = firstTime(i, playbook, rule, open);
  return at === undefined ? undefined : { rule, start: start.name, n: acted?.n ?? 0, due: at };
}

/** The first instant from `due` on at which this may be done, as the incident stands now: only time itself may bring it about. */
export function firstTime(
  i: Grounds,
  playbook: Seen,
  rule: Pick<Expanded, 'if'> & Kept,
  due: string,
): string | undefined {
  if (rule.if === undefined && rule.unless === undefined) return due;
  const may = (at: number): boolean =>
    !isKept(i, playbook, rule, at) && (rule.if === undefined || holds(rule.if, knownOf(i, playbook, at)));
  const from = msOf(due);
  if (may(from)) return due;
  const spans = [...openForOf(rule.if), ...(typeof rule.unless === 'object' ? openForOf(rule.unless) : [])];
  if (spans.length === 0) return undefined;
  const begin = msOf(cycleFrom(i));
  const later = spans.map((s) => wholeSecond(begin + (s * 1000) / i.speed)).filter((at) => msOf(at) > from);
  return later.sort().find((at) => may(msOf(at)));
}
