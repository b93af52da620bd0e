import { asPlanned } from '#core/maintenance/window';
import { own } from '#core/own';
import { nextDueOf } from '#core/planning';
import type { Pack } from '#core/playbook/pack';
import type { Deadline } from './deadlines/deadline.ts';
import { rules } from './deadlines/rules.ts';
import { acknowledgement, targets } from './deadlines/targets.ts';
import { updates } from './deadlines/updates.ts';
import { work } from './deadlines/work.ts';
import type { Incident, Open } from './state.ts';
import { wholeSecond } from './time.ts';

/** All that must happen from now on, by the playbook and the incident's present state alone; nobody sets a timer by hand. */
export function deadlinesOf(i: Incident, { playbook }: Pack): Deadline[] {
  const response =
    i.life === 'open' ? [...targets(i, playbook), ...acknowledgement(i, playbook), ...unanswered(i, playbook)] : [];
  const all = [
    ...rules(i, playbook),
    ...response,
    ...updates(i, playbook),
    ...work(i, playbook),
    ...ofTheRun(i),
    ...ofTheWatch(i),
    ...ofTheFlapping(i),
    ...ofTheWindow(i),
  ];
  return all.filter((d) => !isDone(i, d));
}

function isDone({ done }: Incident, { key, from }: Deadline): boolean {
  const at = own(done, key);
  return at !== undefined && (from === undefined || Date.parse(at) >= Date.parse(from));
}

/** A severity that wakes nobody asks nobody twice, and planned work asks nobody again before its end. */
function unanswered(i: Open, { severities }: Pick<Pack['playbook'], 'severities'>): Deadline[] {
  if (i.question?.again === undefined || (asPlanned(i) && i.maintenance?.ended !== true)) return [];
  if (severities.find(({ id }) => id === i.severity)?.pagesNobody !== undefined) return [];
  const { id, askedAt, times, again } = i.question;
  const due = wholeSecond(Date.parse(askedAt) + (times * again * 1000) / i.speed);
  return [{ does: 'ask-again', key: `again/${id}/${times}`, due }];
}

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
