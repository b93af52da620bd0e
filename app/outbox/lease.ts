import * as z from 'zod';
import type { Key, Ports, Row, Write } from '#app/ports';
import { once } from '#app/store/note';
import { Refused } from '#core/errors';
import { iso } from '#core/incident/time';
import { isRecord, type Json, textOf } from '#core/json';

/** Seconds that a claim holds before another may take it: longer than any function that claims may run, so that its holder is gone. */
export const LEASE_SECONDS = 65;
const Id = z.object({ pk: z.string(), sk: z.string() });
/** The key of a row, as a queue brings it. */
export const RowId = {
  /** Throws a `ZodError` for what is none. */
  parse: (body: unknown): Key =>
    isRecord(body) && typeof body['pk'] === 'string' && typeof body['sk'] === 'string'
      ? { pk: body['pk'], sk: body['sk'] }
      : Id.parse(body),
};
type Needs = Pick<Ports, 'table' | 'wallClock' | 'log'>;

/** A row that one worker holds: as it was before, and how often it has been held with this time. */
export interface Claimed {
  row: Row;
  mayBeRepeat: boolean;
  n: number;
}

/** Claims an outbox row for this worker alone. `undefined`: settled, held by another, or moot. A claim whose holder died may be taken, as a repeat. `more` belongs to the same transaction. */
export async function claim(
  ports: Needs,
  key: Key,
  guard?: Write,
  peek?: Row,
  more: Write[] = [],
): Promise<Claimed | 'moot' | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const row = attempt === 0 && peek !== undefined ? peek : await ports.table.get(key);
    if (row === undefined || row['settled'] !== undefined) return undefined;
    const now = ports.wallClock();
    const until = iso(now.getTime() + LEASE_SECONDS * 1000);
    const holder = row['leaseUntil'];
    if (typeof holder === 'string' && Date.parse(holder) > now.getTime()) return undefined;
    const n = Number(row['claims'] ?? 0) + 1;
    const take: Write = {
      update: key,
      // a lease that ran out unsettled: its holder may have sent before it died, which counts however the next tries end
      set: { leaseUntil: until, dueAt: until, claims: n, ...(typeof holder === 'string' ? { ambiguous: true } : {}) },
      // by its count, so that nobody goes by a row that another worker has tried meanwhile
      when: {
        settled: { absent: true },
        leaseUntil: typeof holder === 'string' ? { eq: holder } : { absent: true },
        claims: row['claims'] === undefined ? { absent: true } : { eq: row['claims'] },
      },
    };
    try {
      await ports.table.write([take, ...(guard === undefined ? [] : [guard]), ...more]);
      return { row, mayBeRepeat: typeof holder === 'string' || row['ambiguous'] === true, n };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (guard !== undefined && error.reasons[1] === 'condition') return 'moot';
      if (error.reasons[0] === 'condition') return undefined;
    }
  }
  throw new Error(`claim of ${key.pk} ${key.sk} is contended`);
}

/**
 * Settles an outbox row, after what the timeline shows of it: each is a put under a name of its own, so a worker that dies between leaves a
 * line and a lease that runs out, and not a sending that nobody knows of. Apart they cost half of what they cost together. `next`: the sort
 * key of the row that waits for this one, as far as is known. Gives that key as it is.
 */
export async function settle(
  ports: Needs,
  key: Key,
  how: string,
  facts: Record<string, Json>,
  more: Write[] = [],
  next = '',
): Promise<string | undefined> {
  for (const line of more) await once(ports, line);
  const done = (waiting: string): Write => ({
    update: key,
    set: { settled: how, settledAt: iso(ports.wallClock()), ...facts },
    remove: ['duePk', 'dueAt', 'leaseUntil'],
    when: { settled: { absent: true }, next: waiting === '' ? { absent: true } : { eq: waiting } },
  });
  // only where another has come to wait since it was read is the row read again
  for (let [attempt, waiting] = [0, next]; attempt < 20; attempt += 1) {
    if (await once(ports, done(waiting))) return waiting === '' ? undefined : waiting;
    const row = await ports.table.get(key);
    if (row === undefined || row['settled'] !== undefined || textOf(row['next']) === waiting) break;
    waiting = textOf(row['next']);
  }
  ports.log.warn('settled before', { key: key.sk });
  return undefined;
}
