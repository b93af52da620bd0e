import { expect, test } from 'vitest';
import { messageOrder } from '#core/incident/message-order';
import type { Json } from '#core/json';
import { View } from '#core/message/view';
import { highErrorRate, Story } from '#test/story';

/** The messages of a P1 that nobody answers for two hours, as their rows have them. */
async function rows(): Promise<{ [name: string]: Json }[]> {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until('16:05');
  return story.world.table.dump().flatMap(({ message }) => (message === undefined ? [] : [message as never]));
}

test('a message keeps nothing of its view that is null, and its template sees every null again', async () => {
  const stored = await rows();
  expect(new Set(stored.map(({ moment }) => moment)).size).toBeGreaterThan(5);
  for (const message of stored) {
    expect(JSON.stringify(message['view'])).not.toMatch(
      /"(question|update|digest|timeline|acknowledged|endedAs)":null/,
    );
    const { view } = messageOrder(message);
    expect(View.parse(view)).toEqual(view);
    expect([view.timeline, view.incident.endedAs]).toEqual([null, null]);
  }
});

test('a message of a release that kept every null is read as it stands', async () => {
  for (const message of await rows()) {
    const { view } = messageOrder(message);
    expect(messageOrder({ ...message, view: view as unknown as Json })).toEqual(messageOrder(message));
  }
});
