/** Draws from a seed: the same seed gives the same draws. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0;
    for (let n = 0; n < 4; n += 1) this.#next();
  }

  #next(): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1));
  }

  chance(p: number): boolean {
    return this.#next() < p;
  }

  of<T>(all: readonly T[]): T {
    if (all.length === 0) throw new Error('nothing to draw from');
    return all[this.int(0, all.length - 1)] as T;
  }

  /** Some of them, in their order. */
  some<T>(all: readonly T[], least = 1, most = 3): T[] {
    const left = [...all];
    const want = Math.min(left.length, this.int(least, most));
    while (left.length > want) left.splice(this.int(0, left.length - 1), 1);
    return left;
  }

  /** One of them, or a list of some. */
  oneOrMore<T>(all: readonly T[]): T | T[] {
    return this.chance(0.6) ? this.of(all) : this.some(all);
  }

  /** So many of something, each drawn by its number. */
  many<T>(from: number, to: number, one: (n: number) => T): T[] {
    return Array.from({ length: this.int(from, to) }, (_, n) => one(n));
  }

  /** The field, now and then; to be spread into an entry. */
  field<K extends string, T>(p: number, key: K, value: () => T): { [key in K]?: T } {
    return this.chance(p) ? ({ [key]: value() } as { [key in K]?: T }) : {};
  }

  /** An entry without some of its optional fields. */
  without<T extends Record<string, unknown>>(p: number, optional: readonly string[], entry: T): T {
    return Object.fromEntries(Object.entries(entry).filter(([key]) => !optional.includes(key) || !this.chance(p))) as T;
  }

  /** A value for each of some of these names. */
  by<T>(names: readonly string[], one: (name: string) => T, most = 3): Record<string, T> {
    return Object.fromEntries(this.some(names, 1, most).map((name) => [name, one(name)]));
  }

  /** One value, or one for each of some of these names. */
  oneOrBy<T>(names: readonly string[], one: () => T): T | Record<string, T> {
    return this.chance(0.6) ? one() : this.by(names, one);
  }
}
