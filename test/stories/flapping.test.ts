import { expect, test } from 'vitest';
import type { Signal } from '#core/incident/signal';
import { highErrorRate, Story } from '#test/story';

const minute = (n: number): string => new Date(Date.parse('2026-03-11T14:02:00Z') + n * 60_000).toISOString();
const alarm = (n: number): Signal => ({ ...highErrorRate, value: 7, at: minute(n) });
const recovery = (n: number): Signal => ({ ...alarm(n), state: 'recovered', summary: 'below 5 % again' });

/** An alarm that fires for 2 of every 10 minutes, in a system that measures well; `each` is called after each round. */
async function flap(rounds: number, each: (round: number, story: Story) => Promise<void> = async () => {}) {
  const story = new Story();
  story.world.measuring = true;
  for (let round = 0; round < rounds; round += 1) {
    await story.until(minute(round * 10));
    await story.signal(alarm(round * 10));
    await each(round, story);
    await story.until(minute(round * 10 + 2));
    await story.signal(recovery(round * 10 + 2));
  }
  return story;
}
const incidentsOf = (story: Story) => story.world.table.dump().filter((row) => row.listPk === 'INCIDENT').length;

test('2 min ALARM and 8 min OK for 6 h: one incident, opened again once, and it ends when the flapping has', async () => {
  const story = await flap(36, async (round, s) => {
    if (round === 1) await s.say({ do: 'acknowledge', by: 'alice' });
  });
  expect(incidentsOf(story)).toBe(1);
  expect(await story.lines(['reopened'])).toEqual(['14:12:00 reopened']);
  // the last recovery is at 19:54, and the fourth change before the end of the window leaves it at 20:12
  await story.until('20:11:59');
  expect((await story.incident()).life).toBe('open');
  await story.until('20:30');
  expect((await story.incident()).life).toBe('closed');
  expect((await story.why(['note'])).filter((line) => line.includes('flap'))).toEqual([
    '14:14:00 | - | High error rate flaps: 4 changes within 30m',
    '20:12:00 | - | High error rate no longer flaps',
  ]);
});

test('while it flaps an acknowledged incident pages nobody further; an unacknowledged one goes on escalating', async () => {
  const quiet = await flap(8, async (round, s) => {
    if (round === 1) await s.say({ do: 'acknowledge', by: 'alice' });
  });
  expect(await quiet.lines(['page'])).toEqual([
    '14:02:00 page primary_oncall/alice',
    '14:12:00 page primary_oncall/alice',
  ]);
  const alone = await flap(8);
  expect((await alone.lines(['page'])).slice(2)).toEqual([
    '14:42:00 page secondary_oncall/bob',
    '14:42:00 page team_lead/tom',
    '15:12:00 page vp_engineering/vera',
    '15:12:00 page cto/colin',
  ]);
});
