import { expect, test } from 'vitest';
import { holdersOf } from '#app/actions/holders';
import { keys } from '#app/store/keys';
import { Incident } from '#core/incident/state';
import { watchActions } from '#lambdas/sweep/watch-actions';
import { changed, highErrorRate, type Story } from '#test/story';
import { acknowledged, broken } from '#test/worked';

const target = 'http:operations/actions/rollback';
/** Tracktion, with a roll-back that needs no approval and may take two hours. */
const harmless = changed((p) => {
  for (const step of p.runbooks['rollback']?.steps ?? [])
    if ('act' in step) Object.assign(step, { destructive: false, approve: undefined, timeout: '2h' });
}, 'harmless');

const held = (story: Story) =>
  story.run(async () => (await holdersOf(story.world.ports, target)).holders.map((h) => `${h.key} ${h.state}`));
const rowOf = (story: Story, key: string) => story.run(() => story.world.table.get(keys.action(key)));

test('an action holds its target from its claim to its end; its row is due while it runs, and not any more afterwards', async () => {
  const story = await acknowledged({ pack: harmless });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  const key = `${story.id}.1.1.0.0`;
  expect(await held(story)).toEqual([`${key} claimed`]);
  expect(await rowOf(story, key)).toMatchObject({
    incident: story.id,
    target,
    state: 'running',
    act: { kind: 'http', base: 'operations', path: '/actions/rollback' },
    handle: '{"is":"run","id":"run-000001"}',
    startedAt: '2026-03-11T14:18:00.000Z',
    until: '2026-03-11T16:18:00Z',
    duePk: 'ACTION',
    dueAt: '2026-03-11T14:18:45.000Z',
  });
  await story.until('14:30');
  expect(await held(story)).toEqual([]);
  const row = await rowOf(story, key);
  expect([row?.['state'], row?.duePk, row?.dueAt]).toEqual(['succeeded', undefined, undefined]);
});

test('of two incidents that act on one target at the same moment one starts, the other waits and names the first', async () => {
  const story = broken({ pack: harmless });
  await story.signal(highErrorRate);
  const other =
    (await story.run(() => story.world.signal({ ...highErrorRate, key: 'other', service: 'tracklist-service' })))
      .incidentId ?? '';
  await story.until('14:10');
  await story.run(async () => {
    await Promise.all(
      [story.id, other].map((id) =>
        story.world.say(id, { do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' }),
      ),
    );
  });
  expect(story.world.demoService.actions().length).toBe(1);
  const waiting = [await story.incident(), await story.incident(other)].filter((i) => i.question?.slot === 'approval');
  expect(waiting.length).toBe(1);
  const first = waiting[0]?.id === other ? story.id : other;
  expect(waiting[0]?.question?.text).toContain(`of ${first})`);
});

test('a target that was taken between the look and the claim is looked at again', async () => {
  const story = await acknowledged({ pack: harmless });
  const { table } = story.world.ports;
  const get = table.get.bind(table);
  let taken = false;
  table.get = async (key) => {
    const row = await get(key);
    if (key.pk === keys.target(target).pk && !taken) {
      taken = true;
      const holder = { key: 'INC-0.1.1.0.0', incident: 'INC-0', title: 'Roll back', attempt: 1, state: 'running' };
      await table.write([
        {
          update: keys.target(target),
          set: { [holder.key]: { ...holder, startedAt: '2026-03-11T14:17:59.000Z' } },
          add: { n: 1 },
        },
      ]);
    }
    return row;
  };
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  expect(story.world.demoService.actions()).toEqual([]);
  expect((await story.incident()).question?.text).toBe(
    'Start "Roll production back to the earlier of the last 2 revisions"? It runs http: base operations, path /actions/rollback; release tracktion, revisions 2. Still running on the same target: Roll back (attempt 1, since 2026-03-11 14:17:59 UTC of INC-0).',
  );
});

test('an incident of the release before, with a step under way that has no row, goes on to its end', async () => {
  const story = await acknowledged({ pack: harmless });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  await story.until('14:20');
  // as the release before stored it: no target with the step, no list of actions, no row
  const row = await story.run(() => story.world.table.get(keys.state(story.id)));
  const stored = Incident.parse(row?.['incident']);
  const steps = stored.plan?.steps.map(({ target: _target, ...step }) => step);
  const { actions: _, ...before } = JSON.parse(JSON.stringify({ ...stored, plan: { ...stored.plan, steps } }));
  await story.run(() =>
    story.world.table.write([
      { put: { ...keys.state(story.id), ...row, incident: before } },
      { delete: keys.action(`${story.id}.1.1.0.0`) },
      { delete: keys.target(target) },
    ]),
  );
  await story.recovers();
  await story.until('14:45');
  expect((await story.incident()).life).toBe('closed');
  expect(story.world.demoService.actions().length).toBe(1);
});

test('an action whose row cannot be read does not keep the others from being looked at', async () => {
  const story = await acknowledged({ pack: harmless });
  story.world.demoService.setAction('rollback', { seconds: 60 });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'gone' });
  const row = await rowOf(story, `${story.id}.1.1.0.0`);
  await story.run(() =>
    story.world.table.write([{ put: { ...keys.action('poison'), ...row, ...keys.action('poison'), act: 'poison' } }]),
  );
  await story.until('14:20');
  expect(await story.run(() => watchActions(story.world.ports))).toMatchObject({ takenUp: { action: 1 }, failed: 1 });
  expect((await story.incident()).actions?.map((a) => a.state)).toEqual(['succeeded']);
});

test('a hundred actions are looked at in one minute at most, those due first; the others have their turn in the next', async () => {
  const story = await acknowledged({ pack: harmless });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  const row = await rowOf(story, `${story.id}.1.1.0.0`);
  const keyOf = (n: number) => `${story.id}.1.1.0.${String(n).padStart(3, '0')}`;
  await story.run(async () => {
    for (let n = 1; n <= 130; n += 1)
      await story.world.table.write([{ put: { ...row, ...keys.action(keyOf(n)), dueAt: '2026-03-11T14:00:00.000Z' } }]);
  });
  const looked: string[] = [];
  const { actions } = story.world.ports;
  story.world.ports.actions = {
    ...actions,
    look: (act, handle, incidentId) => {
      looked.push(handle);
      return actions.look(act, handle, incidentId);
    },
  };
  await story.run(() => watchActions(story.world.ports));
  expect(looked.length).toBe(100);
  await story.run(() => watchActions(story.world.ports));
  expect(looked.length).toBe(130);
});
