import * as z from 'zod';
import type { Condition, Row, Write } from '#app/ports';
import type { Signal } from '#core/incident/signal';
import { textOf } from '#core/json';
import type { Counted } from './firing.ts';
import { keys } from './keys.ts';

/** What the row of a signal's key keeps; a row of a release before has only incident, state and time. */
const SignalRow = z.object({
  incident: z.string().optional(),
  /** The incident's cycle when it took the signal. */
  cycle: z.number().default(1),
  state: z.enum(['firing', 'recovered', 'suppressed']),
  at: z.string(),
  /** What its rule gives while it fires, and as what it is counted. */
  severity: z.string().optional(),
  /** When it last changed between firing and not, the newest last. */
  changes: z.array(z.string()).default([]),
});
export type SignalRow = z.infer<typeof SignalRow>;

export const readSignalRow = (row: Row | undefined): SignalRow | undefined =>
  row === undefined ? undefined : SignalRow.parse(row);

/** Changes that are kept: as many as a playbook may ask for. */
const KEPT = 20;

/** The changes of a signal once it is in a state. */
export const changesWith = (known: SignalRow | undefined, { state, at }: Signal): string[] =>
  (known?.state === 'firing') === (state === 'firing')
    ? (known?.changes ?? [])
    : [...(known?.changes ?? []), at].slice(-KEPT);

/** Where a signal that fires is counted. */
export const countedOf = (key: string, known: SignalRow | undefined, owner: string | undefined): Counted | undefined =>
  known?.state === 'firing' && known.severity !== undefined && owner !== undefined
    ? { incident: owner, key, severity: known.severity }
    : undefined;

/** That a row is still as it was read. */
export const rowIs = (row: Row | undefined): Condition =>
  row === undefined
    ? { pk: { absent: true } }
    : {
        at: { eq: textOf(row['at']) },
        state: { eq: textOf(row['state']) },
        incident: row['incident'] === undefined ? { absent: true } : { eq: row['incident'] },
      };

/** Writes what a signal says now over its row, and keeps what else stands there. */
export function putSignal(
  signal: Signal,
  row: Row | undefined,
  now: { incident?: string; cycle?: number; severity?: string; ttl?: number; state?: 'recovered'; at?: string },
): Write {
  // a row that expires does so only while no incident has it
  const { ttl: _, ...kept } = row ?? {};
  const { key, source, title, service, rule, value, state, at } = signal;
  return {
    put: {
      ...kept,
      ...keys.signal(key),
      source,
      title,
      service,
      rule,
      value,
      incident: now.incident,
      cycle: now.cycle,
      severity: now.severity,
      ...(now.ttl === undefined ? {} : { ttl: now.ttl }),
      state: now.state ?? state,
      at: now.at ?? at,
      changes: changesWith(readSignalRow(row), now.state === undefined ? signal : { ...signal, state: now.state }),
    },
    when: rowIs(row),
  };
}
