import { own } from '#core/own';
import type { Update } from '#core/playbook/communication';
import { list } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import { owesFinal } from './deadlines/updates.ts';
import { sendTo, writer } from './recipients.ts';
import { cycleFrom, knownOf } from './rules/known.ts';
import type { Turn } from './turn.ts';

/** Updates that were asked for before belong to the role: who has taken it in this turn is asked for those that nobody has written. */
export function tellOwedUpdates(t: Turn): void {
  const taken = new Set(t.events.flatMap((e) => (e.type === 'RoleAssigned' ? [e.role] : [])));
  if (taken.size === 0) return;
  const askedNow = new Set(t.events.flatMap((e) => (e.type === 'UpdateDue' ? [e.audience] : [])));
  for (const [n, update] of t.playbook.updates.entries()) {
    const role = list(update.writer).find((one) => own(t.state.roles, one) !== undefined);
    if (role === undefined || !taken.has(role) || askedNow.has(update.id)) continue;
    const asked = askedFor(t, update);
    if (asked === undefined) continue;
    const { what, key, at: base } = asked;
    const who = writer(t, update);
    const because = t.because(`update to ${update.title} is due, and ${role} writes it`, `updates.${n}`);
    t.emit({ type: 'UpdateDue', key, audience: update.id, update: what, writer: who.to, base }, because);
    sendTo(t, 'update-due', who, because, {
      deadline: { what: `update to ${update.title}`, due: base },
      asks: { audience: update.id, since: t.at },
    });
  }
}

/** What is asked for that nobody has written, and since when; undefined where nothing is. */
function askedFor(
  { state, playbook, context }: Turn,
  update: Update,
): { what: 'first' | 'update' | 'final'; key: string; at: string } | undefined {
  const { id } = update;
  if (state.life !== 'open') {
    const at = owesFinal(state, playbook, update) ? own(state.done, `final-due/${id}`) : undefined;
    return at === undefined ? undefined : { what: 'final', key: `final-due/${id}`, at };
  }
  if (!holds(update.if, knownOf(state, playbook, context.now.getTime()))) return undefined;
  const sent = own(state.updates, id)?.at;
  const stands = (at: string | undefined): at is string =>
    at !== undefined &&
    Date.parse(at) >= Date.parse(cycleFrom(state)) &&
    (sent === undefined || Date.parse(sent) < Date.parse(at));
  const again = own(state.clocks.reminded, id);
  if (stands(again)) return { what: 'update', key: `update/${id}/${again}`, at: again };
  const first = own(state.done, `first/${id}`);
  return stands(first) ? { what: 'first', key: `first/${id}`, at: first } : undefined;
}
