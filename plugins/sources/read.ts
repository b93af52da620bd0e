import * as z from 'zod';
import type { Signal } from '#core/incident/signal';
import { iso } from '#core/incident/time';

/** One thing that is wrong in a payload: where, and what is expected. */
export interface Fault {
  path: string;
  message: string;
}

/** What a payload says, alert by alert: an alert that is wrong takes none of the others with it. */
export interface Read {
  signals: Signal[];
  /** Alerts that are in order and open nothing by themselves. */
  ignored: number;
  faults: Fault[];
}

const timeForm = 'expected a time such as 2026-03-11T14:02:00Z';
/** An instant of any offset, as one of UTC. */
export const Time = z.iso.datetime({ offset: true, error: timeForm }).transform((text) => iso(new Date(text)));

/** Seconds since 1970 as an instant; nothing where no calendar has it. */
export const ofSeconds = (seconds: number): string | undefined => {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/** Text as a source gives it, or nothing: null, a number and an empty text are none. */
export const MaybeText = z
  .unknown()
  .optional()
  .transform((said) => (typeof said === 'string' && said.trim() !== '' ? said.trim() : undefined));

/** Every field that does not fit, below a place of the payload. */
export const faultsAt = (path: readonly PropertyKey[], { issues }: z.ZodError): Fault[] =>
  issues.map((issue) => ({ path: [...path, ...issue.path].map(String).join('.'), message: issue.message }));

/** Reads one alert at its place in the payload: a signal, nothing where it opens none, or what is wrong with it. */
export function readOne<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  path: readonly PropertyKey[],
  signalOf: (alert: z.infer<S>) => Signal | undefined | Fault,
): Read {
  const { data, error } = schema.safeParse(raw);
  if (error !== undefined) return { signals: [], ignored: 0, faults: faultsAt(path, error) };
  const signal = signalOf(data);
  if (signal === undefined) return { signals: [], ignored: 1, faults: [] };
  if ('message' in signal)
    return { signals: [], ignored: 0, faults: [{ ...signal, path: [...path, signal.path].map(String).join('.') }] };
  return { signals: [signal], ignored: 0, faults: [] };
}

/** Alerts of one payload that are read at the most. */
export const MOST_READ = 20_000;

/** Reads the alerts of a list. Of one that is longer than any that holds alerts the rest is a fault. */
export function readEach(alerts: readonly unknown[], read: (alert: unknown, n: number) => Read): Read {
  const message = `${alerts.length} alerts, of which the first ${MOST_READ} were read`;
  const over: Read = { signals: [], ignored: 0, faults: [{ path: '', message }] };
  return together([...(alerts.length > MOST_READ ? [over] : []), ...alerts.slice(0, MOST_READ).map(read)]);
}

/** All that several alerts say. */
const together = (reads: readonly Read[]): Read => ({
  signals: reads.flatMap(({ signals }) => signals),
  ignored: reads.reduce((sum, { ignored }) => sum + ignored, 0),
  faults: reads.flatMap(({ faults }) => faults),
});
