import { expect, test } from 'vitest';
import { changed, highErrorRate, Story } from '#test/story';

/** Tracktion with somebody who posts for it: the text is prepared, and a person reads, approves and posts it. */
const pack = changed((p) => {
  const post = { tell: 'engineering_manager', template: 'social-media' } as const;
  p.playbook.communication.push(
    { id: 'social-begin', if: { severity: 'P1' }, after: '10m', since: 'opened', do: post },
    { id: 'social-end', if: { done: 'social-begin' }, on: ['resolved', 'ended'], do: post },
  );
  p.templates['social-media'] = [
    'subject: For social media, to be approved and posted by you',
    '{% if moment == "escalated" %}We are looking into a problem ({{ incident.id }}). We will tell you more within the hour.',
    '{% else %}{{ incident.id }}: all works again. Sorry for the trouble.{% endif %}',
  ].join('\n');
});

test('the text for social media goes to a person who posts it: at the begin, and at the end where there was a begin', async () => {
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it was the network' });
  await story.until('14:25');
  const told = story.world.sent.flatMap(({ at, to, message }) =>
    /works again|looking into a problem/.test(message.text) ? [`${at.slice(11, 16)} ${to.join()} ${message.text}`] : [],
  );
  expect(told).toEqual([
    '14:12 U0ANA We are looking into a problem (INC-20260311-7720). We will tell you more within the hour.',
    '14:20 U0ANA INC-20260311-7720: all works again. Sorry for the trouble.',
  ]);
});
