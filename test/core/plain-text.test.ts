import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine, plain } from '#core/message/plain-text';

test.each([
  ['a title that turns the direction of what follows', 'pay\u202egnp.exe', 'paygnp.exe'],
  ['isolates', '\u2066admin\u2069 logged in', 'admin logged in'],
  ['a colour', '\u001b[31mred\u001b[0m', 'red'],
  ['a cleared screen', '\u001b[2J\u001b[Hall is well', 'all is well'],
  ['the one-byte form of the same', '\u009b2Jall is well', 'all is well'],
  ['a window title', '\u001b]0;owned\u0007db down', 'db down'],
  ['a link', '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\', 'click'],
  ['a sequence without an end', 'db \u001b]0;down', 'db'],
  ['a carriage return that would overwrite the line', 'P1 database down\rP4 nothing', 'P1 database down P4 nothing'],
  ['a line that looks like ours', 'down\n14:02:00 resolved', 'down 14:02:00 resolved'],
  ['other ends of lines', 'a\u2028b\u2029c\u0085d\u000be', 'a b c d e'],
  ['a bell and a null', 'ding\u0007\u0000dong', 'dingdong'],
  ['half a character', 'a\ud83d', 'a\ufffd'],
  ['words of any script, and emoji of several characters', 'שירות תקין 👩🏽‍🚒 naïve', 'שירות תקין 👩🏽‍🚒 naïve'],
])('%s is one clean line', (_, text, line) => {
  expect(oneLine(text)).toBe(line);
});

test('several lines stay several lines, and are as clean', () => {
  expect(plain('one\r\n\ttwo\u001b[1m\u202e\u0007\nthree')).toBe('one\n\ttwo\nthree');
});

test('what only passes for a text, as a page made by a template does, comes back as a text', () => {
  for (const clean of [plain, oneLine])
    expect([clean(Object('all is well')), clean(Object('all\u0007 is well'))]).toEqual(['all is well', 'all is well']);
});

test('whatever it is, one line has no control character, and cleaning it again changes nothing', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('\u001b', '[', ']', '\r', '\n', '\u202e', '\u2066', '\u0007', '\u009b', '0', 'm', ' ', 'a'),
  });
  fc.assert(
    fc.property(nasty, (text) => {
      const line = oneLine(text);
      expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(oneLine(line)).toBe(line);
    }),
  );
});
