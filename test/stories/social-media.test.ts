import { expect, test } from 'vitest';
import { show } from '#app/api/show';
import { registry } from '#app/operations/registry';
import type { Action, Rule } from '#core/rules/rule';
import { api } from '#lambdas/api/app';
import { signIn } from '#test/board';
import { changed, highErrorRate, Story } from '#test/story';

const post = { task: 'engineering_manager', text: 'Post it as @tracktion', template: 'social-media' } as const;
const words = [
  '{% if incident.ended or incident.resolved %}{{ incident.id }}: all works again. Sorry for the trouble.',
  '{% else %}We are looking into a problem ({{ incident.severity }}, {{ now | time }}).{% endif %}',
].join('\n');

/** Tracktion with somebody who posts for it: the text is prepared, and a person reads it, posts it and ticks that. */
function posting(rule: Partial<Rule> = {}, give: Action | Action[] = post): Story {
  const pack = changed(
    (p) => {
      p.playbook.communication.push(
        { id: 'social-begin', if: { severity: 'P1' }, after: '10m', since: 'opened', do: give, ...rule },
        { id: 'social-end', if: { done: 'social-begin' }, on: ['resolved', 'ended'], do: post },
      );
      p.templates['social-media'] = words;
    },
    `posting-${JSON.stringify([rule, give]).length}`,
  );
  return new Story({ pack });
}
/** What ana was given to do, as the messages say it. */
const given = (story: Story): string[] =>
  story.world.sent.flatMap(({ at, to, message }) =>
    message.key.includes('.task-given.') && to.join() === 'U0ANA' && message.text.includes('@tracktion')
      ? [`${at.slice(11, 16)} ${message.text.split('\n').slice(1, 4).join('|')}`]
      : [],
  );
const ticks = async (story: Story): Promise<string[]> =>
  (await story.why(['note'])).filter((line) => line.includes('@tracktion'));

test('a text for social media is prepared for whom posts it, who ticks it as posted: what was posted stands on the timeline', async () => {
  const story = posting();
  await story.signal(highErrorRate);
  await story.until('14:20');
  expect(given(story)).toEqual([
    '14:12 - Post it as @tracktion|    We are looking into a problem (P1, 14:12 UTC).|https://tocsin.test/incidents/INC-20260311-7720',
  ]);
  // what it says is not what would be said by now
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await story.until('14:25');
  await story.say({ do: 'tick', by: 'ana', item: 'social-begin' });
  expect(await ticks(story)).toEqual([
    '14:25:00 | social-begin | “Post it as @tracktion” ticked by ana: We are looking into a problem (P1, 14:12 UTC).',
  ]);
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it was the network' });
  await story.until('14:30');
  expect(given(story).slice(1)).toEqual([
    '14:25 - Post it as @tracktion|    INC-20260311-7720: all works again. Sorry for the trouble.|https://tocsin.test/incidents/INC-20260311-7720',
  ]);
});

test('the API shows the text with the incident, and opened again there is none left', async () => {
  const story = posting();
  const links = { apiUrl: '', publicUrl: '', link: () => '' };
  const prepared = async () => show(await story.incident(), 1, links).prepared;
  await story.signal(highErrorRate);
  expect(await prepared()).toBeUndefined();
  await story.until('14:20');
  expect(await prepared()).toEqual({
    'social-begin': 'We are looking into a problem (P1, 14:12 UTC).',
  });
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'it was the network' });
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is back' });
  expect(await prepared()).toBeUndefined();
});

test('one that must be approved is approved as it will be posted, and given with just these words', async () => {
  const story = posting({ approve: 'CL' }, [post]);
  await story.signal(highErrorRate);
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.say({ do: 'assign-role', by: 'bob', role: 'CL', person: 'tom' });
  await story.until('14:15');
  const [approval] = Object.values((await story.incident()).approvals ?? {});
  expect(approval?.text).toBe(
    'Give engineering_manager the task “Post it as @tracktion”, with this text:\nWe are looking into a problem (P1, 14:12 UTC).',
  );
  expect(given(story)).toEqual([]);
  await story.say({ do: 'answer', by: 'tom', question: `approve-social-begin-${approval?.seq}`, option: 'approve' });
  await story.until('14:16');
  expect(given(story).map((line) => line.split('|')[1])).toEqual([
    '    We are looking into a problem (P1, 14:12 UTC).',
  ]);
});

test('one whose words have changed since it was asked about is asked about anew, and not given', async () => {
  const story = posting({ approve: 'CL', if: { severity: ['P1', 'P2'] } });
  await story.signal(highErrorRate);
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.say({ do: 'assign-role', by: 'bob', role: 'CL', person: 'tom' });
  await story.until('14:15');
  const approval = async () => (await story.incident()).approvals?.['social-begin'];
  await story.say({ do: 'set-severity', by: 'bob', severity: 'P2', reason: 'one region' });
  await story.say({
    do: 'answer',
    by: 'tom',
    question: `approve-social-begin-${(await approval())?.seq}`,
    option: 'approve',
  });
  expect([(await approval())?.times, given(story)]).toEqual([2, []]);
  await story.say({
    do: 'answer',
    by: 'tom',
    question: `approve-social-begin-${(await approval())?.seq}`,
    option: 'approve',
  });
  await story.until('14:16');
  expect(given(story).map((line) => line.split('|')[1])).toEqual([
    '    We are looking into a problem (P2, 14:15 UTC).',
  ]);
});

test('the text is read whole on the board and behind the link of whom it was given to', async () => {
  const story = posting({ unless: 'resolved' }, { ...post, task: 'IC' });
  await story.signal(highErrorRate);
  await story.until('14:03');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:13');
  const app = api(story.world.ports, registry, { board: signIn });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const first = await app.request('/console/sign-in', { headers: form });
  const csrf = /name="csrf" value="([^"]+)"/.exec(await first.text())?.[1] ?? '';
  const cookies = first.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  const signedIn = await app.request('/console/sign-in', {
    method: 'POST',
    headers: { ...form, cookie: cookies },
    body: new URLSearchParams({ csrf, token: 'commander alice' }).toString(),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  const board = await app.request(`/console/incidents/${story.id}`, { headers: { cookie } });
  const words = 'We are looking into a problem (P1, 14:12 UTC).';
  expect(/<pre tabindex="0">([^<]*)<\/pre>/.exec(await board.text())?.[1]).toBe(words);
  const page = story.world.sent.find(({ message, to }) => message.kind === 'page' && to.join().includes('alice'));
  const link = await app.request(new URL(page?.message.actions[0]?.url ?? '').pathname);
  expect(/<li><pre>([^<]*)<\/pre><button name="item" value="social-begin">/.exec(await link.text())?.[1]).toBe(words);
  await story.world.clock.settle();
});
