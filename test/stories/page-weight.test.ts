import { expect, test } from 'vitest';
import { largestBytes, pageBytes } from '#test/page-bytes';
import { MOST_BYTES } from '#web/response/fit';

test('the page behind a link is one answer of less than 15 kB in each of its states', async () => {
  const bytes = await pageBytes();
  expect(Object.entries(bytes).filter(([, size]) => size >= MOST_BYTES)).toEqual([]);
});

test('so it is for the largest incident that a valid playbook can make, and it says how much it leaves out', async () => {
  const { bytes, said, answers } = await largestBytes();
  // however much is left out: these are what its commander chooses among
  expect(answers).toBe(8);
  expect(Object.entries(bytes).filter(([, size]) => size >= MOST_BYTES)).toEqual([]);
  expect([...new Set(said.map((words) => words.replace(/\d+/, 'N')))].toSorted()).toEqual([
    'and N more',
    'and N more, on the board',
    'and N more, once these are done',
    'and N more, paged before these',
    'and N more, which the message with the question shows',
    'and N more, whom the command line can name: tocsin escalate',
  ]);
});
