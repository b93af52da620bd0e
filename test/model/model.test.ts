import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { missing, model, search } from './spin.ts';

const lacks = missing();
const here = lacks === undefined || process.env['CI'] === 'true';
if (lacks !== undefined && !here) console.warn(`skipped: the model is not searched. ${lacks}`);

/** The searches, and how many mishaps each has. */
const searches = {
  'signals, turns, timers and re-opening': ['TIMERS'],
  'pages, acknowledgement and re-opening': ['PAGING'],
  'an action and re-opening': ['ACTION'],
  'all but the action, without mishaps': ['ESCALATING', 'MISHAPS=0'],
};

/** Each guard, the search that finds it missing, and the promise that is then broken. */
const guards: Record<string, [part: string, broken: RegExp]> = {
  owner: ['TIMERS', /incidents<=1/],
  version: ['TIMERS', /acked==saidAcked/],
  command: ['TIMERS', /reopenings<=1/],
  fresh: ['TIMERS', /acked==saidAcked/],
  deadline: ['TIMERS', /nextDue!=0/],
  early: ['TIMERS', /now>=wasDue/],
  acknowledged: ['PAGING', /!\(acked\)/],
  cycle: ['PAGING', /cycle==\(p\/2\)/],
  lease: ['PAGING', /unlabelled\[p\]<=1/],
  label: ['PAGING', /unlabelled\[p\]<=1/],
  swept_rows: ['PAGING', /!\(ordered\[p\]\)\|\|settled\[p\]/],
  swept_clock: ['TIMERS', /nextDue==0/],
  once: ['ACTION', /starts\[c\]<=/],
  target: ['ACTION', /running<=/],
};

test.runIf(here).each(Object.entries(searches))(
  'nothing that %s can do breaks a promise',
  async (part, defines) => {
    expect(lacks).toBeUndefined();
    const { errors, broken, states, depth, seconds, megabytes } = await search(...defines);
    expect(broken).toBeUndefined();
    expect(errors).toBe(0);
    expect(states).toBeGreaterThan(1000);
    expect(megabytes).toBeLessThan(1000);
    console.log(
      `${part}: ${states} states, depth ${depth}, ${seconds} s, ${Math.round(megabytes)} MB, errors: ${errors}`,
    );
  },
  120_000,
);

test.runIf(here).each(Object.entries(guards))(
  'without the guard "%s" a promise is broken',
  async (guard, [part, promise]) => {
    expect(lacks).toBeUndefined();
    const { errors, broken } = await search(part, `NO_GUARD_${guard}`);
    expect(errors).toBeGreaterThanOrEqual(1);
    expect(broken).toMatch(promise);
  },
  120_000,
);

test('every guard of the model is left out once, and names its place in the code and the words of the design', () => {
  const text = readFileSync(model, 'utf8');
  const named = [...text.matchAll(/NO_GUARD_(\w+)/g)].flatMap(([, name]) =>
    name === undefined || name === 'x' ? [] : [name],
  );
  expect([...new Set(named)].sort()).toEqual(Object.keys(guards).sort());
  for (const name of Object.keys(guards)) {
    const after = text.split(`#ifndef NO_GUARD_${name}\n`)[1] ?? '';
    const [line = ''] = after.trimStart().split('\n');
    expect(line, name).toMatch(/^\/\* (app|core|lambdas)\/\S+.*: ".+" \*\/$/);
    const [, file = '', where] = /^\/\* ([\w/.-]+\.ts)(?:, `(\w+)`)?/.exec(line) ?? [];
    const code = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(code.includes(where ?? ''), `${name}: ${where} in ${file}`).toBe(true);
  }
});
