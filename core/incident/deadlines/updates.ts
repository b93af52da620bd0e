import { nextOpening } from '#core/calendar';
import { own } from '#core/own';
import type { Update } from '#core/playbook/communication';
import type { Playbook } from '#core/playbook/schema';
import { type Duration, seconds } from '#core/playbook/words';
import { valueFor } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import { msOf } from '#core/time/iso';
import { firstTime } from '../rules/due.ts';
import { knownOf, type Seen } from '../rules/known.ts';
import type { Incident, Open } from '../state.ts';
import { after, wholeSecond } from '../time.ts';
import type { Deadline } from './deadline.ts';
import type { OpenGrounds } from './grounds.ts';

/** How often an update is owed at a severity and status; undefined where it is not. */
export function cadenceOf({ every }: Pick<Update, 'every'>, severity: string, status: string): Duration | undefined {
  if (every === undefined || typeof every === 'string') return every;
  const said = own(every, severity) ?? own(every, status);
  return said === undefined || typeof said === 'string' ? said : own(said, severity);
}

/** How far the updates to one audience have come. */
interface Pace {
  sent: string | undefined;
  reminded: string | undefined;
  promised: string | undefined;
  cadenceFrom: string | undefined;
}
const paceOf = ({ updates: sent, clocks: { reminded, promised, cadenceFrom } }: Open, id: string): Pace => ({
  sent: own(sent, id)?.at,
  reminded: own(reminded, id),
  promised: own(promised, id),
  cadenceFrom,
});
const samePace = (one: Pace, other: Pace): boolean =>
  one.sent === other.sent &&
  one.reminded === other.reminded &&
  one.promised === other.promised &&
  one.cadenceFrom === other.cadenceFrom;

/** What was worked out for the audiences of one playbook from the same grounds: a reminder to one leaves the others as they are. */
export type ByPace = Map<string, { pace: Pace; deadlines: readonly Deadline[] }>;

/** What people are owed in writing: first updates and cadences while it is open, the final one afterwards. */
export const updates = (i: Incident, playbook: Playbook, known: ByPace): Deadline[] =>
  playbook.updates.flatMap((update, n) => {
    const path = `updates.${n}`;
    if (i.life === 'open') return atPace(i, update, playbook, path, known);
    return i.life === 'ended' ? [] : [...afterwards(i, update, playbook, path)];
  });

function atPace(i: Open, update: Update, playbook: Playbook, path: string, known: ByPace): readonly Deadline[] {
  const pace = paceOf(i, update.id);
  const before = known.get(path);
  if (before !== undefined && samePace(before.pace, pace)) return before.deadlines;
  const deadlines = [...whileOpen(i, update, playbook, path, pace)];
  known.set(path, { pace, deadlines });
  return deadlines;
}

/** Nothing else of an incident may be read here: what was worked out stands as long as grounds and pace are the same. */
function* whileOpen(i: OpenGrounds, update: Update, playbook: Playbook, path: string, pace: Pace): Generator<Deadline> {
  const { cycleFrom } = i.clocks;
  const { id, first, title } = update;
  const due = firstDue(i, update, playbook);
  if (first !== undefined && freshOf(i, pace) === undefined) {
    // what time alone made due later is late as long after that
    const late = seconds(first.within) - seconds(first.from);
    const asked = askedLate(i, `first/${id}`, due);
    const missed = due === undefined ? undefined : after(asked ?? due, `${late}s`, i.speed);
    if (due !== undefined && missed !== undefined) {
      yield { does: 'remind', what: 'first', audience: id, base: cycleFrom, path, key: `first/${id}`, due, late };
      yield {
        does: 'miss',
        missed: { target: 'communicate', update: 'first', audience: id },
        what: `first update to ${title}`,
        path,
        key: `first-missed/${id}`,
        due: missed,
      };
    }
  }
  const next = cadenceDue(i, update, playbook, pace, due);
  const cadence = cadenceOf(update, i.severity, i.status);
  if (next === undefined || cadence === undefined) return;
  const every = seconds(cadence) / i.speed;
  yield {
    does: 'remind',
    what: 'update',
    audience: id,
    base: next,
    every,
    path,
    key: `update/${id}/${next}`,
    due: next,
  };
}

