import { Refused } from '#core/errors';
import type { Json } from '#core/json';
import type { Ports } from '#core/ports';
import { keys } from '#core/store/keys';
import { problem } from './problem.ts';

const WEEK = 7 * 86_400;

/** Remembers for a week what a caller's key stood for: the same key with another body is refused, the same body gives the same command. */
export async function sameRequest(
  { table, wallClock }: Pick<Ports, 'table' | 'wallClock'>,
  command: string,
  request: Json,
): Promise<Response | undefined> {
  const key = keys.command(`${command}/request`);
  const text = JSON.stringify(request);
  try {
    await table.write([
      {
        put: { ...key, request: text, ttl: Math.floor(wallClock().getTime() / 1000) + WEEK },
        when: { pk: { absent: true } },
      },
    ]);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  const known = await table.get(key);
  return known?.['request'] === text
    ? undefined
    : problem(422, 'Another request', 'this Idempotency-Key was used for another request', [
        { path: 'Idempotency-Key', message: 'was used with another body or path' },
      ]);
}
