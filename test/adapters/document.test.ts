import { expect, test } from 'vitest';
import { memoryTable } from '#adapters/memory/table';
import { readDocument, writeDocument } from '#app/store/document';

const key = { pk: 'INC-1', sk: 'REPORT' };

test.each([
  ['nothing', ''],
  ['a word', 'report'],
  ['characters of three bytes', '한'.repeat(60_000)],
  ['characters of four bytes behind one', `x${'😀'.repeat(40_000)}`],
  ['marks of byte order, also where a part begins', '\ufeff'.repeat(50_000)],
])('a text of %s is read as it was written, from rows under 64 KB', async (_, text) => {
  const table = memoryTable();
  await writeDocument(table, key, text);
  expect(await readDocument(table, key)).toBe(text);
  const sizes = table.dump().map((row) => Buffer.byteLength(JSON.stringify(row)));
  expect(Math.max(...sizes)).toBeLessThan(64_000);
});

test('a text that is written anew takes the place of the one before, whose parts go; one that is written once stays', async () => {
  const table = memoryTable();
  await writeDocument(table, key, 'a'.repeat(200_000));
  await writeDocument(table, key, 'b'.repeat(100_000));
  expect(await readDocument(table, key)).toBe('b'.repeat(100_000));
  expect(table.dump().length).toBe(3);
  await writeDocument(table, key, 'c', { once: true });
  expect(await readDocument(table, key)).toHaveLength(100_000);
});

test('a text whose part is missing is not read as a shorter one', async () => {
  const table = memoryTable();
  await writeDocument(table, key, 'a'.repeat(200_000));
  const part = table.dump().find((row) => row.sk.endsWith('#0001'));
  await table.write([{ delete: { pk: key.pk, sk: part?.sk ?? '' } }]);
  await expect(readDocument(table, key)).rejects.toThrow('INC-1 REPORT has 3 of 4 parts');
});

test('two that write the same place at once: whichever comes last stands whole, and nothing else is left', async () => {
  const table = memoryTable();
  const [a, b] = ['a'.repeat(200_000), 'b'.repeat(100_000)];
  await writeDocument(table, key, a);
  let late: Promise<void> | undefined;
  const beside: typeof table = {
    ...table,
    // the first text is written again in the midst of the second
    async write(writes) {
      if (late === undefined && writes.some((write) => 'delete' in write)) {
        late = writeDocument(table, key, 'c').then(() => writeDocument(table, key, a));
        await late;
      }
      return table.write(writes);
    },
  };
  await writeDocument(beside, key, b);
  expect(await readDocument(table, key)).toBe(b);
  expect(table.dump()).toHaveLength(1 + 2);
});

test('a text that another takes the place of while it is read is read anew', async () => {
  const table = memoryTable();
  await writeDocument(table, key, 'a'.repeat(200_000));
  let once = true;
  const beside: typeof table = {
    ...table,
    async query(pk, options) {
      if (once) {
        once = false;
        await writeDocument(table, key, 'b');
      }
      return table.query(pk, options);
    },
  };
  expect(await readDocument(beside, key)).toBe('b');
});

test('a text of more than 3.6 MB is refused, and nothing of it is stored', async () => {
  const table = memoryTable();
  await expect(writeDocument(table, key, 'a'.repeat(3_600_001))).rejects.toThrow('61 parts, of 60 at most');
  expect(table.dump()).toEqual([]);
});
