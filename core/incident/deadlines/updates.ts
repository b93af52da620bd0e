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

/** How often an update is owed at a severity and status; undefined where it is not. */
export function cadenceOf({ every }: Pick<Update, 'every'>, severity: string, status: string): Duration | undefined {
  if (every === undefined || typeof every === 'string') return every;
  const said = own(every, severity) ?? own(every, status);
  return said === undefined || typeof said === 'string' ? said : own(said, severity);
}

/** What people are owed in writing: first updates and cadences while it is open, the final one afterwards. */
export function* updates(i: Incident, playbook: Playbook): Generator<Deadline> {
  for (const [n, update] of playbook.updates.entries()) {
    const path = `updates.${n}`;
    if (i.life === 'open') yield* whileOpen(i, update, playbook, path);
    else if (i.life !== 'ended') yield* afterwards(i, update, playbook, path);
  }
}

function* whileOpen(i: Open, update: Update, playbook: Playbook, path: string): Generator<Deadline> {
  const { cycleFrom } = i.clocks;
  const { id, first, title } = update;
  if (first !== undefined && freshOf(i, id) === undefined) {
    const due = firstTime(i, playbook, update, after(cycleFrom, first.from, i.speed));
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
  const due = cadenceDue(i, update, playbook);
  const cadence = cadenceOf(update, i.severity, i.status);
  if (due === undefined || cadence === undefined) return;
  const every = seconds(cadence) / i.speed;
  yield { does: 'remind', what: 'update', audience: id, base: due, every, path, key: `update/${id}/${due}`, due };
}

/** When a first update was asked for that became owed late, by a fact or a raise: who is asked has as long as ever. */
function askedLate({ done }: Open, key: string, due: string | undefined): string | undefined {
  const asked = own(done, key);
  return asked !== undefined && due !== undefined && Date.parse(asked) - Date.parse(due) >= 60_000 ? asked : undefined;
}

/** The last update in this cycle. */
function freshOf({ updates: sent, clocks }: Open, id: string): { at: string } | undefined {
  const last = own(sent, id);
  return last !== undefined && msOf(last.at) >= msOf(clocks.cycleFrom) ? last : undefined;
}

/** When the next update of a cadence is to be asked for: never later than was promised before a severity or status changed. */
function cadenceDue(i: Open, update: Update, playbook: Playbook): string | undefined {
  const cadence = cadenceOf(update, i.severity, i.status);
  if (cadence === undefined) return undefined;
  const { cycleFrom, unacknowledgedFrom, cadenceFrom = unacknowledgedFrom, reminded, promised } = i.clocks;
  const { id, first } = update;
  const start =
    first === undefined
      ? cycleFrom
      : (firstTime(i, playbook, update, after(cycleFrom, first.from, i.speed)) ?? cycleFrom);
  const counted = after(latest(start, cadenceFrom, freshOf(i, id)?.at, own(reminded, id)), cadence, i.speed);
  const before = own(promised, id);
  const due = before !== undefined && msOf(before) < msOf(counted) ? before : counted;
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
    const due = cadenceDue(i, update, playbook);
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
