import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import { Story } from '#test/story';

// no line of the product was written for it: test/organisations/hosted-git says where it is from
const { pack, people } = loadPlaybook(fileURLToPath(new URL('../organisations/hosted-git', import.meta.url)));
const who: Record<string, string> = Object.fromEntries(
  Object.entries(people.people).map(([id, { phone }]) => [String(phone).replaceAll(/[^+\d]/g, ''), id]),
);

async function opened(severity: string, start: string): Promise<Story> {
  const story = new Story({ pack, people, start, day: start.slice(0, 10), catchAll: 'director' });
  story.id = await story.run(async () =>
    textOf((await declare(story.world.ports, 'declare', 'ira', { title: 'Pushes fail', severity }))['id']),
  );
  return story;
}
const paged = (story: Story): string[] =>
  story.world.sent.flatMap(({ at, to, message }) =>
    message.kind === 'page' ? [`${at.slice(5, 16)} ${to.map((one) => who[one] ?? one).join()}`] : [],
  );
const approved = async (story: Story, by: string, rule: string): Promise<void> =>
  story.say({ do: 'answer', by, question: `approve-${rule}`, option: 'approve' });
const public_ = (story: Story): string[] =>
  story.world.sent.flatMap(({ at, channel, message }) =>
    channel === 'statuspage' ? [`${at.slice(11, 16)} ${message.text}`] : [],
  );

test('S1, and nobody answers: three at once, the manager again after 15 min, the director 30 min later', async () => {
  const story = await opened('S1', '2026-03-14T03:00:00Z');
  await story.until('2026-03-14T06:00:00Z');
  expect(paged(story)).toEqual([
    '03-14T03:00 ada',
    '03-14T03:00 ira',
    '03-14T03:00 mae',
    '03-14T03:15 ira',
    '03-14T03:45 dot',
  ]);
});

test('the manager alone has acknowledged: the engineer is still wanted, the director is not', async () => {
  const story = await opened('S1', '2026-03-14T03:00:00Z');
  await story.until('2026-03-14T03:05:00Z');
  await story.say({ do: 'acknowledge', by: 'ira' });
  await story.until('2026-03-14T06:00:00Z');
  expect(paged(story).slice(3)).toEqual(['03-14T03:15 ira']);
});

test('the engineer has acknowledged: nobody else is called, whoever has the shift by then', async () => {
  const story = await opened('S2', '2026-03-14T07:55:00Z');
  await story.until('2026-03-14T07:58:00Z');
  await story.say({ do: 'acknowledge', by: 'ada' });
  await story.until('2026-03-14T12:00:00Z');
  expect(paged(story).slice(3)).toEqual([]);
});

test('S3 of a Saturday waits for Monday, for whose shift it is then', async () => {
  const story = await opened('S3', '2026-03-14T03:00:00Z');
  await story.until('2026-03-16T12:00:00Z');
  expect(paged(story)).toEqual(['03-16T09:00 ben']);
});

test('who does the technical work does not lead, and the public reads what was approved', async () => {
  const story = await opened('S1', '2026-03-14T03:00:00Z');
  await story.until('2026-03-14T03:04:00Z');
  await story.say({ do: 'acknowledge', by: 'ada' });
  await expect(story.say({ do: 'assign-role', by: 'ira', role: 'lead', person: 'ada' })).rejects.toThrow(
    'ada is responder, and lead is never the same person',
  );
  await story.say({ do: 'assign-role', by: 'ira', role: 'lead', person: 'ira' });
  await story.say({ do: 'assign-role', by: 'ira', role: 'communications', person: 'mae' });
  await story.until('2026-03-14T03:10:00Z');
  expect(public_(story)).toEqual([]);
  await approved(story, 'mae', 'public');
  await story.say({ do: 'answer', by: 'ira', question: 'resolution-type', option: 'roll-back' });
  await story.until('2026-03-14T03:20:00Z');
  expect((await story.incident()).life).toBe('closed');
  expect(public_(story).length).toBe(1);
  // what the end brings outlives it
  await approved(story, 'mae', 'public-over');
  await story.until('2026-03-14T03:21:00Z');
  expect(public_(story)).toEqual(['03:10 A service: investigating.', '03:20 A service: resolved.']);
});
