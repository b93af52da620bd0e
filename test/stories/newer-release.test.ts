import { expect, test } from 'vitest';
import type { Row } from '#app/ports';
import { keys } from '#app/store/keys';
import type { Json } from '#core/json';
import { highErrorRate, Story } from '#test/story';
import { acknowledged } from '#test/worked';

type Fields = { [name: string]: Json };

test('fields that a newer release put into an incident survive the writes of this one, where they stand', async () => {
  const story = await acknowledged();
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'fix' });
  const row = await story.run(() => story.world.table.get(keys.state(story.id)));
  const incident = row?.['incident'] as Fields;
  const plan = incident['plan'] as Fields;
  const [step, ...steps] = plan['steps'] as Fields[];
  const newer = {
    ...incident,
    mood: 'calm',
    clocks: { ...(incident['clocks'] as Fields), quietFrom: '2026-03-11T14:20:00Z' },
    plan: { ...plan, risk: 'low', steps: [{ ...step, cost: 7 }, ...steps] },
  };
  await story.run(() => story.world.table.write([{ put: { ...(row as Row), incident: newer, tenant: 'blue' } }]));
  await story.say({ do: 'note', by: 'ana', text: 'looked' });
  await story.say({ do: 'answer', by: 'ana', question: 'approval', option: 'approve' });
  await story.until('14:40');
  const after = await story.run(() => story.world.table.get(keys.state(story.id)));
  expect(after).toMatchObject({
    tenant: 'blue',
    incident: { mood: 'calm', plan: { risk: 'low', steps: [{ cost: 7, status: 'done' }, {}] } },
  });
  expect(Number(after?.['version'])).toBeGreaterThan(Number(row?.['version']) + 1);
});

test('a field that this release drops with a change of life does not come back as an unknown one', async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a drill' });
  const row = await story.run(() => story.world.table.get(keys.state(story.id)));
  expect(row?.['incident']).not.toHaveProperty('clocks');
  expect(row).not.toHaveProperty('nextDue');
});
