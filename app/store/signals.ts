import { peopleWithCovers } from '#app/covers/cover';
import type { Row, Write } from '#app/ports';
import { Conflict, Contended, Refused } from '#core/errors';
import type { Command } from '#core/incident/command';
import { rateSignal } from '#core/incident/raising';
import { raisesBySignal } from '#core/incident/rating';
import { bounded, type Signal } from '#core/incident/signal';
import { type Incident, isOver, NAMED } from '#core/incident/state';
import { expects } from '#core/maintenance/window';
import { own } from '#core/own';
import { firingOf, readShards, recountWrites } from './firing.ts';
import { load, packOf, turn } from './incidents.ts';
import { keys } from './keys.ts';
import { nextIncidentId } from './new-id.ts';
import { type Before, openFor } from './open-by-signal.ts';
import { plannedOn } from './service-row.ts';
import { noteSignal, signalId } from './signal-note.ts';
import { mergedInto, ownerOf, released } from './signal-owner.ts';
import { changesWith, countedOf, putSignal, readSignalRow, type SignalRow } from './signal-row.ts';
import type { Stored, StorePorts } from './stored.ts';

const QUARTER_HOUR = 900;
/** What a signal led to: the incident, if any, and one word. */
export interface Taken {
  incidentId?: string;
  did: 'opened' | 'joined' | 'fired-again' | 'recovered' | 'noted' | 'kept' | 'reopened';
}

/**
 * Takes in one signal, as often as it comes. Only what may change a decision is a turn of its incident; all else is the signal's own row
 * and a note, without a lock. Order is by the signal's own time; older news never overrides newer. Its id is made of source, key, state and
 * own time, so one alarm by two ways is one.
 */
export async function takeSignal(ports: StorePorts, given: Signal): Promise<Taken> {
  const signal = bounded(given);
  for (let attempt = 0; attempt < 40; attempt += 1) {
    try {
      return await takeOnce(ports, signal);
    } catch (error) {
      // somebody was quicker, or the incident ended or was opened again meanwhile: looked at anew
      if (!(error instanceof Refused) && !(error instanceof Conflict)) throw error;
    }
  }
  throw new Contended(`signal ${signal.key}`);
}

/** A signal's row as it was read, and the incident that it belongs to. */
interface Known {
  row: Row | undefined;
  said: SignalRow | undefined;
  owner: Stored | undefined;
  /** Whether the signal is newer than what is known of its key. */
  newer: boolean;
}

async function takeOnce(ports: StorePorts, signal: Signal): Promise<Taken> {
  if (signal.state === 'firing') {
    const [known, serviceRow, takeId, people] = await Promise.all([
      knownOf(ports, signal),
      signal.service === undefined ? undefined : ports.table.get(keys.service(signal.service)),
      // a page may wait for what opens: its id is looked for beside the rest
      nextIncidentId(ports, ports.deployed.pack.playbook.incidentId),
      peopleWithCovers(ports.table, ports.deployed.people, ports.now()),
    ]);
    return fired(ports, signal, known, { serviceRow, takeId, people });
  }
  const known = await knownOf(ports, signal);
  const { owner } = known;
  switch (signal.state) {
    case 'unknown':
      return owner === undefined ? { did: 'kept' } : noted(ports, owner, signal);
    case 'suppressed':
      return suppressed(ports, signal, known);
    case 'recovered':
      return owner === undefined ? recoveredFirst(ports, signal, known) : recovered(ports, signal, known, owner);
  }
}

async function knownOf(ports: StorePorts, signal: Signal): Promise<Known> {
  const row = await ports.table.get(keys.signal(signal.key));
  const said = readSignalRow(row);
  const owner = await ownerOf(ports, said);
  return { row, said, owner, newer: said === undefined || Date.parse(signal.at) > Date.parse(said.at) };
}

async function noted(ports: StorePorts, owner: Stored, signal: Signal): Promise<Taken> {
  await noteSignal(ports, owner, signal);
  return { incidentId: owner.incident.id, did: 'noted' };
}

const takenBy = (owner: Stored | undefined) =>
  owner === undefined ? {} : { incident: owner.incident.id, cycle: owner.incident.cycle };

/** It fires and wakes nobody, until a firing that is not suppressed. What it counts as stays: it has not recovered. */
async function suppressed(ports: StorePorts, signal: Signal, { row, said, owner, newer }: Known): Promise<Taken> {
  if (newer && said?.state !== 'firing') await ports.table.write([putSignal(signal, row, takenBy(owner))]);
  return owner === undefined ? { did: 'kept' } : noted(ports, owner, signal);
}

/** A recovery that comes before its alarm is kept for a while. */
async function recoveredFirst(ports: StorePorts, signal: Signal, { row, newer }: Known): Promise<Taken> {
  const ttl = Math.floor(ports.wallClock().getTime() / 1000) + QUARTER_HOUR;
  if (newer) await ports.table.write([putSignal(signal, row, { ttl })]);
  return { did: 'kept' };
}

async function recovered(ports: StorePorts, signal: Signal, known: Known, owner: Stored): Promise<Taken> {
  const { row, said, newer } = known;
  const { id } = owner.incident;
  await noteSignal(ports, owner, signal);
  const put = putSignal(signal, row, takenBy(owner));
  const change = { from: countedOf(signal.key, said, id) };
  const command: Command = { do: 'signal-recovered', signal, changes: changesWith(said, signal) };
  const commandId = `${id}/signal/${signalId(signal)}`;
  if (own(owner.incident.signals, signal.key) !== undefined) {
    if (!newer) return { incidentId: id, did: 'noted' };
    if (said?.state !== 'firing') await ports.table.write([put]);
    else await turn(ports, id, commandId, command, () => [put], change);
    return { incidentId: id, did: said?.state === 'firing' ? 'recovered' : 'noted' };
  }
  // one of the many that are only counted; when it comes again its row may say so already, and what follows not have been done
  if (newer) await ports.table.write([put, ...recountWrites(change)]);
  else if (said?.state !== 'recovered' || said.at !== signal.at) return { incidentId: id, did: 'noted' };
  const { count } = firingOf(id, await readShards(ports, id));
  if (count === 0) await turn(ports, id, commandId, command);
  return { incidentId: id, did: 'recovered' };
}

