import * as z from 'zod';
import { peopleWithCovers } from '#app/covers/cover';
import type { Ports, Row, Write } from '#app/ports';
import { Contended, NotFound, Refused } from '#core/errors';
import { type Command, checked } from '#core/incident/command';
import type { Context } from '#core/incident/context';
import { decide, opens } from '#core/incident/decide';
import type { Answer } from '#core/incident/outbox';
import { Incident, isOver } from '#core/incident/state';
import { iso } from '#core/incident/time';
import { isRecord, type Json, textOf } from '#core/json';
import type { OnCallPeople } from '#core/on-call';
import { PLANNING } from '#core/planning';
import type { Pack } from '#core/playbook/pack';
import { readDocument } from './document.ts';
import { type Ends, firingOf, type Recount, readShards, shardWrites } from './firing.ts';
import { KEPT_SECONDS, keys } from './keys.ts';
import { fit } from './rest.ts';
import { signalsElsewhere } from './signals-elsewhere.ts';
import type { Stored, StorePorts } from './stored.ts';
import { writesOf } from './writes.ts';

const Lanes = z.record(z.string(), z.string());
const TRIES = 40;

/**
 * Reads the JSON of a row, each once: a table in memory gives the same again until it is written anew. What is written was read before:
 * `written` says of JSON that was made of a value what reading it would give.
 */
function readOnce<T extends object>(schema: z.ZodType<T>) {
  const known = new WeakMap<object, T>();
  return {
    of(json: Json | undefined): T {
      const before = isRecord(json) ? known.get(json) : undefined;
      if (before !== undefined) return before;
      const read = schema.parse(json);
      if (isRecord(json)) known.set(json, read);
      return read;
    },
    written(json: Json | undefined, value: T): void {
      if (isRecord(json)) known.set(json, value);
    },
  };
}
const incidents = readOnce<Incident>(Incident);
const lanes = readOnce(Lanes);
const NO_LANES = {};

/** An incident of which a row was read in another way than by its id; throws where it cannot be read. */
export const incidentIn = (row: Row): Incident => incidents.of(row['incident']);

/** The incident's present state, read consistently; undefined where there is none. */
export async function load(ports: Pick<Ports, 'table'>, id: string): Promise<Stored | undefined> {
  const row = await ports.table.get(keys.state(id));
  if (row === undefined) return undefined;
  return {
    incident: incidents.of(row['incident']),
    version: Number(row['version']),
    ...(typeof row['lastDone'] === 'string' ? { lastDone: row['lastDone'] } : {}),
    ...(typeof row['nextDue'] === 'string' ? { nextDue: row['nextDue'] } : {}),
    lanes: lanes.of(row['lanes'] ?? NO_LANES),
    row,
  };
}

export async function mustLoad(ports: Pick<Ports, 'table'>, id: string): Promise<Stored> {
  const stored = await load(ports, id);
  if (stored === undefined) throw new NotFound(`no incident ${id}`);
  return stored;
}

/** Playbooks that were read, by what was deployed then: two worlds in one process share nothing, and a seed runs alike each time. */
const read = new WeakMap<Ports['deployed'], Map<string, Pack>>();

/** The playbook that an incident is pinned to. */
export async function packOf({ table, deployed }: Pick<Ports, 'table' | 'deployed'>, hash: string): Promise<Pack> {
  if (deployed.pack.hash === hash) return deployed.pack;
  const packs = read.get(deployed) ?? new Map<string, Pack>();
  read.set(deployed, packs);
  const known = packs.get(hash);
  if (known !== undefined) return known;
  const row = await table.get(keys.pack(hash));
  // the release before kept it in one row
  const packed = textOf(row?.['packed']) || (await readDocument(table, keys.pack(hash)));
  if (packed === undefined) throw new NotFound(`no playbook ${hash}`);
  // only an incident that outlived its playbook needs the schema: to build it is a tenth of a cold start
  const { Pack: schema } = await import('#core/playbook/pack');
  const pack = schema.parse(JSON.parse(packed));
  packs.set(hash, pack);
  return pack;
}

const contextOf = (
  ports: StorePorts,
  pack: Pack,
  read: Pick<Context, 'people' | 'firing' | 'elsewhere' | 'gone'>,
): Context => ({
  ...read,
  pack,
  vocabulary: ports.deployed.vocabulary,
  now: ports.now(),
  publicUrl: ports.deployed.publicUrl,
  dashboardUrl: ports.deployed.dashboardUrl,
  catchAll: ports.deployed.catchAll,
});

