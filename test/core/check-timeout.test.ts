import { expect, test } from 'vitest';
import { Check } from '#core/playbook/verification';

const check = (timeout: string) => Check.safeParse({ kind: 'http', title: 'health', timeout });

test('a check is given up before the function that reads it', () => {
  expect(check('45s').success).toBe(true);
  expect(check('46s').error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['timeout'], 'a check may take at most 45s: the function that reads it is stopped after that'],
  ]);
});