async function fired(
  ports: StorePorts,
  signal: Signal,
  known: Known,
  { serviceRow, takeId, people }: Pick<Before, 'serviceRow' | 'takeId' | 'people'>,
): Promise<Taken> {
  const { row, said, owner, newer } = known;
  const holds = owner !== undefined && said !== undefined && !(await released(ports, owner, said, signal.at));
  // old news of an incident, also of one that is over: it belongs to that one's record and opens nothing
  if (owner !== undefined && !newer) return noted(ports, owner, signal);
  const planned =
    owner === undefined || isOver(owner.incident) ? await plannedFor(ports, serviceRow, signal) : undefined;
  if (holds && planned === undefined) return fireIn(ports, signal, known, owner);
  // of a recovery and a firing of one instant nobody knows the order: then it fires
  const recoveredAt = said?.state === 'recovered' && Date.parse(said.at) > Date.parse(signal.at) ? said.at : undefined;
  const open = planned ?? (await openOfService(ports, serviceRow));
  if (open !== undefined)
    return recoveredAt === undefined ? fireIn(ports, signal, known, open) : noted(ports, open, signal);
  const counted = countedOf(signal.key, said, owner?.incident.id);
  return {
    incidentId: await openFor(ports, signal, { row, serviceRow, owner, counted, recoveredAt, takeId, people }),
    did: 'opened',
  };
}

/** The most works on one service at a time among which an alarm's is looked for. */
const MOST_WORKS = 5;

/** Planned work on the signal's service that expects it: alarms from before its start are none of its. */
async function plannedFor(ports: StorePorts, service: Row | undefined, { at }: Signal): Promise<Stored | undefined> {
  for (const id of plannedOn(service, ports.now()).slice(0, MOST_WORKS)) {
    const work = await load(ports, id);
    if (work === undefined || !expects(work.incident, ports.now().getTime())) continue;
    if (Date.parse(at) >= Date.parse(work.incident.maintenance?.from ?? at)) return work;
  }
  return undefined;
}

/** Alarms of one service join its open incident until it is resolved, where the playbook groups by service. */
async function openOfService(ports: StorePorts, service: Row | undefined): Promise<Stored | undefined> {
  if (ports.deployed.pack.playbook.detection.group !== 'service') return undefined;
  if (typeof service?.['incident'] !== 'string') return undefined;
  const open = await mergedInto(ports, await load(ports, service['incident']));
  // an alarm that planned work does not expect is none of it, though the work holds the place
  const holds = open !== undefined && !isOver(open.incident) && !expects(open.incident, ports.now().getTime());
  return holds ? open : undefined;
}

/** A signal fires in an incident: a turn where it opens it again, is named there, or may raise it; else only counted. */
async function fireIn(ports: StorePorts, signal: Signal, { row, said, owner }: Known, target: Stored): Promise<Taken> {
  const { incident } = target;
  const { id } = incident;
  await noteSignal(ports, target, signal);
  const { playbook } = await packOf(ports, incident.playbook);
  const { severity } = rateSignal(playbook, signal, incident.facts);
  const from = countedOf(signal.key, said, owner?.incident.id);
  const change = { from, to: { incident: id, key: signal.key, severity } };
  const put = putSignal(signal, row, { ...takenBy(target), severity });
  const still = said?.state === 'firing' && owner?.incident.id === id;
  const decides = (now: Incident): boolean =>
    raisesBySignal(now, playbook, severity, ports.now().getTime()) ||
    (!still && (isOver(now) || own(now.signals, signal.key) !== undefined || hasRoom(now)));
  const changes = changesWith(said, signal);
  const commandId = `${id}/signal/${signalId(signal)}`;
  if (!decides(incident)) {
    await ports.table.write([put, ...recountWrites(change)]);
    // the end of planned work may have come meanwhile, and with it what kept the signal from rating
    const later = incident.maintenance === undefined ? undefined : await load(ports, id);
    if (
      later !== undefined &&
      !isOver(later.incident) &&
      raisesBySignal(later.incident, playbook, severity, ports.now().getTime())
    )
      await turn(ports, id, commandId, { do: 'signal-fired', signal, changes });
    return { incidentId: id, did: still ? 'noted' : owner?.incident.id === id ? 'fired-again' : 'joined' };
  }
  const command: Command = { do: isOver(incident) ? 'reopen-by-signal' : 'signal-fired', signal, changes };
  const alongside = (stored: Stored | undefined): Write[] => {
    // of many at once only some are named: the rest are looked at anew, instead of waiting for each other's turn
    if (stored !== undefined && !decides(stored.incident)) throw new Refused(['condition']);
    return [put];
  };
  await turn(ports, id, commandId, command, alongside, change);
  if (isOver(incident)) return { incidentId: id, did: 'reopened' };
  return { incidentId: id, did: owner?.incident.id === id ? 'fired-again' : 'joined' };
}

/** Whether an incident would name one more signal that fires. */
const hasRoom = ({ signals }: Incident): boolean =>
  Object.values(signals).filter(({ state }) => state === 'firing').length < NAMED;
