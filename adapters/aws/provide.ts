import type { Ports } from '#app/ports';

/** One port that is created at its first use and then shared for the life of the process. */
export function provides<K extends keyof Ports>(name: K, make: () => Ports[K]): () => Pick<Ports, K> {
  let made: { port: Ports[K] } | undefined;
  const port = () => {
    made ??= { port: make() };
    return made.port;
  };
  return () => Object.defineProperty({}, name, { enumerable: true, get: port }) as Pick<Ports, K>;
}

type All<Parts extends object[]> = Parts extends [infer First, ...infer Rest extends object[]]
  ? First & All<Rest>
  : unknown;

/** Joins parts without touching their getters, which a spread would call. */
export function together<Parts extends object[]>(...parts: Parts): All<Parts> {
  const joined = {};
  for (const part of parts) Object.defineProperties(joined, Object.getOwnPropertyDescriptors(part));
  return joined as All<Parts>;
}
