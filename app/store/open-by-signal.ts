import type { Row } from '#app/ports';
import type { Command } from '#core/incident/command';
import { rateSignal } from '#core/incident/raising';
import type { Signal } from '#core/incident/signal';
import { textOf } from '#core/json';
import type { OnCallPeople } from '#core/on-call';
import type { Counted } from './firing.ts';
import { turn } from './incidents.ts';
import { keys } from './keys.ts';
import { pin } from './pin.ts';
import { isStill } from './service-row.ts';
import { signalId, signalNote } from './signal-note.ts';
import { putSignal } from './signal-row.ts';
import type { Stored, StorePorts } from './stored.ts';

/** What is known where a signal opens an incident. */
export interface Before {
  row: Row | undefined;
  serviceRow: Row | undefined;
  /** The incident that held the signal. */
  owner: Stored | undefined;
  /** Where it still counts as firing. */
  counted: Counted | undefined;
  /** When it recovered, where later news of it arrived first. */
  recoveredAt: string | undefined;
  takeId: () => Promise<string>;
  /** Who is on duty, read beside the rest: a page may wait for what opens. */
  people: OnCallPeople;
}

/** Opens an incident for a signal: its row, the place of its service and its count are in the opening's own transaction. */
export async function openFor(ports: StorePorts, signal: Signal, before: Before): Promise<string> {
  const { row, serviceRow, owner, counted, recoveredAt, takeId, people } = before;
  const { pack, speed } = ports.deployed;
  const [id] = await Promise.all([takeId(), pin(ports)]);
  const { severity } = rateSignal(pack.playbook, signal);
  const command: Command = {
    do: 'open-by-signal',
    id,
    signal,
    ...(recoveredAt === undefined ? {} : { recoveredAt }),
    ...(owner === undefined ? {} : { previous: owner.incident.id }),
    speed,
  };
  const taken =
    recoveredAt === undefined
      ? { incident: id, cycle: 1, severity }
      : { incident: id, cycle: 1, state: 'recovered' as const, at: recoveredAt };
  const answer = await turn(
    ports,
    id,
    `open/${signalId(signal)}`,
    command,
    () => [
      putSignal(signal, row, taken),
      // the incident that held the key before must not have been opened again meanwhile
      ...(owner === undefined
        ? []
        : [{ check: keys.state(owner.incident.id), when: { version: { eq: owner.version } } }]),
      ...(signal.service === undefined || pack.playbook.detection.group !== 'service'
        ? []
        : [
            {
              update: keys.service(signal.service),
              set: { incident: id },
              when: serviceRow === undefined ? ({ pk: { absent: true } } as const) : isStill(serviceRow),
            },
          ]),
      signalNote(ports, id, signal, 1),
    ],
    { from: counted, to: recoveredAt === undefined ? { incident: id, key: signal.key, severity } : undefined },
    people,
  );
  return textOf(answer['id']);
}
