import { settledActions } from '#app/actions/settle';
import type { Row, Write } from '#app/ports';
import type { Command } from '#core/incident/command';
import { nextDue } from '#core/incident/deadlines';
import type { Event } from '#core/incident/events';
import type { OutboxEntry } from '#core/incident/outbox';
import { epochOf, type Incident, isOver } from '#core/incident/state';
import { iso } from '#core/incident/time';
import type { Turn } from '#core/incident/turn';
import { asJson, isRecord, type Json } from '#core/json';
import { own } from '#core/own';
import { due, keys, list } from './keys.ts';
import type { Stored, StorePorts } from './stored.ts';
import { withUnknown } from './unknown.ts';

/** The writes of one turn: what decides it, with the state under its version first, and the rows that follow from it, pages before all else. */
export function writesOf(
  ports: StorePorts,
  stored: Stored | undefined,
  turn: Turn,
  command: Command,
): { must: Write[]; follow: Row[] } {
  const { state: next, context } = turn;
  const { id } = next;
  const version = (stored?.version ?? 0) + 1;
  const lastDone = lastDoneOf(stored, command);
  const nextDueAt = nextDue(next, context.pack, context.now, lastDone);
  const armed = nextDueAt !== undefined && (nextDueAt !== stored?.nextDue || command.do === 'time-passed');
  const outbox = armed ? [...turn.outbox, arm(id, nextDueAt, version)] : turn.outbox;
  const createdAt = iso(ports.wallClock());
  const lanes = { ...stored?.lanes };
  const rows = outbox.map((entry) => ({ queue: entry.queue, row: outboxRow(id, entry, createdAt, lanes) }));
  const of = (queue: OutboxEntry['queue']): Row[] => rows.flatMap((r) => (r.queue === queue ? [r.row] : []));
  return {
    must: [
      {
        put: { ...stateRow(stored, next, version, lastDone, nextDueAt), lanes },
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

/** A clock that is late must not lower what was done last: names of later seconds are used. */
const lastDoneOf = (stored: Stored | undefined, command: Command): string | undefined =>
  command.do === 'time-passed' && Date.parse(command.due) > Date.parse(stored?.lastDone ?? '1970-01-01T00:00:00Z')
    ? command.due
    : stored?.lastDone;

const arm = (id: string, at: string, version: number): OutboxEntry => ({
  queue: 'effects',
  key: `${id}.arm.${Date.parse(at) / 1000}.${version}`,
  effect: { do: 'arm', due: at },
});

function stateRow(
  stored: Stored | undefined,
  next: Incident,
  version: number,
  lastDone: string | undefined,
  nextDueAt: string | undefined,
): Row {
  const { lastDone: _, nextDue: __, duePk: ___, dueAt: ____, ...row }: Partial<Row> = stored?.row ?? {};
  const read = stored === undefined ? undefined : asJson(stored.incident);
  const stood = row['incident'];
  // a row of the first shape has the same under other names
  const newer = isRecord(stood) && stood['v'] === next.v;
  return {
    ...row,
    ...keys.state(next.id),
    v: 1,
    incident: newer ? withUnknown(asJson(next), stood as Json, read) : asJson(next),
    version,
    // what a page's claim looks at in its own transaction
    cycle: next.cycle,
    acked: next.acknowledged !== undefined,
    over: isOver(next),
    epoch: epochOf(next),
    ...(lastDone === undefined ? {} : { lastDone }),
    ...(nextDueAt === undefined ? {} : { nextDue: nextDueAt, duePk: due.aggregate, dueAt: nextDueAt }),
    listPk: list.incident,
    listSk: `${next.openedAt}#${next.id}`,
  };
}

/** The opening's state stands in its own row. */
const recorded = (event: Event): Json => asJson(event.type === 'Opened' ? { ...event, state: undefined } : event);

/** A row of the outbox; a message goes after the last one to its place, whose place in `lanes` it takes. */
function outboxRow(id: string, entry: OutboxEntry, createdAt: string, lanes: Record<string, string>): Row {
  const { queue, key, ...body } = entry;
  const { pk, sk } = keys.outbox(id, queue, key);
  const place = 'message' in entry ? entry.message.place : undefined;
  const after = own(lanes, place);
  if (place !== undefined) lanes[place] = sk;
  return {
    pk,
    sk,
    ...(after === undefined ? {} : { after }),
    v: 1,
    key,
    ...(asJson(body) as Record<string, Json>),
    createdAt,
    duePk: due.outbox,
    dueAt: createdAt,
  };
}

/** Where the run or the phase moved, the sweeper looks anew whether an execution stands behind it. */
function runRow(before: Incident | undefined, next: Incident, createdAt: string): Write[] {
  if (next.phase === 'over') return before?.phase === 'over' ? [] : [{ delete: keys.run(next.id) }];
  if (before !== undefined && before.run.n === next.run.n && before.phase === next.phase) return [];
  return [{ put: { ...keys.run(next.id), run: next.run.n, duePk: due.run, dueAt: createdAt } }];
}
