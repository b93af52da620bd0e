import { expect, test } from 'vitest';
import { PAGE_BYTES, pageBytes } from '#test/page-bytes';

test('the page behind a link is one answer of less than 15 kB in each of its states', async () => {
  const bytes = await pageBytes();
  expect(Object.entries(bytes).filter(([, size]) => size >= PAGE_BYTES)).toEqual([]);
});
