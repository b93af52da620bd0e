import { expect, test } from 'vitest';
import { Unreachable } from '#core/errors';
import { metricsOf } from '#core/incident/metrics';
import { highErrorRate, Story } from '#test/story';

/** An incident that ana handled and that was resolved on its day, opened again on the next morning at 08:00 by dana. */
async function nextMorning(): Promise<Story> {
  const story = new Story();
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:03');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.until('14:04');
  await story.signal({ ...highErrorRate, state: 'recovered', at: '2026-03-11T14:04:00.000Z' });
  await story.until('2026-03-12T08:00:00Z');
  expect((await story.incident()).life).toBe('closed');
  await story.say({ do: 'reopen', by: 'dana', reason: 'customers report it again' });
  return story;
}

test('opened again on the next morning and acknowledged after 2 min: response 120 s, and the IC is who acknowledged', async () => {
  const story = await nextMorning();
  expect((await story.incident()).roles).toEqual({});
  await story.until('2026-03-12T08:02:00Z');
  await story.say({ do: 'acknowledge', by: 'bob' });
  const again = await story.incident();
  expect(again.roles).toEqual({ IC: 'bob' });
  expect(metricsOf(again).find((m) => m.name === 'response')).toEqual({ name: 'response', seconds: 120 });
});

test('what an earlier cycle has not sent yet is cancelled by the re-opening', async () => {
  let down = true;
  const story = new Story({ fault: () => (down ? new Unreachable('every channel is down') : undefined) });
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a drill' });
  await story.say({ do: 'reopen', by: 'ana', reason: 'no drill' });
  down = false;
  await story.until('14:04');
  expect(story.pages().filter((line) => !line.includes('cycle 2'))).toEqual([]);
  expect(story.pages().slice(0, 2)).toEqual([
    expect.stringContaining('pagerduty-alice: page P1-first, cycle 2'),
    expect.stringContaining('pagerduty-dana: page P1-first, cycle 2'),
  ]);
});
