import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import { Story } from '#test/story';

const { pack, people } = loadPlaybook(fileURLToPath(new URL('../../playbooks/starter', import.meta.url)));

/** An incident of the playbook to begin with, on Saturday 14 March 2026 at 14:02. */
async function opened(severity: string): Promise<Story> {
  const start = '2026-03-14T14:02:00Z';
  const story = new Story({ pack, people, start, day: start.slice(0, 10), catchAll: 'on_call' });
  story.id = await story.run(async () =>
    textOf((await declare(story.world.ports, 'declare', 'alice', { title: 'It is down', severity }))['id']),
  );
  return story;
}

test('high: on call at once, the backup after ten minutes, three times through, by SMS', async () => {
  const story = await opened('high');
  await story.until('16:00');
  expect(story.pages()).toEqual([
    '03-14 14:02:00 sms +15550112: page call',
    '03-14 14:12:00 sms +15550111: page call',
    '03-14 14:22:00 sms +15550112: page call',
    '03-14 14:32:00 sms +15550111: page call',
    '03-14 14:42:00 sms +15550112: page call',
    '03-14 14:52:00 sms +15550111: page call',
  ]);
});

test('low: waits for Monday, for whom is on call then', async () => {
  const story = await opened('low');
  await story.until('2026-03-16T12:00:00Z');
  expect(story.pages()).toEqual(['03-16 09:00:00 sms +15550111: page low']);
});

test('the person who acknowledges leads, says that it is mended, and it is resolved once health is read', async () => {
  const story = await opened('high');
  story.world.measuring = true;
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.say({ do: 'answer', by: 'bob', question: 'resolution-type', option: 'mended' });
  await story.until('14:10');
  expect(story.pages()).toEqual(['03-14 14:02:00 sms +15550112: page call']);
  expect(await story.lines(['role', 'resolved', 'closed'])).toEqual([
    '03-14 14:05:00 role lead/bob',
    '03-14 14:06:00 resolved fixed',
    '03-14 14:06:00 closed',
  ]);
});
