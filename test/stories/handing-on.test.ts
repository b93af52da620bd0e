import { expect, test } from 'vitest';
import { changed, highErrorRate, Story } from '#test/story';

async function opened(until = '14:03'): Promise<Story> {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until(until);
  return story;
}

test('who cannot take it pages the next person at once, and the rule that was brought forward has acted', async () => {
  const story = await opened();
  const before = story.pages().length;
  await story.say({ do: 'cannot', by: 'alice', way: 'link' });
  expect(story.pages().slice(before)).toEqual(['14:03:00 pagerduty pagerduty-bob: page P1-secondary']);
  await story.until('14:10');
  expect(story.pages().slice(before)).toHaveLength(1);
  await story.say({ do: 'cannot', by: 'bob' });
  expect(story.pages().slice(before + 1)).toEqual(['14:10:00 pagerduty pagerduty-ana: page A']);
});

test('handed back, the clocks go on from where they stopped', async () => {
  const story = await opened();
  await story.say({ do: 'acknowledge', by: 'alice', way: 'link' });
  await story.until('14:33');
  const before = story.pages().length;
  await story.say({ do: 'release', by: 'alice', way: 'link' });
  expect(story.pages().slice(before)).toEqual(['14:33:00 pagerduty pagerduty-bob: page P1-secondary']);
  const { roles, acknowledged } = await story.incident();
  expect({ roles, acknowledged }).toEqual({ roles: {}, acknowledged: undefined });
  // one minute of the fifteen had passed
  await story.until('14:46:59');
  expect(story.pages().slice(before)).toHaveLength(1);
  await story.until('14:47');
  expect(story.pages().slice(before + 1)).toEqual(['14:47:00 pagerduty pagerduty-ana: page A']);
  expect((await story.why(['acknowledged', 'role'])).map((line) => line.replace(/:\d+\)/, ')'))).toEqual([
    '14:03:00 | alice | acknowledged by alice, by link',
    '14:03:00 | IC/alice | taken by the first to acknowledge (playbook.yaml)',
    '14:33:00 | IC | handed back by alice, by link',
  ]);
});

test('an acknowledgement that was not theirs is taken back, and what was due meanwhile is due at once', async () => {
  const story = await opened();
  await story.say({ do: 'acknowledge', by: 'alice', way: 'link' });
  await story.until('14:20');
  const before = story.pages().length;
  await story.say({ do: 'not-me', by: 'alice', way: 'link' });
  expect(story.pages().slice(before)).toEqual([
    '14:20:00 pagerduty pagerduty-bob: page P1-secondary',
    '14:20:00 pagerduty pagerduty-ana: page A',
  ]);
});

test('alerts that an acknowledgement could not reach in time are left alone once it has been handed back', async () => {
  let down = true;
  const story = new Story({
    fault: (tool, message) =>
      down && tool === 'pagerduty' && message.kind === 'alert' ? new Error('PagerDuty is down') : undefined,
  });
  await story.signal(highErrorRate);
  await story.until('14:03');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:04');
  await story.say({ do: 'release', by: 'alice' });
  down = false;
  await story.until('14:30');
  const changes = story.sent((s) => s.message.kind === 'alert' && s.message.change === 'acknowledge');
  expect(changes.filter((line) => line >= '14:04:01')).toEqual([]);
});

test('a target that was missed is not missed again by a hand-back, and is by a lapse', async () => {
  const pack = changed(({ playbook }) => {
    playbook.severities = playbook.severities.map((one) => (one.id === 'P1' ? { ...one, ackTimeout: '1h' } : one));
  }, 'lapses');
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:30');
  await story.say({ do: 'release', by: 'alice' });
  await story.until('14:40');
  const missed = async () => (await story.lines(['deadline-missed'])).filter((line) => line.includes('acknowledge'));
  expect(await missed()).toEqual(['14:07:00 deadline-missed acknowledge within 5m']);
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('16:00');
  expect((await missed()).slice(1)).toEqual(['15:45:00 deadline-missed acknowledge within 5m']);
});
