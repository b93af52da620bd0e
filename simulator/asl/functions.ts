import { createHash } from 'node:crypto';

const algorithms: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function range(first: number, last: number, step: number): number[] {
  if (![first, last, step].every(Number.isFinite) || step === 0)
    throw new Error('$range takes three numbers, the last not 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > 1000) throw new Error('$range gives at most 1000 numbers');
  return Array.from({ length }, (_, i) => first + i * step);
}

function partition(items: unknown[], size: number): unknown[][] {
  if (!Array.isArray(items) || !(size >= 1)) throw new Error('$partition takes an array and a size of at least 1');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function hash(data: unknown, algorithm: string): string {
  const name = algorithms[algorithm];
  if (name === undefined)
    throw new Error(`$hash does not know ${algorithm}; it knows ${Object.keys(algorithms).join(', ')}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

/** What Step Functions adds to JSONata and does not depend on time or chance. */
export const pureFunctions = { parse: (text: string): unknown => JSON.parse(text), range, partition, hash };

/** A generator of its own for `$random(seed)`: the same seed gives the same number. */
function seeded(seed: number): number {
  let t = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Where expressions get time and chance from. */
export interface Surroundings {
  now: () => Date;
  random: () => number;
}

/** The functions that depend on time or chance, so that a seeded run repeats itself. */
export const chanceFunctions = ({ random }: Surroundings) => ({
  random: (seed?: number) => (seed === undefined ? random() : seeded(seed)),
  uuid: () =>
    'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) =>
      (c === 'x' ? Math.floor(random() * 16) : 8 + Math.floor(random() * 4)).toString(16),
    ),
  shuffle: (items: unknown[]) => {
    const left = [...items];
    return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
  },
});
