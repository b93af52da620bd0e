import { expect, test } from 'vitest';
import { Receipted } from '#core/incident/notes';
import { masked, saidOf } from '#core/message/receipt';

test.each([
  ['+393331234512', '+39…12'],
  ['+15550103', '+15…03'],
  ['+1234', '…'],
  ['dana@tracktion.example', 'd…@tracktion.example'],
  ['😀dana@tracktion.example', '😀…@tracktion.example'],
  ['@tracktion.example', '…@tracktion.example'],
  ['', '…'],
])('%s is shown as %s: its owner knows it, nobody else can use it', (address, shown) => {
  expect(masked(address)).toBe(shown);
});

test('each state has words of its own', () => {
  expect(new Set(Receipted.options.map(saidOf)).size).toBe(Receipted.options.length);
});
