import type { Key, Row, Write } from '#app/ports';
import { KEPT_SECONDS, keys, due as partitions } from '#app/store/keys';
import { outboxRow } from '#app/store/outbox-row';
import { fit } from '#app/store/rest';
import type { StorePorts } from '#app/store/stored';
import { Contended, NotFound, Refused, TooEarly } from '#core/errors';
import type { Answer, OutboxEntry } from '#core/incident/outbox';
import { iso } from '#core/incident/time';
import type { Json } from '#core/json';
import { EARLY_SECONDS, nextDueOf } from '#core/planning';
import type { AggregateKind } from './kind.ts';
import { armOf, laterOf, planOf, unplanned } from './planned.ts';

/** An aggregate of one row: its state, what is due of it as a function of that state, and what happens when a time has passed. */
export interface Timed<S, C = undefined> {
  /** Its word, at most 12 letters: it begins the names of its clocks. */
  kind: string;
  /** Its partition of the index `due`. */
  partition: string;
  limits: AggregateKind['limits'];
  /** The release of the code behind `dues`. */
  mark: number;
  key(id: string): Key;
  idOf(key: Key): string;
  /** The state of a stored row, read tolerantly. */
  read(row: Row): S;
  /** The attributes of the row that hold the state. Others of the row stay as they are. */
  write(state: S): Record<string, Json>;
  /** What its decisions look at besides the state. */
  contextOf(ports: StorePorts, state: S): Promise<C>;
  /** Instants from now on, by the state alone; what has been done is none any more. */
  dues(state: S, context: C): string[];
  /** Does what is due up to an instant. A state that has it due still is asked again a second later. */
  timePassed(state: S, context: C, asOf: Date): Changed<S>;
}

/** What a decision changes: the state, lines that belong to the same transaction, and any number of rows for the outbox. */
export interface Changed<S> {
  state: S;
  beside?: Write[];
  /** Rows of the outbox below `pk`, in a partition of the index `due`; what the transaction has no room for is written right after it. */
  outbox?: { pk: string; duePk: string; entries: OutboxEntry[] };
}

const TRIES = 10;

/** What a turn says besides its decision: the id that makes it once, and the second that a clock says. */
interface Said {
  commandId?: string;
  passed?: string;
}

/**
 * One turn of such an aggregate: load, decide, and one transaction of the state under its version, what is due next with the order to arm its
 * clock, what belongs to it, and the command's row. A command that was carried out before does nothing. Throws `NotFound`. Gives the row as it is left.
 */
export async function turnOf<S, C>(
  ports: StorePorts,
  timed: Timed<S, C>,
  id: string,
  said: Said,
  decide: (state: S, context: C, row: Row) => Changed<S>,
): Promise<Row> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [row, before] = await Promise.all([
      ports.table.get(timed.key(id)),
      said.commandId === undefined ? undefined : ports.table.get(keys.command(said.commandId)),
    ]);
    if (row === undefined) throw new NotFound(`no ${timed.kind} ${id}`);
    if (before !== undefined) return row;
    const state = timed.read(row);
    const context = await timed.contextOf(ports, state);
    const { writes, put } = writesOf(ports, timed, id, row, context, said, decide(state, context, row));
    try {
      await ports.table.write(writes);
      return put;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  throw new Contended(`${timed.kind} ${id}: its version moved on ${TRIES} times`);
}

/** Puts a new aggregate into the table with what is due of it; false where it is there already. */
export async function begin<S, C>(
  ports: StorePorts,
  timed: Timed<S, C>,
  id: string,
  state: S,
  more: Partial<Row> = {},
): Promise<boolean> {
  const context = await timed.contextOf(ports, state);
  const { writes } = writesOf(ports, timed, id, undefined, context, {}, { state }, more);
  try {
    await ports.table.write(writes);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.reasons[0] === 'condition') return false;
    throw error;
  }
}

function writesOf<S, C>(
  ports: StorePorts,
  timed: Timed<S, C>,
  id: string,
  row: Row | undefined,
  context: C,
  { commandId, passed }: Said,
  { state, beside = [], outbox }: Changed<S>,
  more: Partial<Row> = {},
): { writes: Write[]; put: Row } {
  const key = timed.key(id);
  const version = Number(row?.['version'] ?? 0) + 1;
  const before = typeof row?.['nextDue'] === 'string' ? row['nextDue'] : undefined;
  const lastDone = laterOf(passed, typeof row?.['lastDone'] === 'string' ? row['lastDone'] : undefined);
  const nextDue = nextDueOf(timed.dues(state, context), ports.now(), lastDone);
  const createdAt = iso(ports.wallClock());
  const put: Row = {
    ...unplanned(row),
    ...key,
    ...more,
    ...timed.write(state),
    version,
    ...planOf({ lastDone, nextDue, duePk: timed.partition, mark: timed.mark }),
  };
  const arm = armOf({ kind: timed.kind, id, version }, nextDue, { before, rang: passed !== undefined });
  const answer: Answer = {};
  const kept = { ttl: Math.floor(ports.wallClock().getTime() / 1000) + KEPT_SECONDS };
  const writes: Write[] = [
    { put, when: row === undefined ? { pk: { absent: true } } : { version: versionOf(row) } },
    ...(commandId === undefined
      ? []
      : [{ put: { ...keys.command(commandId), answer, ...kept }, when: { pk: { absent: true as const } } }]),
    ...arm.map((entry) => ({ put: outboxRow(key.pk, entry, createdAt, partitions.outbox) })),
    ...beside,
  ];
  const rows = outbox?.entries.map((entry) => outboxRow(outbox.pk, entry, createdAt, outbox.duePk)) ?? [];
  const fitting = fit(key.pk, version, writes.length, rows, createdAt);
  return { writes: [...writes, ...fitting.map((each) => ({ put: each }))], put };
}

const versionOf = (row: Row) =>
  row['version'] === undefined ? { absent: true as const } : { eq: Number(row['version']) };

/** The kind of such an aggregate, as clock and sweeper know it. */
export function kindOf<S, C>(timed: Timed<S, C>): AggregateKind {
  const { kind, partition, limits, mark } = timed;
  const timePassed = async (ports: StorePorts, id: string, due: string): Promise<boolean> => {
    const early = (Date.parse(due) - ports.now().getTime()) / 1000;
    if (early > EARLY_SECONDS) throw new TooEarly(`${due} is ${Math.round(early)} s away`);
    const asOf = new Date(Math.max(Date.parse(due), ports.now().getTime()));
    const said = { commandId: `${kind}/${id}/time/${Date.parse(due) / 1000}`, passed: due };
    try {
      await turnOf(ports, timed, id, said, (state, context) => timed.timePassed(state, context, asOf));
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
    return true;
  };
  return {
    kind,
    partitions: [partition],
    overdueSeconds: 30,
    limits,
    takeUp: (ports, row) => timePassed(ports, timed.idOf(row), row.dueAt),
    timePassed,
    replan: {
      mark,
      partitions: [partition],
      async one(ports, key) {
        const row = await ports.table.get(key);
        if (row === undefined || row['planned'] === mark) return false;
        await turnOf(ports, timed, timed.idOf(key), {}, (state) => ({ state }));
        return true;
      },
    },
    leftToSweeper: false,
  };
}
