import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { registry } from '#app/operations/registry';
import { calm, deathsOf, someDeaths, workers } from './kills.ts';
import { live } from './life.ts';

const only = process.env['DEATH'];
const commit = Number.parseInt(execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { encoding: 'utf8' }), 16);

test('one life has every worker that writes, each operation of the API among them', async () => {
  const life = await calm();
  expect(life.wrong).toEqual([]);
  expect([...life.calls.keys()].sort()).toEqual([...workers].sort());
  const writing = registry.filter((o) => o.method !== 'get').map((o) => `api ${o.name}`);
  expect(workers.filter((name) => name.startsWith('api ')).sort()).toEqual(writing.sort());
  expect(deathsOf(life).length).toBeGreaterThan(1500);
});

test('the task that has ended the plan dies before it can say so: verification follows all the same', async () => {
  const { calls } = await calm();
  const life = await live({ worker: 'RunStep', call: calls.get('RunStep') ?? 0, moment: 'after' });
  expect(life.struck).toBe('write');
  expect(life.wrong).toEqual([]);
});

test.skipIf(only !== undefined)(
  'a worker dies at one of its calls, another with each commit: nothing is lost, and nothing comes twice without saying so',
  async () => {
    const { kills, of, wrong } = await someDeaths(commit, 8);
    expect(wrong, wrong.join('\n')).toEqual([]);
    expect(kills).toBeGreaterThan(0);
    console.log(`${kills} of ${of} deaths of ${workers.length} workers`);
  },
);

test.runIf(only !== undefined)('the death that DEATH names, such as "page after 27"', async () => {
  const [, worker = '', moment, call] = /^(.+) (before|after) (\d+)$/.exec(only ?? '') ?? [];
  const life = await live({ worker, moment: moment === 'before' ? 'before' : 'after', call: Number(call) });
  expect(life.struck).toBeDefined();
  expect(life.wrong).toEqual([]);
});
