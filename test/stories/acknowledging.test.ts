import { expect, test } from 'vitest';
import { acknowledging } from '../bench/acknowledging.ts';

test('from an accepted page to its acknowledgement by link: three calls that follow each other to see it, and four to press', async () => {
  expect(await acknowledging()).toEqual({ opened: 3, pressed: 4 });
});
