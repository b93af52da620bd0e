import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import { parsePlaybook } from '#core/playbook/parse';
import { plugins, vocabularyOf } from '#plugins/registry';
import { highErrorRate, Story } from '#test/story';

/** All that a team must say: severities, people, one route. */
const least = {
  'playbook.yaml': `version: 2
name: shop
title: Shop
zone: UTC
severities: [{ id: high }, { id: low }]
escalation:
  - { ladder: call, after: 10m, unless: acknowledged, repeat: 1, page: [on_call] }
`,
  'people.yaml': `version: 2
people:
  alice: { name: Alice Arnold, phone: +1-555-0111, channels: [sms] }
targets:
  on_call: { title: On call, person: alice }
`,
};

function world(texts: Record<string, string> = least): Story {
  const parsed = parsePlaybook(texts, vocabularyOf(plugins), (text) => createHash('sha256').update(text).digest('hex'));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return new Story({ pack: parsed.pack, people: parsed.people, catchAll: 'on_call' });
}
const declared = async (story: Story): Promise<void> => {
  story.id = await story.run(async () =>
    textOf(
      (await declare(story.world.ports, 'declare', 'alice', { title: 'Checkout is down', severity: 'low' }))['id'],
    ),
  );
};

test('severities, people and one route are a playbook: who is paged acknowledges, leads, is asked whether it is mended, and it is over', async () => {
  const story = world();
  await declared(story);
  await story.until('14:13');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:30');
  expect((await story.incident()).question).toMatchObject({
    text: 'Is it mended?',
    ask: 'lead',
    options: [{ id: 'mended', title: 'It is mended' }],
  });
  await story.say({ do: 'answer', by: 'alice', question: 'resolution-type', option: 'mended' });
  await story.until('14:40');
  expect(story.pages()).toEqual(['14:02:00 sms +15550111: page call', '14:12:00 sms +15550111: page call']);
  expect(await story.lines(['role', 'mitigation', 'verification', 'resolved', 'closed'])).toEqual([
    '14:13:00 role lead/alice',
    '14:30:00 mitigation mended',
    '14:30:00 mitigation done',
    '14:30:00 verification',
    '14:30:00 verification verified',
    '14:30:00 resolved fixed',
    '14:30:00 closed',
  ]);
});

test('its alarms are rated the worst, belong to one incident, and resolve it when all have recovered', async () => {
  const story = world();
  const { rule: _, service: __, ...alarm } = highErrorRate;
  await story.signal(alarm);
  expect((await story.incident()).severity).toBe('high');
  await story.until('14:05');
  await story.recovers(alarm);
  await story.until('14:30');
  expect(await story.lines(['resolved', 'closed'])).toEqual(['14:05:00 resolved fixed', '14:05:00 closed']);
});

test('without a place, what nobody else would hear the catch-all hears', async () => {
  const story = world();
  await declared(story);
  await story.until('14:40');
  // nobody leads yet
  expect(story.world.sent.map(({ at, channel, message }) => `${at.slice(11, 16)} ${channel} ${message.text}`)).toEqual([
    '14:02 sms low INC-20260311-001: Checkout is down, since 14:02 UTC. You: on call for low.',
    expect.stringMatching(/^14:02 sms INC-20260311-001: Is it mended\?/),
    '14:12 sms low INC-20260311-001: Checkout is down, since 14:02 UTC. You: no ack for 10 min.',
    expect.stringMatching(/^14:32 sms INC-20260311-001: Is it mended\?/),
  ]);
});

test('who has a channel that only pages is paged; that a question does not reach them stands on the timeline at once', async () => {
  const people = least['people.yaml'].replace(
    'phone: +1-555-0111, channels: [sms]',
    'pagerduty: pd-alice, channels: [pagerduty]',
  );
  const story = world({ ...least, 'people.yaml': people });
  await declared(story);
  await story.until('14:05');
  expect(story.pages()).toEqual(['14:02:00 pagerduty pd-alice: page call']);
  const said = await story.run(() => story.world.timeline(story.id));
  expect(
    said.filter(({ outcome }) => outcome === 'failed').map(({ at, because }) => `${at.slice(11, 16)} ${because}`),
  ).toEqual(['14:02 no channel reaches person:alice: tried again for a day']);
});
