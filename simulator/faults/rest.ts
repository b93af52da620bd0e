import type { Row } from '#app/ports';
import { packOf } from '#app/store/incidents';
import { due } from '#app/store/keys';
import { ownerOf } from '#app/store/signal-owner';
import { readSignalRow } from '#app/store/signal-row';
import { deadlinesOf } from '#core/incident/deadlines';
import type { Signal } from '#core/incident/signal';
import { Incident, isOver } from '#core/incident/state';
import { isRecord, textOf } from '#core/json';
import type { World } from '../world.ts';
import { broken } from './invariants.ts';

/** Seconds after which what is due must have been done, with one fault (I2, I15). */
const LATE = 180;

/** What must be true once nothing has gone wrong for a while: all is done, told and counted, and nobody waits for what never comes. */
export async function checkRest(world: World, taken: readonly Signal[]): Promise<void> {
  const rows = world.table.dump();
  const overdue = new Date(world.clock.now().getTime() - LATE * 1000).toISOString();
  for (const row of rows) {
    if (row.pk === 'POISON') continue;
    if (typeof row.dueAt === 'string' && row.dueAt < overdue && row.duePk !== due.run)
      broken('I15', `${row.pk} ${row.sk} has been due since ${row.dueAt}`);
  }
  const dead = world.dead.filter(({ error }) => !isGivenUp(error));
  if (dead.length > 0) broken('I15', `${dead.length} dead letters: ${String(dead[0]?.error)}`);
  const incidents = rows.flatMap((row) =>
    row.sk === 'STATE' && row.listPk === 'INCIDENT' ? [{ row, incident: Incident.parse(row['incident']) }] : [],
  );
  const firing = await firingBy(world, rows);
  for (const { row, incident } of incidents) {
    await escalates(world, incident, overdue);
    await runs(world, incident);
    hasEveryEvent(rows, row, incident);
    counts(rows, incident, firing.get(incident.id) ?? []);
  }
  itemsAreReminded(rows, world.clock.now().toISOString().slice(0, 10));
  keysHaveOneOwner(incidents.map(({ incident }) => incident));
  everySignalIsKnown(rows, taken);
}

/** A page or message that was given up after a long outage is a dead letter on purpose; what its queue gave up is for the sweeper. */
const isGivenUp = (error: unknown): boolean =>
  error instanceof Error && /^((Page|Message)NotDelivered|Killed|TableFailed)$/.test(error.name);

/** I2: whatever is open and unacknowledged escalates in time. */
async function escalates(world: World, incident: Incident, overdue: string): Promise<void> {
  const pack = await packOf(world.ports, incident.playbook);
  const missed = deadlinesOf(incident, pack).find((deadline) => deadline.due < overdue);
  if (missed !== undefined) broken('I2', `${incident.id}: ${missed.key} has been due since ${missed.due}`);
}

/** I6, I15: one run of the lifecycle for whatever is not over, none for what is. */
async function runs(world: World, { id, phase, run }: Incident): Promise<void> {
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:lifecycle';
  const running = (await world.executions.list(arn, 'RUNNING'))
    .map((e) => e.name)
    .filter((name) => name.startsWith(`${id}.`));
  const waits = 'retryAt' in run && run.retryAt !== undefined;
  if (phase === 'over' && running.length > 0) broken('I6', `${id} is over, and ${running.join(', ')} run`);
  if (phase !== 'over' && !waits && running.length !== 1)
    broken('I6', `${id} is in ${phase} with ${running.length} runs: ${running.join(', ')}`);
}

/** I11: no event of the record is missing. */
function hasEveryEvent(rows: readonly Row[], row: Row, { id, seq }: Incident): void {
  const numbers = new Set(
    rows.flatMap((r) => (r.pk === row.pk && r.sk.startsWith('E#') ? [Number(r.sk.slice(2))] : [])),
  );
  for (let n = 1; n <= seq; n += 1) if (!numbers.has(n)) broken('I11', `event ${n} of ${seq} of ${id} is missing`);
}

/** The signals that fire by their rows, under the incident that each belongs to by now: a merge takes them along. */
async function firingBy({ ports }: World, rows: readonly Row[]): Promise<Map<string, string[]>> {
  const firing = new Map<string, string[]>();
  for (const row of rows) {
    if (row.sk !== 'KEY' || row['state'] !== 'firing') continue;
    const id = (await ownerOf(ports, readSignalRow(row)))?.incident.id ?? '';
    firing.set(id, [...(firing.get(id) ?? []), row.pk]);
  }
  return firing;
}

/** I2, I3: the owner of an open action item that was due today has been reminded of it once, and of a finished one not again. */
function itemsAreReminded(rows: readonly Row[], today: string): void {
  const notes = rows.flatMap(({ event }) => (isRecord(event) && event['type'] === 'ItemReminded' ? [event] : []));
  for (const { pk, item } of rows) {
    // a review files items that are due later
    if (!pk.startsWith('ITEM#') || !isRecord(item) || item['due'] !== today) continue;
    const times = notes.filter((note) => note['item'] === item['id']).length;
    if (times > 1) broken('I3', `${pk} is reminded of ${times} times`);
    if (times === 0 && item['status'] === 'open') broken('I2', `nobody is reminded of ${pk}`);
  }
}

/** What fires is counted as the rows of the signals have it. */
function counts(rows: readonly Row[], { id }: Incident, firing: readonly string[]): void {
  const counted = rows
    .filter((row) => row.pk === id && row.sk.startsWith('F#'))
    .reduce((sum, row) => sum + Number(row['firing'] ?? 0), 0);
  if (counted !== firing.length)
    broken('counts', `${id} counts ${counted} signals that fire, and ${firing.length} do: ${firing.join(', ')}`);
}

/** I6: a signal that fires belongs to one open incident at most. */
function keysHaveOneOwner(incidents: readonly Incident[]): void {
  const owners = new Map<string, string>();
  for (const incident of incidents) {
    if (isOver(incident)) continue;
    for (const [key, { state }] of Object.entries(incident.signals)) {
      if (state !== 'firing') continue;
      const other = owners.get(key);
      if (other !== undefined) broken('I6', `${key} fires in ${other} and in ${incident.id}, both open`);
      owners.set(key, incident.id);
    }
  }
}

/** I1: every signal that was taken in stands on the record of an incident, or is older news of its key. */
function everySignalIsKnown(rows: readonly Row[], taken: readonly Signal[]): void {
  const seen = rows.flatMap((row) => {
    const event = row['event'];
    return row.sk.startsWith('N#sig-') && isRecord(event)
      ? [`${textOf(event['title'])} ${textOf(event['signalAt'])} ${textOf(event['state'])}`]
      : [];
  });
  for (const { key, title, state, at } of taken) {
    if (state !== 'firing') continue;
    if (!seen.includes(`${title} ${at} ${state}`)) broken('I1', `the firing of ${key} at ${at} stands nowhere`);
  }
}