/** When the first update is to be asked for; undefined where there is none, or it is not owed. */
const firstDue = (i: OpenGrounds, update: Update, playbook: Playbook): string | undefined =>
  update.first === undefined
    ? undefined
    : firstTime(i, playbook, update, after(i.clocks.cycleFrom, update.first.from, i.speed));

/** When a first update was asked for that became owed late, by a fact or a raise: who is asked has as long as ever. */
function askedLate({ done }: OpenGrounds, key: string, due: string | undefined): string | undefined {
  const asked = own(done, key);
  return asked !== undefined && due !== undefined && Date.parse(asked) - Date.parse(due) >= 60_000 ? asked : undefined;
}

/** When the last update was sent, in this cycle. */
const freshOf = ({ clocks }: OpenGrounds, { sent }: Pace): string | undefined =>
  sent !== undefined && msOf(sent) >= msOf(clocks.cycleFrom) ? sent : undefined;

/** When the next update of a cadence is to be asked for: never later than was promised before a severity or status changed. */
function cadenceDue(
  i: OpenGrounds,
  update: Update,
  playbook: Playbook,
  pace: Pace,
  first: string | undefined,
): string | undefined {
  const cadence = cadenceOf(update, i.severity, i.status);
  if (cadence === undefined) return undefined;
  const { cycleFrom, unacknowledgedFrom } = i.clocks;
  const { reminded, promised, cadenceFrom = unacknowledgedFrom } = pace;
  const counted = after(latest(first ?? cycleFrom, cadenceFrom, freshOf(i, pace), reminded), cadence, i.speed);
  const due = promised !== undefined && msOf(promised) < msOf(counted) ? promised : counted;
  const calendar = own(playbook.calendars, valueFor(update.during, i.severity));
  const open =
    calendar === undefined ? due : wholeSecond(nextOpening(calendar, playbook.zone, new Date(msOf(due))).getTime());
  return firstTime(i, playbook, update, open);
}

/** What has been promised by now, where the cadence begins anew with a change; undefined where nothing has. */
export function promises(i: Incident, playbook: Playbook, status?: string): Record<string, string> | undefined {
  if (i.life !== 'open') return undefined;
  const promised: Record<string, string> = {};
  let restarts = status === undefined;
  for (const update of playbook.updates) {
    const due = cadenceDue(i, update, playbook, paceOf(i, update.id), firstDue(i, update, playbook));
    if (due !== undefined) promised[update.id] = due;
    if (status !== undefined && cadenceOf(update, i.severity, i.status) !== cadenceOf(update, i.severity, status))
      restarts = true;
  }
  return restarts && Object.keys(promised).length > 0 ? promised : undefined;
}

/** Whether the final update is owed: to those who were told before, and to all where nothing else is owed them. */
export function owesFinal(i: Incident, playbook: Seen, { id, if: condition, first, every, final }: Update): boolean {
  if (i.life === 'open' || i.life === 'ended' || final === undefined) return false;
  if (i.done[`final-sent/${id}`] !== undefined) return false;
  if (!holds(condition, knownOf(i, playbook, msOf(i.resolvedAt)))) return false;
  return (first === undefined && every === undefined) || own(i.updates, id) !== undefined;
}

function* afterwards(i: Incident, update: Update, playbook: Playbook, path: string): Generator<Deadline> {
  if (i.life === 'open' || i.life === 'ended' || update.final === undefined || !owesFinal(i, playbook, update)) return;
  yield {
    does: 'miss',
    missed: { target: 'communicate', update: 'final', audience: update.id },
    what: `final update to ${update.title}`,
    path,
    key: `final-missed/${update.id}`,
    due: after(i.resolvedAt, update.final.within, i.speed),
  };
}

const latest = (first: string, ...others: (string | undefined)[]): string =>
  others.reduce<string>((last, at) => (at !== undefined && msOf(at) > msOf(last) ? at : last), first);
