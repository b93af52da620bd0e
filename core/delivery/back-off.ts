/** What is delivered: a page wakes a person and is tried again sooner than a message. */
export type Delivered = 'page' | 'message';

/** Seconds before the second try, and the most between two tries. */
const pace: Record<Delivered, { first: number; most: number }> = {
  page: { first: 15, most: 60 },
  message: { first: 30, most: 120 },
};

/** Hours after which a delivery that nobody has accepted is given up. */
export const GIVES_UP_HOURS = 24;

/** Sendings without an answer that one delivery makes on one channel, the first included: each may have arrived. */
export const MOST_UNCERTAIN = 5;

/**
 * Whole seconds until the next try after so many that failed: doubled each time up to the most, a quarter of it spread by the delivery's key,
 * so that what failed together does not come back together. A provider that asks for more patience gets it, spread likewise.
 */
export function backOff(
  of: Delivered,
  { key, failed, retryAfterSeconds = 0 }: { key: string; failed: number; retryAfterSeconds?: number },
): number {
  const { first, most } = pace[of];
  const chance = share(`${key}/${failed}`);
  const usual = Math.min(most, first * 2 ** Math.min(failed - 1, 10)) * (0.75 + chance / 4);
  return Math.ceil(Math.max(usual, retryAfterSeconds * (1 + chance / 4)));
}

/** A number from 0 up to 1 that a text always gives again (FNV-1a). */
function share(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  // the low bits of similar texts differ most, so they are folded in
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
