import { TOKEN_LENGTH } from '#core/message/link';

/** Repeatable randomness: numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Personal tokens, the same for the same seed. */
export function tokens(seed: number): () => string {
  const random = seeded(seed);
  return () => Array.from({ length: TOKEN_LENGTH }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
