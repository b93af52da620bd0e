import { settledActions } from '#app/actions/settle';
import { armOf, laterOf, planOf, unplanned } from '#app/aggregates/planned';
import type { Row, Write } from '#app/ports';
import type { Command } from '#core/incident/command';
import { nextDue } from '#core/incident/deadlines';
import type { Event } from '#core/incident/events';
import type { OutboxEntry } from '#core/incident/outbox';
import { epochOf, type Incident, isOver } from '#core/incident/state';
import { iso } from '#core/incident/time';
import type { Turn } from '#core/incident/turn';
import { asJson, isRecord, type Json } from '#core/json';
import { writtenEntry } from '#core/message/known-entries';
import { own } from '#core/own';
import { PLANNING } from '#core/planning';
import { due, keys, list, ranked } from './keys.ts';
import { outboxRow } from './outbox-row.ts';
import type { Stored, StorePorts } from './stored.ts';
import { writtenOver } from './unknown.ts';

/** The writes of one turn: what decides it, with the state under its version first, and the rows that follow from it, pages before all else. */
export function writesOf(
  ports: StorePorts,
  stored: Stored | undefined,
  turn: Turn,
  command: Command,
): { state: Json | undefined; lanes: Readonly<Record<string, string>>; must: Write[]; follow: Row[] } {
  const { state: next, context } = turn;
  const { id } = next;
  const version = (stored?.version ?? 0) + 1;
  const rang = command.do === 'time-passed';
  const lastDone = laterOf(command.do === 'time-passed' ? command.due : undefined, stored?.lastDone);
  const nextDueAt = nextDue(next, context.pack, context.now, lastDone);
  const arm = armOf({ kind: 'incident', id, version }, nextDueAt, { before: stored?.nextDue, rang });
  const createdAt = iso(ports.wallClock());
  const lanes = { ...stored?.lanes };
  const rank = (partition: string): string => ranked(partition, context.pack.playbook.severities, next.severity);
  const rows = inLanes(
    [...turn.outbox, ...arm].map((entry) => ({ entry, row: outboxRow(id, entry, createdAt, rank(due.outbox)) })),
    lanes,
  );
  const of = (queue: OutboxEntry['queue']): Row[] => rows.flatMap((r) => (r.queue === queue ? [r.row] : []));
  const row = stateRow(stored, next, version);
  const kept = asJson(lanes);
  return {
    state: row['incident'],
    lanes,
    must: [
      {
        put: {
          ...row,
          ...planOf({ lastDone, nextDue: nextDueAt, duePk: rank(due.aggregate), mark: PLANNING }),
          lanes: kept,
        },
        when: stored === undefined ? { pk: { absent: true } } : { version: { eq: stored.version } },
      },
      ...runRow(stored?.incident, next, createdAt),
      ...settledActions(stored?.incident.actions ?? [], turn),
    ],
    follow: [
      ...of('page'),
      ...of('effects'),
      ...turn.events.map((event) => ({ ...keys.event(id, event.seq), event: recorded(event) })),
      ...of('send'),
    ],
  };
}

function stateRow(stored: Stored | undefined, next: Incident, version: number): Row {
  const row = unplanned(stored?.row);
  const stood = row['incident'];
  // a row of the first shape has the same under other names
  const newer = isRecord(stood) && stood['v'] === next.v;
  return {
    ...row,
    ...keys.state(next.id),
    v: 1,
    incident:
      stored === undefined || !newer
        ? asJson(next)
        : writtenOver(next, stood as Readonly<Record<string, Json>>, stored.incident),
    version,
    // what a page's claim looks at in its own transaction
    cycle: next.cycle,
    acked: next.acknowledged !== undefined,
    over: isOver(next),
    epoch: epochOf(next),
    listPk: list.incident,
    listSk: `${next.openedAt}#${next.id}`,
  };
}

/** The opening's state stands in its own row. */
const recorded = (event: Event): Json =>
  writtenEntry(asJson(event.type === 'Opened' ? { ...event, state: undefined } : event));

/**
 * A message goes after the last one to its place, whose place in `lanes` it takes. One that follows another of the same turn is known to it
 * from the start: whichever is tried first, the second waits for the first.
 */
function inLanes(
  queued: readonly { entry: OutboxEntry; row: Row }[],
  lanes: Record<string, string>,
): { queue: OutboxEntry['queue']; row: Row }[] {
  const now = new Map<string, Row>();
  return queued.map(({ entry, row }) => {
    const { queue } = entry;
    if (!('message' in entry)) return { queue, row };
    const { place } = entry.message;
    const after = own(lanes, place);
    lanes[place] = row.sk;
    const behind = after === undefined ? row : { ...row, after };
    const before = now.get(place);
    if (before !== undefined) before['next'] = row.sk;
    now.set(place, behind);
    return { queue, row: behind };
  });
}

/** Where the run or the phase moved, the sweeper looks anew whether an execution stands behind it. */
function runRow(before: Incident | undefined, next: Incident, createdAt: string): Write[] {
  if (next.phase === 'over') return before?.phase === 'over' ? [] : [{ delete: keys.run(next.id) }];
  if (before !== undefined && before.run.n === next.run.n && before.phase === next.phase) return [];
  return [{ put: { ...keys.run(next.id), run: next.run.n, since: createdAt, duePk: due.run, dueAt: createdAt } }];
}
