import * as z from 'zod';
import type { Key, Ports, Row, Write } from '#app/ports';
import { Refused } from '#core/errors';
import { iso } from '#core/incident/time';
import type { Json } from '#core/json';

/** Seconds that a claim holds before another may take it. */
export const LEASE_SECONDS = 30;
export const RowId = z.object({ pk: z.string(), sk: z.string() });
type Needs = Pick<Ports, 'table' | 'wallClock' | 'log'>;

/** Claims an outbox row for this hand alone. `undefined`: settled, held by another, or moot. A claim whose holder died may be taken, as a repeat. */
export async function claim(
  ports: Needs,
  key: Key,
  guard?: Write,
  peek?: Row,
): Promise<{ row: Row; mayBeRepeat: boolean } | 'moot' | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const row = attempt === 0 && peek !== undefined ? peek : await ports.table.get(key);
    if (row === undefined || row['settled'] !== undefined) return undefined;
    const now = ports.wallClock();
    const until = iso(now.getTime() + LEASE_SECONDS * 1000);
    const holder = row['leaseUntil'];
    if (typeof holder === 'string' && Date.parse(holder) > now.getTime()) return undefined;
    const take: Write = {
      update: key,
      set: { leaseUntil: until, dueAt: until, claims: Number(row['claims'] ?? 0) + 1 },
      when: { settled: { absent: true }, leaseUntil: typeof holder === 'string' ? { eq: holder } : { absent: true } },
    };
    try {
      await ports.table.write(guard === undefined ? [take] : [take, guard]);
      // a lease that ran out unsettled: its holder may have sent before it died
      return { row, mayBeRepeat: typeof holder === 'string' || row['ambiguous'] === true };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.reasons[1] === 'condition') return 'moot';
      if (error.reasons[0] === 'condition') return undefined;
    }
  }
  throw new Error(`claim of ${key.pk} ${key.sk} is contended`);
}

/**
 * Settles an outbox row, after what the timeline shows of it: each is a put under a name of its own, so a hand that dies between leaves a
 * line and a lease that runs out, and not a sending that nobody knows of. Apart they cost half of what they cost together.
 */
export async function settle(
  ports: Needs,
  key: Key,
  how: string,
  facts: Record<string, Json>,
  more: Write[] = [],
): Promise<void> {
  const done: Write = {
    update: key,
    set: { settled: how, settledAt: iso(ports.wallClock()), ...facts },
    remove: ['duePk', 'dueAt', 'leaseUntil'],
    when: { settled: { absent: true } },
  };
  for (const line of more) await ports.table.write([line]);
  try {
    await ports.table.write([done]);
  } catch (error) {
    if (!(error instanceof Refused) || error.reasons[0] !== 'condition') throw error;
    ports.log.warn('settled before', { key: key.sk });
  }
}

/** Gives a claim back, so that the queue may bring it again. */
export const release = (ports: Needs, key: Key, facts: Record<string, Json> = {}): Promise<void> =>
  ports.table.write([{ update: key, set: { dueAt: iso(ports.wallClock()), ...facts }, remove: ['leaseUntil'] }]);
