import { expect, test } from 'vitest';
import { isoOf, isoSecondOf, msOf } from '#core/time/iso';
import { parseSpan } from '#core/time/span';

const odd = [
  0,
  1,
  999,
  1000,
  59_999,
  86_399_999,
  86_400_000,
  -1,
  -62_167_219_200_000,
  Date.UTC(2026, 2, 11, 14, 2, 7, 5),
  Date.UTC(2028, 1, 29, 23, 59, 59, 999),
  Date.UTC(9999, 11, 31, 23, 59, 59, 999),
  Date.UTC(10_000, 0),
  8_640_000_000_000_000,
  1.9,
];

test('an instant is spelt as Date spells it: before 1970, after 9999, at the seams of days and with part of a millisecond', () => {
  expect(odd.map(isoOf)).toEqual(odd.map((ms) => new Date(ms).toISOString()));
  for (let n = 0; n < 1000; n += 1) {
    const ms = (n * 7_919_000_111) % 253_402_300_799_999;
    expect(isoOf(ms)).toBe(new Date(ms).toISOString());
    const second = Math.floor(ms / 1000) * 1000;
    expect(isoSecondOf(second)).toBe(`${new Date(second).toISOString().slice(0, 19)}Z`);
  }
  expect(isoSecondOf(-1000)).toBe('1969-12-31T23:59:59Z');
  expect(() => isoOf(Number.NaN)).toThrow(RangeError);
  expect(() => isoSecondOf(Number.NaN)).toThrow(RangeError);
});

test('more instants and spans than are remembered are read right, the first time and again', () => {
  const instants = Array.from({ length: 5000 }, (_, n) => 1_773_237_720_000 + n * 61_001);
  for (let round = 0; round < 2; round += 1)
    for (const ms of instants) expect(msOf(new Date(ms).toISOString())).toBe(ms);
  expect(msOf('2026-03-11')).toBe(Date.UTC(2026, 2, 11));
  expect(msOf('2026-03-11T15:02:00+01:00')).toBe(Date.UTC(2026, 2, 11, 14, 2));
  expect(msOf('no instant')).toBeNaN();
  expect(msOf('no instant')).toBeNaN();
  for (let round = 0; round < 2; round += 1)
    for (let n = 0; n < 1200; n += 1) {
      expect(parseSpan(`${n}m`)).toEqual({ seconds: n * 60 });
      expect(parseSpan(`${n}h business`)).toEqual({ seconds: n * 3600, calendar: 'business' });
    }
});
