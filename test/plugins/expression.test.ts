import { expect, test, vi } from 'vitest';
import { evaluated, faultOf } from '#plugins/expression';

const compiles = vi.hoisted(() => ({ of: [] as string[] }));
vi.mock('jsonata', async (original) => {
  const { default: jsonata } = await original<{ default: (text: string, bounds?: object) => unknown }>();
  return {
    default: (text: string, bounds?: object) => {
      compiles.of.push(text);
      return jsonata(text, bounds);
    },
  };
});

test('an expression is compiled once, however often it is checked and evaluated', async () => {
  const text = 'body.errors / body.requests';
  expect(faultOf(text)).toBeUndefined();
  for (const errors of [1, 2, 3])
    expect(await evaluated(text, { body: { errors, requests: 10 } })).toEqual({ result: errors / 10 });
  expect(compiles.of.filter((one) => one === text)).toEqual([text]);
});

const regular = 'a regular expression has no limit in time; use $contains, $split or $substringAfter with text';
const evaluating = '$eval would run what an answer holds';
test.each([
  ['$sum(', 'Expected ")" before end of expression (character 5)'],
  ['"abc', 'String literal must be terminated by a matching quote (character 4)'],
  ['$match(body, /(a+)+$/)', regular],
  ['body[name = /x/].value', regular],
  ['$sort(body, function($x) { $contains($x, /q/) })', regular],
  ['$eval(body)', evaluating],
  ['$map(body, $eval)', evaluating],
  ['body ~> $eval', evaluating],
  ['( $run := $eval; $run(body) )', evaluating],
])('%s is refused as it is written', async (text, fault) => {
  expect(faultOf(text)).toBe(fault);
  expect(await evaluated(text, { body: '1' })).toEqual({ fails: fault });
});

test.each([
  ['( $f := function($x) { $f($x + 1) }; $f(1) )', 'it takes more than 1 s'],
  ['( $f := function($x) { 1 + $f($x + 1) }; $f(1) )', 'it calls itself more than 200 deep'],
  ['$sum([1..10000000])', 'a step gives more than 100000 values'],
  ['$reduce([1..60], function($a, $b) { $a & $a }, "xx")', 'it needs more memory or depth than there is'],
])('%s ends', async (text, fails) => {
  expect(await evaluated(text, {})).toEqual({ fails });
});

test.each([
  ['$number(body)', 'JSONata D3030 at character 8'],
  ['body + 1', 'JSONata T2001 at character 6'],
  ['$error(body)', 'JSONata D3137 at character 7'],
  ['$assert(false, body)', 'JSONata D3141 at character 8'],
])('%s fails without repeating what the answer holds', async (text, fails) => {
  expect(await evaluated(text, { body: 'SECRET' })).toEqual({ fails });
});

test('what stands beside an answer cannot be reached', async () => {
  for (const text of ['body.__proto__', 'body.constructor', '$.__proto__.constructor', 'process', '$process'])
    expect(await evaluated(text, { body: {} })).toEqual({ result: undefined });
});
