import { type OnCallPeople, onCall } from '#core/on-call';
import type { Pack } from '#core/playbook/pack';
import { pagedBy } from '#core/rules/paging';
import { without } from './acknowledgement.ts';
import { deadlinesOf } from './deadlines.ts';
import { pagedNow } from './each.ts';
import { act } from './rules/act.ts';
import type { DueRule } from './rules/due.ts';
import type { Open } from './state.ts';
import type { Turn } from './turn.ts';

interface Known {
  pack: Pack;
  people: OnCallPeople;
  now: Date;
}

/** The page rule that is the next to act without anybody's approval and means somebody besides those who cannot take it, with whom it would page now. */
export function nextPage(
  i: Open,
  { pack, people, now }: Known,
  not: readonly string[],
): { rule: DueRule; people: string[] } | undefined {
  const rules = deadlinesOf(i, pack)
    .flatMap((d) =>
      d.does === 'act' && d.by.rule.approve === undefined && pagedBy(d.by.rule).length > 0 ? [d.by] : [],
    )
    .sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
  for (const rule of rules) {
    const found = pagedNow(i, { pack, people, now }, rule.rule).filter((person) => !not.includes(person));
    if (found.length > 0) return { rule, people: found };
  }
  return undefined;
}

/** Pages the next person at once: the next page rule acts before its time, else the catch-all is paged. `said` is why. */
export function handOn(t: Turn, by: string, said: string): void {
  if (t.state.life !== 'open') return;
  const { people, now, catchAll } = t.context;
  const not = without(t.state, by);
  const next = nextPage(t.state, t.context, not);
  if (next !== undefined) {
    act(t, next.rule, { said, without: not });
    return;
  }
  const because = `${said}, and no page rule is left: the catch-all is paged`;
  if (onCall(people, catchAll, now).some(({ person }) => !not.includes(person)))
    t.page(catchAll, {
      rule: `handed-on-${by}`,
      round: t.state.seq,
      unless: 'acknowledged',
      because,
      why: said,
      except: not,
    });
  else
    t.emit(
      { type: 'NobodyOnCall', target: catchAll },
      `${said}, and nobody else is on call for ${catchAll}, the catch-all: nobody is paged`,
    );
}

/** Takes an acknowledgement away, and with it the roles that it brought. */
export function vacate(t: Turn, roles: readonly string[], by: string, because: string): void {
  for (const role of roles)
    if (Object.hasOwn(t.state.roles, role) && t.state.roles[role] === by)
      t.emit({ type: 'RoleVacated', role, person: by }, because);
}

/** Nothing has come of an acknowledgement: it is over, with the roles that it brought, and what pages while nobody has acknowledged begins anew. */
export function lapse(t: Turn, path: string): void {
  const by = t.state.acknowledged?.by;
  if (by === undefined) return;
  const roles = broughtBy(t, by);
  const because = t.because(`the acknowledgement of ${by} has lapsed: no progress since`, path);
  t.emit({ type: 'AcknowledgementLapsed', of: by }, because);
  vacate(t, roles, by, because);
}

/** Roles that the first acknowledgement has brought with it; a state of the release before does not say which. A later acknowledgement brings none. */
export function broughtBy(t: Turn, person: string): string[] {
  const { acknowledged } = t.state;
  if (acknowledged?.by !== person) return [];
  return acknowledged.roles ?? t.playbook.roles.filter((r) => r.takenBy === 'acknowledger').map((r) => r.id);
}
