import { expect, test } from 'vitest';
import { withUnknown, writtenOver } from '#app/store/unknown';
import { asJson, bytesAtMost, bytesOfFrozen, type Json } from '#core/json';

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

test('what nobody changed stays as it stands, to the very object; what changed keeps what a newer release wrote in it', () => {
  const acts = asJson({ page: { n: 1, why: 'new' } });
  const stood = {
    id: 'INC-1',
    times: 1,
    mood: 'calm',
    told: ['room'],
    plan: { attempt: 1, step: 0, risk: 'low' },
    roles: { IC: 'ana' },
    acts,
  };
  const read = {
    id: 'INC-1',
    times: 1,
    told: ['room'],
    plan: { attempt: 1, step: 0 },
    roles: { IC: 'ana' },
    acts: { page: { n: 1 } },
    question: undefined,
  };
  const next = {
    ...read,
    times: 2,
    told: ['room', 'board'],
    plan: { attempt: 1, step: 1 },
    roles: undefined,
    question: { id: 'choice' },
  };
  const written = writtenOver(next, stood, read) as typeof stood;
  expect(written).toEqual({
    id: 'INC-1',
    times: 2,
    mood: 'calm',
    told: ['room', 'board'],
    plan: { attempt: 1, step: 1, risk: 'low' },
    acts: { page: { n: 1, why: 'new' } },
    question: { id: 'choice' },
  });
  expect(written.acts).toBe(acts);
});

test.each([
  ['a part changes', { id: 'INC-1', told: ['room'], n: 1 }, { id: 'INC-1', told: ['room', 'board'], n: 2 }],
  ['one comes', { id: 'INC-1', n: 1 }, { id: 'INC-1', n: 1, plan: { step: 0, done: ['a'] } }],
  ['one goes', { id: 'INC-1', n: 1, plan: { step: 0 } }, { id: 'INC-1', n: 1, plan: undefined }],
  ['one is left out', { id: 'INC-1', n: 1, plan: { step: 0 } }, { id: 'INC-1', n: 1 }],
  ['none changes', { id: 'INC-1', n: 1 }, { id: 'INC-1', n: 1 }],
  ['a number grows beyond what a table keeps', { id: 'INC-1', n: 1 }, { id: 'INC-1', n: 2 ** 60 }],
])('over a row that is frozen, as over one that was read, with its bytes counted: %s', (_, read, next) => {
  const stood = asJson({ ...read, mood: 'calm' }) as Record<string, Json>;
  const written = writtenOver(next, stood, read);
  expect(written).toStrictEqual(writtenOver(next, { ...stood }, read));
  expect(written).toStrictEqual({ ...JSON.parse(JSON.stringify(next)), mood: 'calm' });
  expect(Object.isFrozen(written)).toBe(true);
  const isKept = next.n !== 2 ** 60;
  expect(bytesOfFrozen(written as object)).toBe(isKept ? bytesAtMost({ ...(written as object) }) : undefined);
});
