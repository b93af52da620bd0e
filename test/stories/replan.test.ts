import { expect, test } from 'vitest';
import type { Row } from '#app/ports';
import { keys } from '#app/store/keys';
import { PLANNING } from '#core/planning';
import { sweep } from '#lambdas/sweep/sweep';
import { changed, highErrorRate, Story } from '#test/story';

const state = (story: Story): Promise<Row> =>
  story.run(async () => {
    const row = await story.world.table.get(keys.state(story.id));
    if (row === undefined) throw new Error(`no ${story.id}`);
    return row;
  });

/** A P1 whose row another release has planned: the secondary's page at 14:07 is missing from it. */
async function plannedWrongly(wrong: object): Promise<Story> {
  const story = new Story({ pack: changed((pack) => void (pack.playbook.assessment = []), 'unassessed') });
  await story.signal(highErrorRate);
  await story.until('14:03:30');
  const { planned: _, nextDue: __, duePk: ___, dueAt: ____, ...row } = await state(story);
  await story.run(() => story.world.table.write([{ put: { ...row, ...wrong } }]));
  // the clock for 14:07 was never armed either
  story.world.executions.start = withoutScheduled(story);
  return story;
}
function withoutScheduled(story: Story) {
  const start = story.world.executions.start.bind(story.world.executions);
  return async (arn: string, name: string, input: unknown) =>
    name.startsWith('scheduled-') ? { executionArn: 'lost', startDate: new Date(0) } : start(arn, name, input);
}

test.each([
  ['nothing due', {}],
  [
    'something due much later, by an older mark',
    { planned: 0, nextDue: '2026-03-11T18:00:00Z', duePk: 'AGGREGATE', dueAt: '2026-03-11T18:00:00Z' },
  ],
])(
  'a row with %s gets what is due by this release within a sweep, and nothing else of it changes',
  async (_, wrong) => {
    const story = await plannedWrongly(wrong);
    const { version, incident } = await state(story);
    const lines = await story.run(() => story.world.timeline(story.id));
    const { length } = story.world.sent;
    expect(await story.run(() => sweep(story.world.ports))).toMatchObject({ replanned: 1, failed: 0 });
    expect(await state(story)).toMatchObject({
      version: Number(version) + 1,
      incident,
      nextDue: '2026-03-11T14:07:00Z',
      duePk: 'AGGREGATE#0',
      dueAt: '2026-03-11T14:07:00Z',
      planned: PLANNING,
    });
    expect(await story.run(() => story.world.timeline(story.id))).toEqual(lines);
    expect(story.world.sent.length).toBe(length);
    // twice does nothing
    expect(await story.run(() => sweep(story.world.ports))).toMatchObject({ replanned: 0 });
    expect(await state(story)).toMatchObject({ version: Number(version) + 1 });
  },
);

test('what should have happened long ago happens at once, once', async () => {
  const story = await plannedWrongly({});
  await story.until('14:09');
  expect(await story.lines(['page'])).not.toContain('14:07:00 page secondary_oncall/bob');
  story.world.everyMinuteSweep(new Date('2026-03-11T14:12:00Z'));
  await story.until('14:12');
  expect((await story.lines(['page'])).filter((line) => line.includes('secondary'))).toEqual([
    '14:10:00 page secondary_oncall/bob',
  ]);
});

test('a row that functions of the release before write while this one is deployed is found by a second look', async () => {
  const story = new Story({ pack: changed((pack) => void (pack.playbook.assessment = []), 'unassessed') });
  await story.signal(highErrorRate);
  await story.until('14:03:30');
  expect(await story.run(() => sweep(story.world.ports))).toMatchObject({ replanned: 0 });
  const { planned: _, nextDue: __, duePk: ___, dueAt: ____, ...before } = await state(story);
  await story.run(() => story.world.table.write([{ put: before }]));
  story.world.executions.start = withoutScheduled(story);
  expect(await story.run(() => sweep(story.world.ports))).toMatchObject({ replanned: 0 });
  story.world.everyMinuteSweep(new Date('2026-03-11T14:20:00Z'));
  await story.until('14:20');
  // a quarter of an hour after the first look
  expect((await story.lines(['page'])).filter((line) => line.includes('secondary'))).toEqual([
    '14:18:30 page secondary_oncall/bob',
  ]);
});

test('so many rows a sweep, and the sweeps after it go on where it ended; a row that cannot be read keeps none from its plan', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const { planned: _, ...row } = await state(story);
  await story.run(async () => {
    for (let n = 0; n < 250; n += 1) {
      const id = `OLD-${String(n).padStart(3, '0')}`;
      const { incident } = row;
      const other = n === 7 ? 'poison' : { ...(incident as object), id };
      await story.world.table.write([
        { put: { ...row, ...keys.state(id), incident: other } },
        { put: { ...keys.run(id), duePk: 'RUN', dueAt: '2026-03-11T14:02:00.000Z', run: 1 } },
      ]);
    }
  });
  const replanned = async () => (await story.run(() => sweep(story.world.ports))).replanned;
  expect(await replanned()).toBe(198);
  expect(await replanned()).toBe(51);
  expect(await replanned()).toBe(0);
});
