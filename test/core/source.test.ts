import { expect, test } from 'vitest';
import { formatProblems, readSource } from '#core/playbook/source';

const read = (text: string): unknown => {
  const source = readSource('f.yaml', text);
  return Array.isArray(source) ? formatProblems(source) : source.value;
};
const many = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

test.each<[string, string, unknown]>([
  [
    'words that YAML 1.1 took for booleans, times and dates',
    'on: no\nat: 09:00\nday: 2026-01-05\nyes: 1_0',
    { on: 'no', at: '09:00', day: '2026-01-05', yes: '1_0' },
  ],
  ['numbers as keys', '1: a\n1.5: b', { 1: 'a', 1.5: 'b' }],
  ['an alias', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
  ['lines that end in CR and LF', 'a: 1\r\nb: |\r\n  x\r\n  y\r\n', { a: 1, b: 'x\ny\n' }],
  ['tags of the schema', 'a: !!str 09\nb: !!int "7"', { a: '09', b: 7 }],
  ['nothing', '# only a comment\n', null],
  ['names of prototypes', 'constructor: 1\ntoString: 2', { constructor: 1, toString: 2 }],
])('read as they stand: %s', (_, text, value) => {
  expect(read(text)).toEqual(value);
});

const x = 'x'.repeat(3);
test.each<[string, string, string[]]>([
  [
    'a control character',
    'a: 1\nb: x\0y',
    ['f.yaml:2:5: this is the control character U+0000; expected: text without control characters'],
  ],
  [
    'lines of old Macs',
    'a: 1\rb: 2',
    ['f.yaml:1:5: this line ends in a carriage return alone; expected: lines that end in LF, or in CR and LF'],
  ],
  [
    'half a character',
    'a: \ud800',
    ['f.yaml:1:4: this is the control character U+D800; expected: text without control characters'],
  ],
  ['tabs', 'a:\n\tb: 1', ['f.yaml:2:1: this line is indented with a tab; expected: spaces']],
  [
    'two documents',
    'a: 1\n---\nb: 2',
    ['f.yaml:2:1: a second YAML document begins here; expected: one document a file'],
  ],
  ['a key twice', 'a: 1\nb: { c: 1, d: 2, c: 3 }', ['f.yaml:2:18: this key is used twice; expected: each key once']],
  [
    'keys that are no words',
    '[a]: 1\n? { b: 1 }\n: 2',
    [
      'f.yaml:1:1: a list, a mapping or an alias cannot be a key; expected: a word',
      'f.yaml:2:3: a list, a mapping or an alias cannot be a key; expected: a word',
    ],
  ],
  [
    'an empty key',
    '~: 1\n: 2',
    ['f.yaml:1:1: this key is empty; expected: a word', 'f.yaml:2:1: this key is empty; expected: a word'],
  ],
  [
    'a number that is another as a key',
    '0x10: 1',
    ["f.yaml:1:1: the key 0x10 would be read as 16; expected: '0x10' in quotes"],
  ],
  [
    'a merge key',
    'a: &a { b: 1 }\nc: { <<: *a }',
    ['f.yaml:2:6: merge keys are not read; expected: the keys themselves, or an alias of the whole value'],
  ],
  ['the prototype', '__proto__: { a: 1 }', ['f.yaml:1:1: __proto__ cannot be a key; expected: another word']],
  [
    'code',
    'a: !!js/function "() => 1"',
    ['f.yaml:1:18: the tag !!js/function is not read; expected: the value without a tag'],
  ],
  ['bytes', 'a: !!binary aGk=', ['f.yaml:1:13: the tag !!binary is not read; expected: the value without a tag']],
  [
    'a date',
    'a: !!timestamp 2026-01-05',
    ['f.yaml:1:16: the tag !!timestamp is not read; expected: the value without a tag'],
  ],
  ['a set', 'a: !!set { b }', ['f.yaml:1:10: the tag !!set is not read; expected: the value without a tag']],
  ['a tag of CloudFormation', 'a: !Ref b', ['f.yaml:1:9: the tag !Ref is not read; expected: the value without a tag']],
  [
    'YAML 1.1',
    '%YAML 1.1\n---\non: yes',
    [
      'f.yaml:1:1: this file is said to be YAML 1.1, where the key `on` is a boolean and 09:00 a number; expected: no line %YAML',
    ],
  ],
  ['an alias of nothing', 'a: *b', ['f.yaml:1:4: there is no anchor &b before this alias; expected: the value']],
  [
    'an anchor that holds itself',
    'a: &a { b: [*a] }',
    ['f.yaml:1:13: &a holds itself; expected: the value without an alias'],
  ],
  [
    'a billion laughs',
    many(9, (n) => `a${n}: &a${n} [${many(9, () => (n === 0 ? x : `*a${n - 1}`) + ',')}]\n`),
    ['f.yaml:2:10: written out, this file holds more than 200000 values; expected: no aliases of what holds aliases'],
  ],
  [
    'too many aliases',
    `a: &a 1\nb:\n${many(501, () => '- *a\n')}`,
    ['f.yaml:3:3: this file has 501 aliases; expected: at most 500'],
  ],
])('said, with its place: %s', (_, text, lines) => {
  expect(read(text)).toEqual(lines);
});

test.each<[string, string, string]>([
  ['lists', '['.repeat(10_000) + ']'.repeat(10_000), 'f.yaml:1:102'],
  ['lists that do not end', '['.repeat(10_000), 'f.yaml:1:102'],
  ['mappings', '{a: '.repeat(10_000), 'f.yaml:1:405'],
  ['entries on one line', '- '.repeat(10_000), 'f.yaml:1:203'],
  ['keys on one line', '? '.repeat(10_000), 'f.yaml:1:203'],
  ['lines, each further in', many(1000, (n) => `${' '.repeat(n)}a:\n`), 'f.yaml:102:102'],
])('10,000 levels are refused at the first that is too deep: %s', (_, text, place) => {
  const before = process.threadCpuUsage();
  expect(read(text)).toEqual([`${place}: this is nested too deeply; expected: at most 100 levels`]);
  expect(computed(before)).toBeLessThan(1000);
});

/** Milliseconds that this thread has computed since: others may keep the machine busy. */
const computed = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(since);
  return (user + system) / 1000;
};

test('100 levels are read', () => {
  expect(JSON.stringify(read(`${'['.repeat(100)}1${']'.repeat(100)}`))).toBe(`${'['.repeat(100)}1${']'.repeat(100)}`);
});

test('ten thousand keys are compared, and none takes minutes', () => {
  const before = process.threadCpuUsage();
  expect(read(`${many(10_000, (n) => `k${n}: 1\n`)}k0: 2`)).toEqual([
    'f.yaml:10001:1: this key is used twice; expected: each key once',
  ]);
  expect(computed(before)).toBeLessThan(2000);
});
