import { expect, test } from 'vitest';
import { show } from '#app/api/show';
import { mustLoad } from '#app/store/incidents';
import type { People } from '#core/playbook/pack';
import type { Entry } from '#core/rules/rule';
import { api } from '#lambdas/api/app';
import { browserOf } from '#test/board-browser';
import { changed, highErrorRate, Story, tracktion } from '#test/story';

/** Alice, bob and dana, each of whom must acknowledge. */
const people: People = {
  ...tracktion.people,
  targets: {
    ...tracktion.people.targets,
    owners: { title: 'Owners', people: ['alice', 'bob', 'dana'], acknowledge: 'each', duties: [] },
  },
};
const saying = (...escalation: Entry[]) =>
  changed(
    ({ playbook }) => {
      playbook.escalation = escalation;
      playbook.communication = [];
      for (const severity of playbook.severities) delete severity.ackTimeout;
    },
    `each-${JSON.stringify(escalation).length}`,
  );
const all: Entry = { id: 'all', every: '10m', unless: 'acknowledged', do: { page: 'owners' } };

async function under(escalation: Entry[], them = people): Promise<Story> {
  const story = new Story({ pack: saying(...escalation), people: them });
  await story.signal(highErrorRate);
  return story;
}
const pages = async (story: Story): Promise<string[]> =>
  (await story.lines(['page'])).map((line) => line.replace(/ page .*\//, ' '));
const acknowledge = (story: Story, by: string) => story.say({ do: 'acknowledge', by });

test('one of a list is not enough: it is paged again until each has acknowledged, and only who has not', async () => {
  const story = await under([all]);
  await story.until('14:05');
  await acknowledge(story, 'bob');
  await story.until('14:15');
  await acknowledge(story, 'dana');
  await story.until('14:25');
  await acknowledge(story, 'alice');
  await story.until('16:00');
  expect(await pages(story)).toEqual([
    '14:02:00 alice',
    '14:02:00 bob',
    '14:02:00 dana',
    '14:12:00 alice',
    '14:12:00 dana',
    '14:22:00 alice',
  ]);
  expect(await story.lines(['acknowledged'])).toEqual([
    '14:05:00 acknowledged bob',
    '14:15:00 acknowledged dana',
    '14:25:00 acknowledged alice',
  ]);
  // the first of them answers for the incident
  expect((await story.incident()).acknowledged?.by).toBe('bob');
});

test('who has acknowledged before the list was paged has done so as one of it', async () => {
  const story = await under([{ ...all, after: '5m', unless: { acknowledged: 'owners' } }]);
  await acknowledge(story, 'bob');
  await story.until('14:10');
  await acknowledge(story, 'alice');
  await acknowledge(story, 'dana');
  await story.until('16:00');
  expect(await pages(story)).toEqual(['14:07:00 alice', '14:07:00 dana']);
});

test('a rule that asks for the acknowledgement of a list waits for all of it, also where nobody has paged it', async () => {
  const waiting: Entry = { id: 'late', after: '30m', unless: { acknowledged: 'owners' }, do: { page: 'cto' } };
  const one = await under([waiting]);
  await acknowledge(one, 'alice');
  await one.until('14:40');
  expect((await pages(one)).length).toBe(1);

  const every = await under([waiting]);
  for (const by of ['alice', 'bob', 'dana']) await acknowledge(every, by);
  await every.until('14:40');
  expect(await pages(every)).toEqual([]);
});

test('a list counts as it stood when it was paged last: who has joined is paged, who has left holds nothing back', async () => {
  const them = structuredClone(people);
  const story = await under([all], them);
  await acknowledge(story, 'bob');
  Object.assign(them.targets['owners'] ?? {}, { people: ['bob', 'mike_chen'] });
  await acknowledge(story, 'alice');
  await story.until('14:15');
  await acknowledge(story, 'mike_chen');
  await story.until('16:00');
  expect((await pages(story)).slice(3)).toEqual(['14:12:00 mike_chen']);
});

test('beside a list, whoever else the rule pages is paged no more once somebody has acknowledged', async () => {
  const story = await under([{ ...all, do: { page: ['secondary_oncall', 'owners'] } }]);
  await acknowledge(story, 'alice');
  await acknowledge(story, 'dana');
  await story.until('14:15');
  // bob is secondary: what is left is that he is one of the owners
  expect(await story.lines(['page'])).toEqual([
    '14:02:00 page secondary_oncall/bob',
    '14:02:00 page owners/alice',
    '14:02:00 page owners/dana',
    '14:12:00 page owners/bob',
  ]);
});

test('an acknowledgement that is handed back asks each of the list anew; of one of the others only theirs is lacking', async () => {
  const story = await under([all]);
  for (const by of ['bob', 'dana', 'alice']) await acknowledge(story, by);
  await story.say({ do: 'not-me', by: 'dana' });
  await story.until('14:15');
  expect((await pages(story)).slice(3)).toEqual(['14:12:00 dana']);
  await acknowledge(story, 'dana');
  await story.say({ do: 'release', by: 'bob' });
  await story.until('14:35');
  const again = new Set((await pages(story)).slice(4).map((line) => line.split(' ')[1]));
  expect(again).toEqual(new Set(['alice', 'bob', 'dana']));
});

test('a page that is still to be sent goes to who has not acknowledged, whoever else has, and not to who has', async () => {
  let down = true;
  const story = new Story({
    pack: saying({ ...all, every: undefined }),
    people,
    fault: (_, m, to) => (down && m.kind === 'page' && !to[0]?.includes('dana') ? new Error('no network') : undefined),
  });
  await story.signal(highErrorRate);
  await acknowledge(story, 'dana');
  await acknowledge(story, 'alice');
  down = false;
  await story.until('14:10');
  const sent = (await story.lines(['page'])).map((line) => line.replace(/.*\//, ''));
  expect([sent.includes('bob'), sent.includes('alice')]).toEqual([true, false]);
});

test('a lowered and raised severity, and opening it again, begin as every rule does: a new cycle asks each again', async () => {
  const story = await under([{ ...all, every: undefined }]);
  for (const by of ['bob', 'dana', 'alice']) await acknowledge(story, by);
  await story.say({ do: 'resolve', by: 'bob', as: 'false-alarm', reason: 'a test' });
  await story.say({ do: 'reopen', by: 'bob', reason: 'it is back' });
  expect((await pages(story)).length).toBe(6);
  await acknowledge(story, 'bob');
  expect((await story.incident()).each).toEqual({ owners: { people: ['alice', 'bob', 'dana'], by: ['bob'] } });
});

test('who is lacking may acknowledge by their link after somebody else, and is told that they must', async () => {
  const story = await under([all]);
  await acknowledge(story, 'bob');
  await expect(story.say({ do: 'cannot', by: 'alice' })).rejects.toThrow(
    'alice is one of a list of which each must acknowledge',
  );
  const app = api(story.world.ports);
  const sent = story.world.sent.findLast(({ to }) => to.some((address) => address.includes('alice')));
  const path = new URL(sent?.message.actions.find(({ url }) => url !== undefined)?.url ?? '').pathname;
  const ask = async (form?: Record<string, string>): Promise<string> => {
    const response = await app.request(path, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    });
    const text = await response.text();
    await story.world.clock.settle();
    return text;
  };
  const before = await ask();
  expect([
    before.includes('has acknowledged, and so must you'),
    before.includes('Acknowledge<small>You are paged no more for this.'),
    before.includes('#cannot'),
  ]).toEqual([true, true, false]);
  await ask({ act: 'acknowledge' });
  expect((await ask()).includes('has acknowledged, and so must you')).toBe(false);
  expect((await story.incident()).each?.['owners']?.by).toEqual(['bob', 'alice']);
});

test('alerts that live on at a provider follow each person by themselves: who has not acknowledged goes on being called', async () => {
  const story = await under([{ ...all, every: undefined }]);
  const told = (): string[] =>
    story
      .sent((s) => s.message.kind === 'alert')
      .map((line) => line.split(' ').slice(1, 3).join(' ').replace(/:$/, ''));
  await acknowledge(story, 'bob');
  expect(told()).toEqual(['pagerduty pagerduty-bob']);
  await acknowledge(story, 'alice');
  expect(told()).toEqual(['pagerduty pagerduty-bob', 'pagerduty pagerduty-alice']);
});

test('API and board say who is lacking, and who acknowledges at the board hears that the others are still paged', async () => {
  const story = await under([all]);
  const { ask, csrf } = await browserOf(story, 'responder bob');
  const page = `/console/incidents/${story.id}`;
  const said = await ask(page, { act: 'acknowledge', csrf: await csrf() });
  const { pathname, search } = new URL(said.headers.get('location') ?? '', `http://board${page}`);
  const after = await ask(`${pathname}${search}`);
  expect(after.text).toContain('Still paged until they acknowledge themselves: Alice Arnold and Dana Diaz.');
  expect((await ask(page)).text).toContain('Not yet: Alice Arnold and Dana Diaz');
  const { incident, version } = await mustLoad(story.world.ports, story.id);
  const places = { apiUrl: '', publicUrl: '', link: () => '' };
  expect(show(incident, version, places).each).toEqual({
    owners: { acknowledged: ['bob'], lacking: ['alice', 'dana'] },
  });
  for (const by of ['alice', 'dana']) await acknowledge(story, by);
  expect((await ask(page)).text).not.toContain('Not yet:');
});
