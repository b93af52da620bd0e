import { expect, test } from 'vitest';
import { withUnknown } from '#app/store/unknown';

test.each([
  ['a plan that moves on keeps them', { attempt: 1, step: 0 }, { attempt: 1, step: 1 }, { risk: 'low' }, true],
  ['the plan after it does not get them', { attempt: 1, step: 3 }, { attempt: 2, step: 0 }, { risk: 'low' }, false],
  ['nor does the next question', { id: 'choice', times: 1 }, { id: 'review', times: 1 }, { tone: 'calm' }, false],
])('fields of a newer release in a record: %s', (_, read, next, newer, kept) => {
  expect(withUnknown(next, { ...read, ...newer }, read)).toEqual(kept ? { ...next, ...newer } : next);
});

test('an entry without a name keeps them where it reads as it did, and another in its place does not', () => {
  const read = [{ by: 'ana' }, { by: 'bob' }];
  const stood = [
    { by: 'ana', mood: 'calm' },
    { by: 'bob', mood: 'tired' },
  ];
  expect(withUnknown([{ by: 'ana' }, { by: 'dana' }], stood, read)).toEqual([
    { by: 'ana', mood: 'calm' },
    { by: 'dana' },
  ]);
});
