import type { Table } from '#app/ports';
import type { World } from '#simulator/world';

/** What calls of the table came to. */
export interface Calls {
  calls: number;
  /** Of the rows that were read, and of what was written, as JSON. */
  bytes: number;
}

/**
 * Makes every call of a world's table and queues take so many milliseconds of its clock, and counts those of the table. What waits for a call,
 * for another's claim, or tries once more then takes time as on AWS; calls made together take it once. Work between the calls takes none.
 */
export function slowed(world: World, milliseconds: number): Calls {
  const { ports, clock } = world;
  const { table, queues } = ports;
  const counted: Calls = { calls: 0, bytes: 0 };
  const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? null));
  const call = async <T>(given: unknown, work: () => Promise<T>): Promise<T> => {
    counted.calls += 1;
    if (milliseconds > 0) await clock.sleep(milliseconds);
    const result = await work();
    counted.bytes += bytesOf(given) + bytesOf(result);
    return result;
  };
  const slow: Table = {
    get: (key) => call(key, () => table.get(key)),
    getAll: (all) => call(all, () => table.getAll(all)),
    query: (pk, options) => call(pk, () => table.query(pk, options)),
    index: (name, partition, options) => call(partition, () => table.index(name, partition, options)),
    write: (writes) => call(writes, () => table.write(writes)),
    count: (key, attribute) => call(key, () => table.count(key, attribute)),
  };
  ports.table = slow;
  ports.queues = {
    put: async (...given) => {
      if (milliseconds > 0) await clock.sleep(milliseconds);
      await queues.put(...given);
    },
  };
  return counted;
}
