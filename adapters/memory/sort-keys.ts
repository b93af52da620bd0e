import { byBytes } from '#adapters/memory/condition';

/** Keys whose texts begin alike up to the first `#`; `sorted` until another has come. */
interface Group {
  keys: string[];
  sorted: boolean;
}

/** Where a key stands among others in their order, or would. */
function placeOf(keys: readonly string[], key: string): number {
  let from = 0;
  let to = keys.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (byBytes(keys[middle] ?? '', key) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** `E#` of `E#00000017`. A name without `#` has no key but itself, so groups in the order of their names have all keys in order. */
const groupOf = (key: string): string => key.slice(0, key.indexOf('#') + 1) || key;

/** The sort keys of one partition. A group is put in order when it is read: most are written row by row and read once, at the end. */
export class SortKeys {
  readonly #groups = new Map<string, Group>();

  /** Adds a key that is not there yet. */
  add(key: string): void {
    const name = groupOf(key);
    const group = this.#groups.get(name);
    if (group === undefined) {
      this.#groups.set(name, { keys: [key], sorted: true });
      return;
    }
    group.keys.push(key);
    group.sorted = false;
  }

  remove(key: string): void {
    const name = groupOf(key);
    const keys = this.#ordered(name);
    keys.splice(placeOf(keys, key), 1);
    if (keys.length === 0) this.#groups.delete(name);
  }

  /** All keys that begin so, in DynamoDB's order. */
  startingWith(prefix: string): string[] {
    // what begins up to a `#` alike is one group
    const mark = prefix.indexOf('#') + 1;
    if (mark > 0) return this.#from(prefix.slice(0, mark), prefix);
    const names = [...this.#groups.keys()].filter((name) => name.startsWith(prefix) || prefix.startsWith(name));
    return names.sort(byBytes).flatMap((name) => this.#from(name, prefix));
  }

  /** Those of a group that begin so. */
  #from(name: string, prefix: string): string[] {
    const keys = this.#ordered(name);
    if (name === prefix) return [...keys];
    const found: string[] = [];
    for (let n = placeOf(keys, prefix); keys[n]?.startsWith(prefix) === true; n += 1) found.push(keys[n] ?? '');
    return found;
  }

  #ordered(name: string): string[] {
    const group = this.#groups.get(name);
    if (group === undefined) return [];
    if (!group.sorted) group.keys.sort(byBytes);
    group.sorted = true;
    return group.keys;
  }
}