/** The answer that a command was given before, if it was. */
async function answered(ports: StorePorts, commandId: string): Promise<Answer | undefined> {
  const row = await ports.table.get(keys.command(commandId));
  return row === undefined ? undefined : (row['answer'] as Answer);
}

function endsOf(before: Incident | undefined, after: Incident, command: Command): Ends {
  const wasOver = before !== undefined && isOver(before);
  if (wasOver === isOver(after)) return 'stays';
  if (wasOver) return 'reopens';
  if (after.life === 'ended' && after.endedAs === 'duplicate' && after.of !== undefined) return { into: after.of };
  return command.do === 'resolve' || command.do === 'answer' ? 'said' : 'by-itself';
}

/**
 * One turn: load, decide, store state, events, outbox rows and the command's row in one transaction. A command that was carried out before
 * answers what it answered then. `more` adds writes that belong to the same transaction, `change` what the command's signal changes in the count of
 * those that fire, `known` who is on duty where that was read already. A version that moved on is tried again.
 */
export async function turn(
  ports: StorePorts,
  id: string,
  commandId: string,
  given: Command,
  more: (stored: Stored | undefined, next: Incident) => Write[] = () => [],
  change: Recount = {},
  known?: OnCallPeople,
): Promise<Answer> {
  const command = checked(given);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    // what opens finds nothing to read: its transaction is refused where the incident, or the command's answer, is there already
    const [people, [before, stored, shards] = []] = await Promise.all([
      known ?? peopleWithCovers(ports.table, ports.deployed.people, ports.now()),
      opens(command) ? undefined : Promise.all([answered(ports, commandId), load(ports, id), readShards(ports, id)]),
    ]);
    if (before !== undefined) return before;
    const pack = stored === undefined ? ports.deployed.pack : await packOf(ports, stored.incident.playbook);
    const firing = firingOf(id, shards ?? [], change);
    const signals =
      command.do === 'reopen' && stored !== undefined ? await signalsElsewhere(ports, stored.incident) : undefined;
    let decided: ReturnType<typeof decide>;
    try {
      decided = decide(
        stored?.incident,
        command,
        contextOf(ports, pack, { people, firing, elsewhere: signals?.elsewhere, gone: signals?.gone }),
      );
    } catch (error) {
      // carried out beside us between our two reads: then what it answered counts, not what it makes of its own outcome
      const twice = await answered(ports, commandId);
      if (twice !== undefined) return twice;
      throw error;
    }
    const { turn: t, answer } = decided;
    const extra = more(stored, t.state);
    const nothing = t.events.length === 0 && t.outbox.length === 0 && extra.length === 0;
    if (nothing && (command.do !== 'replan' || stored?.row['planned'] === PLANNING))
      return (await answered(ports, commandId)) ?? answer;
    const counts = [
      ...shardWrites(id, shards ?? [], change, endsOf(stored?.incident, t.state, command)),
      ...(signals?.checks ?? []),
    ];
    const { state, lanes: after, must, follow } = writesOf(ports, stored, t, command);
    const said: Write = {
      put: {
        ...keys.command(commandId),
        incident: id,
        answer,
        ttl: Math.floor(ports.wallClock().getTime() / 1000) + KEPT_SECONDS,
      },
      when: { pk: { absent: true } },
    };
    const deciding = [...must, ...counts, said, ...extra];
    const rows = fit(id, (stored?.version ?? 0) + 1, deciding.length, follow, iso(ports.wallClock()));
    const writes = [...deciding, ...rows.map((put) => ({ put }))];
    try {
      await ports.table.write(writes);
      incidents.written(state, t.state);
      lanes.written(after, after);
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const twice = await answered(ports, commandId);
      if (twice !== undefined) return twice;
      const counted = error.reasons
        .slice(must.length, must.length + counts.length)
        .some((reason) => reason !== undefined);
      const versionMoved = error.reasons[0] !== undefined || counted || error.reasons.includes('conflict');
      if (!versionMoved || opens(command)) throw error;
    }
  }
  throw new Contended(`${id}: version moved on ${TRIES} times under ${commandId}`);
}
