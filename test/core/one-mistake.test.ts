import { expect, test } from 'vitest';
import * as z from 'zod';
import { explain } from '#core/playbook/explain';
import { formOf } from '#core/playbook/form';
import { mend } from '#core/playbook/mend';
import { formatProblems, readSource } from '#core/playbook/source';

const Who = z.union([z.string(), z.array(z.string()).min(1)]);
const Action = z.union([
  z.strictObject({ page: Who, via: z.array(z.enum(['push', 'sms'])).optional() }),
  z.strictObject({ tell: Who, template: z.string().optional(), approve: z.string().optional() }),
  z.strictObject({ task: z.string(), text: z.string(), within: z.string().optional() }),
]);
const After = z.union([
  z.string().regex(/^\d+[smh]$/, 'a duration: 5m'),
  z.partialRecord(z.enum(['P1', 'P2']), z.string().regex(/^\d+[smh]$/, 'a duration: 5m')),
]);
/** The manner of a rule: unions of lists and maps, of maps by their verb, of words and forms, one in the other. */
const schema = z.strictObject({
  rules: z.array(
    z.strictObject({
      id: z.string(),
      after: After.optional(),
      at: z.union([z.literal('next-opening'), z.string().regex(/^\d\d:\d\d$/, 'a time: 09:00')]).optional(),
      do: z.union([Action, z.array(Action).min(1)]),
      step: z
        .discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('act'), run: z.string() }),
          z.strictObject({ kind: z.literal('wait'), for: z.string() }),
        ])
        .optional(),
    }),
  ),
});
function lines(rule: string): string[] {
  const source = readSource('f.yaml', `rules:\n  - { id: a, ${rule} }\n`);
  if (Array.isArray(source)) return formatProblems(source);
  const parsed = schema.safeParse(source.value);
  return parsed.success ? [] : formatProblems(explain(parsed.error.issues, source, formOf(schema)));
}

test.each<[string, string]>([
  ['do: { page: x, templat: y }', '2:29: unknown key "templat"; expected: one of via'],
  ['do: { tell: x, templat: y }', '2:29: unknown key "templat"; expected: template (of template, approve)'],
  ['do: [{ page: x }, { task: x, txt: y }]', '2:43: unknown key "txt"; expected: text (of text, within)'],
  ['do: [{ page: x }, { pag: x }]', '2:32: a mapping does not fit do[1]; expected: page (of page, tell, task)'],
  ['do: { pag: x }', '2:18: a mapping does not fit do; expected: page (of page, tell, task)'],
  [
    'do: { page: 7 }',
    '2:26: 7 does not fit page; expected: a string (in quotes if it looks like a number or a time); or a list',
  ],
  [
    'do: { page: [7] }',
    '2:27: 7 does not fit page[0]; expected: a string (in quotes if it looks like a number or a time)',
  ],
  ['do: { page: x, via: [pussh] }', '2:35: "pussh" is not allowed for via[0]; expected: push (of push, sms)'],
  ['do: page', '2:18: "page" does not fit do; expected: a mapping with one of the keys page, tell, task'],
  ['do: []', '2:18: an empty list is too small for do; expected: at least 1 entry'],
  ['after: { P1: soon }, do: { page: x }', '2:27: "soon" does not fit P1; expected: a duration: 5m'],
  ['after: soon, do: { page: x }', '2:21: "soon" does not fit after; expected: a duration: 5m'],
  ['at: next-openin, do: { page: x }', '2:18: "next-openin" does not fit at; expected: next-opening'],
  [
    'at: 25, do: { page: x }',
    '2:18: 25 does not fit at; expected: next-opening; or a string (in quotes if it looks like a number or a time)',
  ],
  ['do: { page: x }, step: { kind: act, ru: x }', '2:50: unknown key "ru"; expected: run (of run)'],
  [
    'do: { page: x }, step: { kind: wat, for: x }',
    '2:45: "wat" is not allowed for kind; expected: wait (of act, wait)',
  ],
])('%s is one mistake', (rule, line) => {
  expect(lines(rule)).toEqual([`f.yaml:${line}`]);
});

test('a wrong field of an action that its verb chose is mended, and the rest of the file is judged', () => {
  const given = {
    rules: [
      { id: 'a', do: [{ page: 'x', templat: 'y' }] },
      { id: 'b', after: { P1: 'soon' }, do: { tell: [7] } },
    ],
  };
  expect(mend(schema, given, formOf(schema))).toEqual({
    data: {
      rules: [
        { id: 'a', do: [{ page: 'x' }] },
        { id: 'b', after: { P1: '1m' }, do: { tell: ['1m'] } },
      ],
    },
    patched: [
      ['rules', 0, 'do', 0, 'templat'],
      ['rules', 1, 'after', 'P1'],
      ['rules', 1, 'do', 'tell', 0],
    ],
  });
});
