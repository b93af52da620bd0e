import { expect, test } from 'vitest';
import { holdersOf } from '#app/actions/holders';
import { nextLook } from '#app/actions/watched';
import { keys } from '#app/store/keys';
import { Undeliverable } from '#core/errors';
import { watchActions } from '#lambdas/sweep/watch-actions';
import { changed, type Story } from '#test/story';
import { acknowledged } from '#test/worked';

/** Tracktion, with a roll-back that needs no approval and may take two hours. */
const harmless = changed((p) => {
  for (const step of p.runbooks['rollback']?.steps ?? [])
    if ('act' in step) Object.assign(step, { destructive: false, approve: undefined, timeout: '2h' });
}, 'harmless');

/** A roll-back chosen at 14:18; while the tool is asked to start it, another fix is reported, and then the tool does as told. */
async function fixedDuring(start: (story: Story) => Promise<{ handle: string }>): Promise<Story> {
  const story = await acknowledged({ pack: harmless });
  story.world.everyMinuteSweep(new Date('2026-03-11T17:00:00Z'));
  story.world.ports.actions.start = async () => {
    await story.world.say(story.id, { do: 'resolve', by: 'ana', as: 'fixed', reason: 'it mended itself' });
    return start(story);
  };
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  return story;
}

const held = (story: Story) =>
  story.run(async () =>
    (await holdersOf(story.world.ports, 'http:operations/actions/rollback')).holders.map((h) => h.state),
  );
const ends = async (story: Story) =>
  (await story.why(['mitigation'])).filter((line) => line.includes('Roll back (attempt 1):'));

test('a start that never answers is unknown after 120 s, and keeps its target', async () => {
  const story = await fixedDuring(({ world }) => world.clock.idle(new Promise(() => {})));
  // at 14:20:00 it is 120 s old to the second
  await story.until('14:20:30');
  expect((await story.incident()).actions?.map((a) => a.state)).toEqual(['claimed']);
  await story.until('14:22');
  expect(await ends(story)).toEqual([
    '14:21:00 | rollback unknown | Roll back (attempt 1): outcome unclear: it was claimed and no result came back, so it may have run',
  ]);
  expect((await story.incident()).actions?.map((a) => a.state)).toEqual(['unknown']);
  expect(await held(story)).toEqual(['unknown']);
});

test('a start that is refused after "fixed" has failed: it is told, and the target is free', async () => {
  const story = await fixedDuring(() => Promise.reject(new Undeliverable('403: the role may not')));
  expect(await ends(story)).toEqual(['14:18:00 | rollback failed | Roll back (attempt 1): 403: the role may not']);
  expect((await story.incident()).actions?.map((a) => a.state)).toEqual(['failed']);
  expect(await held(story)).toEqual([]);
});

test.each([
  ['1 min', 60, 45],
  ['45 min, a sixtieth of which is 45 s', 45 * 60, 45],
  ['1 h', 3600, 60],
  ['6 h', 6 * 3600, 360],
])('an action that has run %s is looked at again after a sixtieth of that, 45 s at least', (_, age, seconds) => {
  const now = new Date('2026-03-11T14:00:00Z');
  const startedAt = new Date(now.getTime() - age * 1000).toISOString();
  expect(nextLook({ startedAt }, now)).toBe(new Date(now.getTime() + seconds * 1000).toISOString());
});

test('a look that throws has put the action behind the others before', async () => {
  const story = await acknowledged({ pack: harmless });
  story.world.demoService.setAction('rollback', { seconds: 7200 });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'gone' });
  await story.until('14:20');
  story.world.ports.actions.look = () => Promise.reject(new Error('the function was stopped'));
  expect(await story.run(() => watchActions(story.world.ports))).toMatchObject({ failed: 1 });
  const row = await story.run(() => story.world.table.get(keys.action(`${story.id}.1.1.0.0`)));
  expect(row?.dueAt).toBe('2026-03-11T14:20:45.000Z');
});
