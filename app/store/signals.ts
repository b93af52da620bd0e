import type { Row, Write } from '#app/ports';
import { Conflict, Contended, Refused } from '#core/errors';
import type { Command } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { isOver } from '#core/incident/state';
import { textOf } from '#core/json';
import { load, turn } from './incidents.ts';
import { keys } from './keys.ts';
import { newIncidentId } from './new-id.ts';
import { noteOf } from './note.ts';
import type { Stored, StorePorts } from './stored.ts';

const QUARTER_HOUR = 900;
/** What a signal led to: the incident, if any, and one word. */
export interface Taken {
  incidentId?: string;
  did: 'opened' | 'joined' | 'fired-again' | 'recovered' | 'noted' | 'kept' | 'reopened';
}

/**
 * Takes in one signal, as often as it comes. A repeat is a note: its own row, no lock on the incident. Order is by the signal's own time;
 * older news never overrides newer. Its id is made of source, key, state and own time, so one alarm by two ways is one.
 */
export async function takeSignal(ports: StorePorts, signal: Signal): Promise<Taken> {
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

/** Short, stable and safe for keys: what makes a signal the same signal. */
export function signalId(signal: Signal): string {
  const text = [signal.source, signal.key, signal.state, Date.parse(signal.at)].join('|');
  let a = 0xcbf29ce484222325n;
  for (const c of text) a = BigInt.asUintN(64, (a ^ BigInt(c.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return `${Date.parse(signal.at)}-${a.toString(36)}`;
}

async function takeOnce(ports: StorePorts, signal: Signal): Promise<Taken> {
  const [keyRow, serviceRow] = await Promise.all([
    ports.table.get(keys.signal(signal.key)),
    signal.service === undefined ? undefined : ports.table.get(keys.service(signal.service)),
  ]);
  const heldBy = typeof keyRow?.['incident'] === 'string' ? await load(ports, keyRow['incident']) : undefined;
  const holder = heldBy !== undefined && !released(heldBy, ports.now()) ? heldBy : undefined;
  if (signal.state === 'unknown' || signal.state === 'suppressed')
    return holder === undefined ? { did: 'kept' } : note(ports, holder, signal);
  const newer = keyRow === undefined || Date.parse(signal.at) > Date.parse(textOf(keyRow['at']));
  if (signal.state === 'recovered') return recovered(ports, signal, keyRow, holder, newer);
  if (holder !== undefined) return firesIn(ports, signal, keyRow, holder, newer);
  // old news of an incident that is over: it belongs to that one's record and opens nothing
  if (heldBy !== undefined && !newer) return note(ports, heldBy, signal);
  const joined = await join(ports, signal, keyRow, serviceRow);
  return joined ?? openFor(ports, signal, keyRow, serviceRow, heldBy);
}

/** A key stays with its incident until resolved, or until the end of the watch where there is one. */
function released(stored: Stored, now: Date): boolean {
  const { incident } = stored;
  if (!isOver(incident)) return false;
  return !(
    incident.life === 'resolved' &&
    incident.watchUntil !== undefined &&
    Date.parse(incident.watchUntil) > now.getTime()
  );
}

const keyIs = (row: Row | undefined) =>
  row === undefined
    ? ({ pk: { absent: true } } as const)
    : {
        at: { eq: textOf(row['at']) },
        state: { eq: textOf(row['state']) },
        incident: row['incident'] === undefined ? ({ absent: true } as const) : { eq: row['incident'] },
      };

const keyPut = (signal: Signal, row: Row | undefined, incident: string): Write => ({
  put: { ...keys.signal(signal.key), incident, state: signal.state, at: signal.at },
  when: keyIs(row),
});

async function recovered(
  ports: StorePorts,
  signal: Signal,
  row: Row | undefined,
  holder: Stored | undefined,
  newer: boolean,
): Promise<Taken> {
  if (holder === undefined) {
    if (!newer) return { did: 'kept' };
    // a recovery that comes before its alarm is kept for a while
    const ttl = Math.floor(ports.wallClock().getTime() / 1000) + QUARTER_HOUR;
    const incident = row?.['incident'] === undefined ? {} : { incident: row['incident'] };
    await ports.table.write([
      {
        put: {
          ...keys.signal(signal.key),
          ...incident,
          state: 'recovered',
          at: signal.at,
          ...(row?.['incident'] === undefined ? { ttl } : {}),
        },
        when: keyIs(row),
      },
    ]);
    return { did: 'kept' };
  }
  const { id } = holder.incident;
  await note(ports, holder, signal);
  if (!newer || row?.['state'] === 'recovered') {
    if (newer) await ports.table.write([keyPut(signal, row, id)]);
    return { incidentId: id, did: 'noted' };
  }
  await turn(ports, id, `${id}/signal/${signalId(signal)}`, { do: 'signal-recovered', signal }, () => [
    keyPut(signal, row, id),
  ]);
  return { incidentId: id, did: 'recovered' };
}

async function firesIn(
  ports: StorePorts,
  signal: Signal,
  row: Row | undefined,
  holder: Stored,
  newer: boolean,
): Promise<Taken> {
  const { id } = holder.incident;
  await note(ports, holder, signal);
  if (!newer) return { incidentId: id, did: 'noted' };
  if (row?.['state'] === 'firing') {
    await ports.table.write([keyPut(signal, row, id)]);
    return { incidentId: id, did: 'noted' };
  }
  const again = holder.incident.life === 'resolved';
  const command: Command = { do: again ? 'reopen-by-signal' : 'signal-fired', signal };
  await turn(ports, id, `${id}/signal/${signalId(signal)}`, command, () => [keyPut(signal, row, id)]);
  return { incidentId: id, did: again ? 'reopened' : 'fired-again' };
}

/** Alarms of one service join its open incident until it is resolved, where the playbook groups by service. */
async function join(
  ports: StorePorts,
  signal: Signal,
  row: Row | undefined,
  service: Row | undefined,
): Promise<Taken | undefined> {
  if (ports.deployed.pack.playbook.detection.group !== 'service') return undefined;
  if (typeof service?.['incident'] !== 'string') return undefined;
  const open = await load(ports, service['incident']);
  if (open === undefined || isOver(open.incident)) return undefined;
  const { id } = open.incident;
  await note(ports, open, signal);
  const known = knownRecovery(signal, row);
  if (known !== undefined) return { incidentId: id, did: 'noted' };
  await turn(ports, id, `${id}/signal/${signalId(signal)}`, { do: 'signal-fired', signal }, () => [
    keyPut(signal, row, id),
  ]);
  return { incidentId: id, did: 'joined' };
}

const knownRecovery = (signal: Signal, row: Row | undefined): string | undefined =>
  row?.['state'] === 'recovered' && Date.parse(textOf(row['at'])) > Date.parse(signal.at)
    ? textOf(row['at'])
    : undefined;

async function openFor(
  ports: StorePorts,
  signal: Signal,
  row: Row | undefined,
  serviceRow: Row | undefined,
  before: Stored | undefined,
): Promise<Taken> {
  const recoveredAt = knownRecovery(signal, row);
  const { pack } = ports.deployed;
  const service = signal.service === undefined ? undefined : keys.service(signal.service);
  const [id] = await Promise.all([newIncidentId(ports, pack.playbook.incidentId), pin(ports)]);
  const { group } = pack.playbook.detection;
  const answer = await turn(
    ports,
    id,
    `open/${signalId(signal)}`,
    {
      do: 'open-by-signal',
      id,
      signal,
      ...(recoveredAt === undefined ? {} : { recoveredAt }),
      ...(before === undefined ? {} : { previous: before.incident.id }),
      speed: ports.deployed.speed,
    },
    () => [
      {
        put: {
          ...keys.signal(signal.key),
          incident: id,
          state: recoveredAt === undefined ? 'firing' : 'recovered',
          at: recoveredAt ?? signal.at,
        },
        when: keyIs(row),
      },
      // the incident that held the key before must not have been opened again meanwhile
      ...(before === undefined
        ? []
        : [{ check: keys.state(before.incident.id), when: { version: { eq: before.version } } }]),
      ...(service === undefined || group !== 'service'
        ? []
        : [
            {
              put: { ...service, incident: id },
              when:
                serviceRow === undefined
                  ? ({ pk: { absent: true } } as const)
                  : { incident: { eq: serviceRow['incident'] ?? null } },
            },
          ]),
      noteWrite(ports, id, signal, 1),
    ],
  );
  return { incidentId: textOf(answer['id']), did: 'opened' };
}

const pinned = new WeakMap<object, string>();
/** The playbook goes in before the first incident that is pinned to it; a process asks only once for each table. */
export async function pin(ports: StorePorts): Promise<void> {
  const { pack } = ports.deployed;
  if (pinned.get(ports.table) === pack.hash) return;
  try {
    await ports.table.write([
      { put: { ...keys.pack(pack.hash), packed: JSON.stringify(pack) }, when: { pk: { absent: true } } },
    ]);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  pinned.set(ports.table, pack.hash);
}

/** `after`: the incident's last event when the signal was seen, so that what follows from it is shown behind it. */
const noteWrite = (ports: StorePorts, id: string, signal: Signal, after: number): { put: Row } =>
  noteOf(ports, id, `sig-${signalId(signal)}`, {
    type: 'SignalSeen',
    title: signal.title,
    state: signal.state,
    signalAt: signal.at,
    because: `${signal.state} at ${signal.at}: ${signal.summary}`,
    after,
  });

async function note(ports: StorePorts, stored: Stored, signal: Signal): Promise<Taken> {
  const { id } = stored.incident;
  try {
    await ports.table.write([{ ...noteWrite(ports, id, signal, stored.incident.seq), when: { pk: { absent: true } } }]);
  } catch (error) {
    // it was noted before
    if (!(error instanceof Refused)) throw error;
  }
  return { incidentId: id, did: 'noted' };
}
