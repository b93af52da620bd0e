import type { Row } from '#app/ports';
import { pin } from '#app/store/pin';
import { highErrorRate, Story } from '#test/story';
import { countedTable, noUnits } from './counted-table.ts';

/** The transaction that opens a P1 of Tracktion, on the runner. */
export interface Opening {
  /** Write units that DynamoDB would bill for it, its indexes included. */
  writeUnits: number;
  /** Bytes of each of its rows, as JSON. */
  rowBytes: number[];
}

export async function opening(): Promise<Opening> {
  const story = new Story();
  const { table, ports } = story.world;
  await story.run(() => pin(ports));
  let bill = noUnits();
  const counted = countedTable(table, () => bill);
  let found: Opening | undefined;
  ports.table = {
    ...counted,
    async write(writes) {
      const opens = writes.some((w) => 'put' in w && w.put.sk === 'STATE' && w.when !== undefined && 'pk' in w.when);
      const own = noUnits();
      bill = own;
      await counted.write(writes);
      if (opens) found = { writeUnits: own.writes, rowBytes: writes.map((w) => bytesOf('put' in w ? w.put : w)) };
    },
  };
  await story.signal(highErrorRate);
  if (found === undefined) throw new Error('nothing was opened');
  return found;
}

const bytesOf = (row: Row | object): number => Buffer.byteLength(JSON.stringify(row));
