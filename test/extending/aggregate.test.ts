import { expect, test } from 'vitest';
import type { AggregateKind } from '#app/aggregates/kind';
import { clockName } from '#app/aggregates/planned';
import { aggregates } from '#app/aggregates/registry';
import { begin, turnOf } from '#app/aggregates/timed';
import { sweep } from '#lambdas/sweep/sweep';
import { plugins } from '#plugins/registry';
import { Story } from '#test/story';
import { type Freeze, timedFreeze } from './aggregate/freeze.ts';
import { freeze } from './aggregate/kind.ts';
import { playbookOf, textsWith } from './playbook.ts';
import { errors } from './signal.ts';

/** The registry with one line more. */
const mine: readonly AggregateKind[] = [...aggregates, freeze];
const small = playbookOf(plugins, textsWith([]));

/** An incident, and a freeze of an hour since 14:02. */
async function frozen(options: ConstructorParameters<typeof Story>[0] = {}): Promise<Story> {
  const story = new Story({ ...small, catchAll: 'lead', aggregates: mine, ...options });
  await story.signal(errors);
  const from = '2026-03-11T14:02:00.000Z';
  const until = '2026-03-11T15:02:00.000Z';
  const state: Freeze = { incident: story.id, service: 'shop', by: 'bob', from, until, asked: false, over: false };
  expect(await story.run(() => begin(story.world.ports, timedFreeze, 'shop', state))).toBe(true);
  expect(await story.run(() => begin(story.world.ports, timedFreeze, 'shop', state))).toBe(false);
  return story;
}

const said = async (story: Story): Promise<string[]> =>
  (await story.why(['message'])).filter((line) => line.includes('bob')).map((line) => line.replace(' | bob |', ''));
const row = (story: Story) => story.run(() => story.world.table.get(timedFreeze.key('shop')));
const everything = ['14:32:00 is the freeze of shop still needed?', '15:02:00 shop may be deployed again'];

test('it is planned with its state, its clock rings to the second, and each turn plans what comes next', async () => {
  const story = await frozen();
  expect(await row(story)).toMatchObject({ version: 1, planned: 1, duePk: 'FREEZE', dueAt: '2026-03-11T14:32:00Z' });
  await story.until('14:40');
  expect(await row(story)).toMatchObject({
    version: 2,
    lastDone: '2026-03-11T14:32:00Z',
    nextDue: '2026-03-11T15:02:00Z',
  });
  await story.until('15:10');
  expect(await said(story)).toEqual(everything);
  expect(await row(story)).not.toHaveProperty('dueAt');
  expect([...story.world.schedules.keys()].filter((name) => name.startsWith('freeze.'))).toEqual([
    'freeze.shop.1773239520',
    'freeze.shop.1773241320',
  ]);
});

test('a person changes it by a turn: it is planned anew, and a turn that is said twice is made once', async () => {
  const story = await frozen();
  const lengthen = () =>
    turnOf(story.world.ports, timedFreeze, 'shop', { commandId: 'bob/1' }, (state) => ({
      state: { ...state, until: '2026-03-11T16:02:00.000Z' },
    }));
  await story.run(lengthen);
  await story.run(lengthen);
  expect(await row(story)).toMatchObject({ version: 2, nextDue: '2026-03-11T15:02:00Z' });
  await story.until('16:10');
  expect(await said(story)).toEqual([
    '15:02:00 is the freeze of shop still needed?',
    '16:02:00 shop may be deployed again',
  ]);
});

test('the sweeper takes it up where every clock is lost', async () => {
  const story = await frozen();
  const start = story.world.executions.start.bind(story.world.executions);
  story.world.executions.start = async (arn, name, input) =>
    arn.endsWith('deadline') ? { executionArn: 'lost', startDate: new Date(0) } : start(arn, name, input);
  story.world.everyMinuteSweep(new Date('2026-03-11T15:10:00Z'));
  await story.until('15:10');
  expect((await said(story)).map((line) => line.slice(0, 5))).toEqual(['14:33', '15:03']);
});

test('a clock of something that is not there, or of a kind that is not registered, does nothing', async () => {
  const story = await frozen();
  const ring = (name: string, input: { kind: string; id: string }) =>
    story.run(() => story.world.ports.executions.start('deadline', name, { ...input, due: '2026-03-11T14:02:00Z' }));
  await ring('a', { kind: 'freeze', id: 'blog' });
  await ring('b', { kind: 'thaw', id: 'shop' });
  await story.until('14:03');
  expect(await story.executions('deadline')).toEqual(expect.arrayContaining(['a SUCCEEDED', 'b SUCCEEDED']));
  expect(await row(story)).toMatchObject({ version: 1 });
});

test('a clock that rings a minute too early is sent back; one that is a second early counts as on time', async () => {
  const story = await frozen();
  const ring = async () => freeze.timePassed?.(story.world.ports, 'shop', '2026-03-11T14:32:00Z');
  await story.until('14:31');
  await expect(ring()).rejects.toThrow('2026-03-11T14:32:00Z is 60 s away');
  expect(await said(story)).toEqual([]);
  await story.until('14:31:59');
  await story.run(ring);
  expect((await said(story)).length).toBe(1);
});

test('a release that plans otherwise plans what is there anew within a sweep, once', async () => {
  const story = await frozen();
  const stored = await row(story);
  const wrong = { nextDue: '2026-03-11T18:00:00Z', dueAt: '2026-03-11T18:00:00Z', planned: 0 };
  await story.run(() => story.world.table.write([{ put: { pk: '', sk: '', ...stored, ...wrong } }]));
  expect(await story.run(() => sweep(story.world.ports, mine))).toMatchObject({ replanned: 1, failed: 0 });
  expect(await row(story)).toMatchObject({ version: 2, nextDue: '2026-03-11T14:32:00Z', planned: 1 });
  expect(await story.run(() => sweep(story.world.ports, mine))).toMatchObject({ replanned: 0 });
  await story.until('15:10');
  expect(await said(story)).toEqual(everything);
});

test('clocks have names that a schedule may have, whatever the id', () => {
  const names = ['shop', 'x'.repeat(200), 'ITEM#1/ä'].map((id) => clockName('freeze', id, '2026-03-11T14:32:00Z'));
  expect(names.filter((name) => /^[\w.-]{1,64}$/.test(name))).toEqual(names);
  expect(new Set(names).size).toBe(3);
});
