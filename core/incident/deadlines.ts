import { asPlanned } from '#core/maintenance/window';
import { own } from '#core/own';
import { nextDueOf } from '#core/planning';
import type { Pack } from '#core/playbook/pack';
import type { Playbook } from '#core/playbook/schema';
import { type Duration, seconds } from '#core/playbook/words';
import { valueFor } from '#core/rules/expand';
import { msOf } from '#core/time/iso';
import type { Deadline } from './deadlines/deadline.ts';
import { type Grounds, sameGrounds } from './deadlines/grounds.ts';
import { rules } from './deadlines/rules.ts';
import { acknowledgement, targets } from './deadlines/targets.ts';
import { type ByPace, updates } from './deadlines/updates.ts';
import { work } from './deadlines/work.ts';
import type { Incident, Open, OpenQuestion } from './state.ts';
import { iso, wholeSecond } from './time.ts';

/** Of states that were looked at: a turn asks for the deadlines of its last state once more when it stores it. */
const known = new WeakMap<Incident, { playbook: Playbook; deadlines: readonly Deadline[] }>();

/** All that must happen from now on, by the playbook and the incident's present state alone; nobody sets a timer by hand. */
export function deadlinesOf(i: Incident, { playbook }: Pack): readonly Deadline[] {
  const before = known.get(i);
  if (before?.playbook === playbook) return before.deadlines;
  const deadlines = workedOut(i, playbook);
  known.set(i, { playbook, deadlines });
  return deadlines;
}

function workedOut(i: Incident, playbook: Playbook): Deadline[] {
  const { acting, working, byPace } = byGrounds(i, playbook);
  const found = [...acting];
  if (i.life === 'open') addLeft(found, i, unanswered(i, playbook));
  addLeft(found, i, updates(i, playbook, byPace));
  found.push(...working);
  addLeft(found, i, ofTheRun(i));
  addLeft(found, i, ofTheWatch(i));
  addLeft(found, i, ofTheFlapping(i));
  addLeft(found, i, ofTheWindow(i));
  return found;
}

/** Of rules and targets, of work, and of updates at one pace: most of what is due, and most events change nothing of it. */
interface ByGrounds {
  acting: readonly Deadline[];
  working: readonly Deadline[];
  byPace: ByPace;
}

/** What was worked out last by each playbook: a reminder, a question or a step of a runbook leaves it as it is. */
const lastOf = new WeakMap<Playbook, { state: Incident; known: ByGrounds }>();

function byGrounds(i: Incident, playbook: Playbook): ByGrounds {
  const last = lastOf.get(playbook);
  if (last !== undefined && sameGrounds(last.state, i)) return last.known;
  const [acting, working]: [Deadline[], Deadline[]] = [[], []];
  addLeft(acting, i, rules(i, playbook));
  if (i.life === 'open') {
    addLeft(acting, i, targets(i, playbook));
    addLeft(acting, i, acknowledgement(i, playbook));
  }
  addLeft(working, i, work(i, playbook));
  const known = { acting, working, byPace: new Map() };
  lastOf.set(playbook, { state: i, known });
  return known;
}

/** Adds those that are not done yet. */
function addLeft(found: Deadline[], i: Grounds, deadlines: Iterable<Deadline>): void {
  for (const one of deadlines) if (!isDone(i, one)) found.push(one);
}

function isDone({ done }: Grounds, { key, from }: Deadline): boolean {
  const at = own(done, key);
  return at !== undefined && (from === undefined || msOf(at) >= msOf(from));
}

/**
 * A question is put again so long after it was put last, so that whatever kept it silent makes it due once. A severity that wakes nobody asks
 * nobody twice, and planned work asks nobody again before its end.
 */
function unanswered(i: Open, playbook: Pick<Playbook, 'severities' | 'again'>): Deadline[] {
  if (i.question === undefined || (asPlanned(i) && i.maintenance?.ended !== true)) return [];
  if (playbook.severities.find(({ id }) => id === i.severity)?.pagesNobody !== undefined) return [];
  const { id, times } = i.question;
  const again = againOf(i.question, valueFor(playbook.again, i.severity));
  if (again === undefined) return [];
  const due = wholeSecond(msOf(lastPut(i.question, i.speed)) + (again * 1000) / i.speed);
  return [{ does: 'ask-again', key: `again/${id}/${times}`, due }];
}

/** Seconds after which a question is put again; one of a release before has in it whatever holds for it. */
function againOf({ again, once, lastAt }: OpenQuestion, ofPlaybook: Duration | undefined): number | undefined {
  if (again !== undefined || once === true || lastAt === undefined) return again;
  return ofPlaybook === undefined ? undefined : seconds(ofPlaybook);
}

const lastPut = ({ askedAt, lastAt, times, again = 0 }: OpenQuestion, speed: number): string =>
  lastAt ?? iso(msOf(askedAt) + ((times - 1) * again * 1000) / speed);

function ofTheRun({ run }: Incident): Deadline[] {
  if (!('retryAt' in run) || run.retryAt === undefined) return [];
  return [{ does: 'retry-run', key: `retry/${run.retryAt}`, due: wholeSecond(run.retryAt) }];
}

const ofTheFlapping = ({ flapping }: Incident): Deadline[] =>
  flapping === undefined ? [] : [{ does: 'stop-flapping', key: `flapping/${flapping.until}`, due: flapping.until }];

const ofTheWindow = ({ life, cycle, maintenance }: Incident): Deadline[] =>
  life !== 'open' || cycle > 1 || maintenance === undefined || maintenance.ended === true
    ? []
    : [{ does: 'end-window', key: `window/${maintenance.until}`, due: wholeSecond(maintenance.until) }];

const ofTheWatch = (i: Incident): Deadline[] =>
  i.life === 'resolved' && i.watchUntil !== undefined
    ? [{ does: 'close', key: `close/${i.cycle}`, due: i.watchUntil }]
    : [];

/** The earliest deadline as it is stored. */
export const nextDue = (incident: Incident, pack: Pack, now: Date, lastDone: string | undefined): string | undefined =>
  nextDueOf(
    deadlinesOf(incident, pack).map(({ due }) => due),
    now,
    lastDone,
  );
