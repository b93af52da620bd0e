import * as z from 'zod';
import { ask, type Fetch } from './ask.ts';
import { SignInFailed } from './sign-in-failed.ts';

const Key = z.object({
  kid: z.string(),
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  use: z.literal('sig').optional(),
  alg: z.string().optional(),
});
/** A public key with which an issuer's signatures are verified. */
export type Key = z.infer<typeof Key>;
const Keys = z.object({ keys: z.array(z.unknown()).max(100) });

/** The keys of one issuer. */
export interface KeySet {
  find(kid: string): Promise<Key | undefined>;
}

const MINUTE = 60_000;
/** An issuer that did not answer is asked again after this. */
const SOON = 5_000;
/** Keys are read again after this. */
const FRESH = 60 * MINUTE;
/** Keys that cannot be read again count until this. */
const GOOD = 24 * 60 * MINUTE;

/**
 * The keys at `jwks_uri`, kept for an hour. A key that is unknown may be a new one, so they are read again: at most once a minute, whatever
 * keys tokens name. While they cannot be read, those of the last day count.
 */
export function keySet({ url, fetch, now }: { url: string; fetch: Fetch; now: () => Date }): KeySet {
  let known = new Map<string, Key>();
  let readAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let failed: SignInFailed | undefined;
  let asking: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    try {
      known = await keysAt(url, fetch);
      readAt = now().getTime();
      failed = undefined;
    } catch (error) {
      if (!(error instanceof SignInFailed)) throw error;
      failed = error;
    } finally {
      asking = undefined;
    }
  };
  return {
    async find(kid) {
      const at = now().getTime();
      const isDue = at - readAt >= FRESH || !known.has(kid);
      if (asking === undefined && isDue && at - askedAt >= (failed === undefined ? MINUTE : SOON)) {
        askedAt = at;
        asking = read();
      }
      if (isDue) await asking;
      if (now().getTime() - readAt >= GOOD) throw failed ?? new SignInFailed(`${url} was not read for a day`);
      return known.get(kid);
    },
  };
}

async function keysAt(url: string, fetch: Fetch): Promise<Map<string, Key>> {
  const { ok, status, json } = await ask(fetch, url);
  const { success, data } = Keys.safeParse(json);
  if (!ok || !success) throw new SignInFailed(`${url} gives no keys (${status})`);
  // keys of other kinds are for other uses
  const keys = data.keys.flatMap((one) => Key.safeParse(one).data ?? []);
  return new Map(keys.map((key) => [key.kid, key]));
}
