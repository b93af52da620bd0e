import type { Changed, Timed } from '#app/aggregates/timed';
import { peopleWithCovers } from '#app/covers/cover';
import { due, keys, list } from '#app/store/keys';
import type { Context } from '#core/incident/context';
import type { OutboxEntry } from '#core/incident/outbox';
import { iso } from '#core/incident/time';
import { asJson } from '#core/json';
import { Maintenance, maintenanceDues, toldBefore } from '#core/maintenance/maintenance';
import { noticesOf } from '#core/maintenance/notices';
import { PLANNING } from '#core/planning';
import { rulesBefore } from '#core/rules/expand';

/** Planned work until its start: rules tell of it before, and its start orders the opening of its incident. By the playbook and the people that are deployed then. */
export const timedMaintenance: Timed<Maintenance, Context> = {
  kind: 'maintenance',
  partition: due.maintenance,
  limits: { aSweep: 50, atOnce: 2 },
  mark: PLANNING,
  key: keys.maintenance,
  idOf: ({ pk }) => pk.slice(keys.maintenance('').pk.length),
  read: (row) => Maintenance.parse(row['maintenance']),
  write: (m) => ({ maintenance: asJson(m), listPk: list.maintenance, listSk: `${m.from}#${m.id}` }),
  async contextOf({ table, now, deployed }) {
    const { pack, vocabulary, publicUrl, dashboardUrl, catchAll } = deployed;
    const people = await peopleWithCovers(table, deployed.people, now());
    return { pack, people, vocabulary, now: now(), publicUrl, dashboardUrl, catchAll };
  },
  dues: maintenanceDues,
  timePassed(m, context, asOf) {
    const past = (instant: string): boolean => Date.parse(instant) <= asOf.getTime();
    const rules = toldBefore(m, context).filter((one) => past(one.due));
    const begins = m.stands === 'planned' && past(m.from);
    if (rules.length === 0 && !begins) return { state: m };
    const at = iso(context.now);
    const told = { ...m.told, ...Object.fromEntries(rules.map(({ rule }) => [rule.id, at])) };
    return changed({ ...m, told, ...(begins ? { stands: 'begun' as const } : {}) }, [
      ...rules.flatMap(({ rule }) => noticesOf(m, rule, context, 'planned')),
      ...(begins
        ? [
            {
              queue: 'effects' as const,
              key: `maintenance.${m.id}.open`,
              effect: { do: 'open-maintenance' as const, id: m.id },
            },
          ]
        : []),
    ]);
  },
};

const changed = (state: Maintenance, entries: OutboxEntry[]): Changed<Maintenance> => ({
  state,
  outbox: { pk: keys.maintenance(state.id).pk, duePk: due.outbox, entries },
});

/** Work that has not begun gets another window: those who have been told of the old start are told of the new one, and again before it. */
export function moved(
  m: Maintenance,
  window: Pick<Maintenance, 'from' | 'until'>,
  context: Context,
): Changed<Maintenance> {
  const next = { ...m, ...window };
  if (window.from === m.from) return { state: next };
  return changed({ ...next, told: {} }, tell(next, m.told, context, 'moved'));
}

/** Work that has not begun is taken back: those who have been told of it are told so. */
export function cancelled(
  m: Maintenance,
  by: string,
  reason: string | undefined,
  context: Context,
): Changed<Maintenance> {
  const said = { by, at: iso(context.now), ...(reason === undefined ? {} : { reason }) };
  return changed({ ...m, stands: 'cancelled', cancelled: said }, tell(m, m.told, context, 'cancelled'));
}

const tell = (
  m: Maintenance,
  told: Maintenance['told'],
  context: Context,
  stands: 'moved' | 'cancelled',
): OutboxEntry[] =>
  rulesBefore(context.pack.playbook)
    .filter(({ id }) => Object.hasOwn(told, id))
    .flatMap((rule) => noticesOf(m, rule, context, stands));
