import { expect, test } from 'vitest';
import { judge, readingsDown, readingsInWords } from '#core/incident/judge';
import { TEXT_BYTES, TEXTS_BYTES, textWithin, withTextsCut } from '#core/incident/reading-text';
import { Measured } from '#core/incident/state';

const bytes = (text: string | undefined) => Buffer.byteLength(text ?? '');
const log = (text: string): Measured => ({ check: 'log', title: 'Log', value: null, because: 'reads "x"', text });

test.each(['x', 'é', '漢', '😀'])('a text of %s is cut to bytes, never within a character, and says so', (sign) => {
  for (const most of [20, 21, 22, 23]) {
    const text = textWithin(sign.repeat(100), most);
    expect(bytes(text)).toBeLessThanOrEqual(most);
    expect(bytes(text)).toBeGreaterThan(most - 4);
    expect(text).toMatch(new RegExp(`^${sign}+\n… cut$`, 'u'));
  }
});

test('a text that fits is kept as it is, but for what controls a terminal', () => {
  expect(textWithin('ERROR one\r\n\u001b[31mFATAL\u001b[0m two', 100)).toBe('ERROR one\nFATAL two');
});

test('of one reading 4 KB are kept, of all together 12 KB: the first come first, and a number without text stays as it is', () => {
  const number: Measured = { check: 'rate', title: 'Rate', value: 3, because: 'reads 3' };
  const kept = withTextsCut([number, ...Array.from({ length: 40 }, () => log('x'.repeat(10_000)))]);
  expect(kept[0]).toEqual(number);
  expect(bytes(kept[1]?.text)).toBe(TEXT_BYTES);
  const all = kept.reduce((sum, { text }) => sum + bytes(text), 0);
  // those that nothing is left for say that they were cut
  expect(all).toBeLessThan(TEXTS_BYTES + 40 * bytes('\n… cut'));
  expect(kept.at(-1)?.text).toBe('\n… cut');
});

test('text stands on the timeline as one line, raises no count of what is down, and passes no limit', () => {
  const reading = log('two\nlines');
  expect(readingsInWords([reading])).toBe('Log: reads "x"');
  expect(readingsDown([reading], ['log'])).toEqual([]);
  expect(judge([{ id: 'c', check: 'log', atMost: 1 }], [reading])).toEqual({
    pass: false,
    because: 'Log reads "x": text, where a number is expected',
  });
});

test('a reading that the release before has written is read', () => {
  const before = { check: 'rate', title: 'Rate', value: 3, unit: '%', because: 'reads 3' };
  expect(Measured.parse(before)).toEqual(before);
});
