import jsonata from 'jsonata';
import { expect, test } from 'vitest';
import { substitute } from '#simulator/asl/definition';
import { evaluate } from '#simulator/asl/expressions';
import { seeded } from './engine.ts';

const states = {
  input: {
    id: 'INC-000042',
    none: null,
    empty: [],
    one: [1],
    nested: { deep: [{ x: 1 }, { x: 2 }] },
    no: false,
    zero: 0,
  },
};

test('expressions stand anywhere in a template, ordinary strings stay', async () => {
  const template = { a: ['{% $states.input.id & "/1" %}', 'plain', 7, null], b: { c: '{% $n + 1 %}' } };
  expect(await evaluate(template, { states, n: 41 })).toEqual({ a: ['INC-000042/1', 'plain', 7, null], b: { c: 42 } });
});

test.each([
  ['$states.input.idd', 'returned nothing (undefined).'],
  ['$states.input.nested.deep.length', 'returned nothing (undefined).'], // a list has no fields
  ['$nobody', 'returned nothing (undefined).'],
  ['$', 'returned nothing (undefined).'], // there is no document behind the expression
  ['$states.input.id + 1', 'threw an error during evaluation:'],
  ['function($x) { $x }', 'returned a function.'],
  ['$sum', 'returned a function.'],
  ['$eval("1")', 'uses $eval'],
])('%s is an error: it %s', async (text, why) => {
  await expect(evaluate(`{% ${text} %}`, { states })).rejects.toMatchObject({
    name: 'States.QueryEvaluationError',
    message: expect.stringContaining(why),
  });
});

test.each(['id', 'none', 'empty', 'one', 'nested', 'nested.deep', 'nested.deep.x', 'no', 'zero'])(
  'a mere path gives what JSONata gives: %s',
  async (path) => {
    const byJsonata: unknown = await jsonata(`$states.input.${path}`).evaluate(undefined, { states });
    expect(await evaluate(`{% $states.input.${path} %}`, { states })).toEqual(JSON.parse(JSON.stringify(byJsonata)));
  },
);

test.each([
  ["$verdict = 'wait'", 'wait'],
  ["$verdict = 'wait'", 'go'],
  ["$verdict = ''", ''],
  ["$verdict = '1'", 1],
  ["$verdict = 'wait'", ['wait']],
  ["$verdict = 'wait'", ['wait', 'go']],
  ["$verdict = 'wait'", { wait: 'wait' }],
  ["$verdict = 'wait'", null],
])('a path that is compared with a text gives what JSONata gives: %s of %j', async (text, verdict) => {
  const byJsonata: unknown = await jsonata(text).evaluate(undefined, { verdict });
  expect(await evaluate(`{% ${text} %}`, { verdict })).toBe(byJsonata);
});

test.each([
  ['$parse(\'{"a":[1]}\')', { a: [1] }],
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
  ['$range(0, 10, 5)', [0, 5, 10]],
  ['$range(3, 1, -1)', [3, 2, 1]],
  ['$hash("tocsin", "SHA-256")', 'b5a8dd20cc56908f40e2082b5c7f5137ccb4ec9a67e05f0727dce4fce02cd645'],
  ['$hash("", "MD5")', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['$random(7) = $random(7)', true],
  ['$now()', '2026-01-05T03:00:00.000Z'],
  ['$now("[Y]-[M01]")', '2026-01'],
  ['$millis()', 1767582000000],
])('%s', async (text, value) => {
  const surroundings = { now: () => new Date('2026-01-05T03:00:00Z'), random: seeded(1) };
  expect(await evaluate(`{% ${text} %}`, {}, surroundings)).toEqual(value);
});

test('chance comes from the seed', async () => {
  const draw = (seed: number) =>
    evaluate(
      ['{% $random() %}', '{% $uuid() %}', '{% $shuffle([1,2,3,4,5]) %}'],
      {},
      { now: () => new Date(0), random: seeded(seed) },
    );
  expect(await draw(1)).toEqual(await draw(1));
  expect(await draw(1)).not.toEqual(await draw(2));
  expect(await evaluate('{% $uuid() %}', {})).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test('placeholders are bound, and a missing one is named', () => {
  const text =
    '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Comment":"${AArn}","End":true}}}';
  expect(substitute(text, { AArn: 'arn:a' }).States).toEqual({ A: { Type: 'Pass', Comment: 'arn:a', End: true } });
  expect(() => substitute(text, { BArn: 'arn:b' })).toThrow('The placeholder ${AArn} has no value');
});
