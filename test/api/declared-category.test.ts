import { expect, test } from 'vitest';
import { browserOf } from '#test/board-browser';
import { changed, Story } from '#test/story';
import { apiOn } from './support.ts';

/** Tracktion with two categories; what is declared as a matter of security pages the manager at once, everything else nobody. */
const pack = changed(({ playbook }) => {
  const [first, second] = playbook.detection.rules;
  if (first === undefined || second === undefined) throw new Error('two rules of detection are there');
  playbook.detection.rules = [
    { ...first, category: 'outage' },
    { ...second, category: 'security' },
  ];
  playbook.escalation = [
    { id: 'breach', if: { category: 'security' }, unless: 'acknowledged', do: { page: 'oncall_manager' } },
    { id: 'other', if: { not: { category: 'security' } }, unless: 'resolved', do: { tell: 'incidents' } },
  ];
  playbook.communication = [];
}, 'categories');
const pagesOf = async (world: ReturnType<typeof apiOn>['world']): Promise<string[]> => {
  await world.clock.settle();
  return world.sent.flatMap(({ message, to }) => (message.kind === 'page' ? to : []));
};

test('a category that is declared is there from the opening on: rules that ask for it act, and the others do not', async () => {
  const { ask, world } = apiOn({ pack });
  const { status, json } = await ask('POST /v1/incidents', {
    body: { title: 'A key is public', severity: 'P1', category: 'security' },
  });
  expect([status, json.category]).toEqual([201, 'security']);
  expect(await pagesOf(world)).toEqual(['pagerduty-dana']);
  expect(world.sent.filter(({ message }) => message.key.includes('.escalated.'))).toEqual([]);
});

test('without a category there is none, and what asks for one does not hold', async () => {
  const { ask, world } = apiOn({ pack });
  const { json } = await ask('POST /v1/incidents', { body: { title: 'Uploads fail', severity: 'P1' } });
  expect(json.category).toBeUndefined();
  expect(await pagesOf(world)).toEqual([]);
});

test('a category that the playbook does not have is refused with those that it has', async () => {
  const said = async (of: Parameters<typeof apiOn>[0]) => {
    const { ask } = apiOn(of);
    return (await ask('POST /v1/incidents', { body: { title: 'x', category: 'secruity' } })).json.errors;
  };
  expect(await said({ pack })).toEqual([{ path: 'category', message: 'is not one of outage, security' }]);
  expect(await said({})).toEqual([{ path: 'category', message: 'is not one of (nothing)' }]);
});

test('the form of the board offers the categories, where there are some', async () => {
  const story = new Story({ pack });
  const { ask, csrf } = await browserOf(story, 'responder carol');
  const { text } = await ask('/console/declare');
  expect(text.match(/<select id="d-category".*?<\/select>/s)?.[0]).toBe(
    '<select id="d-category" name="category"><option value="">Not sure</option><option value="outage">outage</option><option value="security">security</option></select>',
  );
  const done = await ask('/console/declare', { title: 'A key is public', category: 'security', csrf: await csrf() });
  const id = /incidents\/([^?]+)/.exec(done.headers.get('location') ?? '')?.[1] ?? '';
  expect((await story.incident(id)).category).toBe('security');
  const plain = await browserOf(new Story(), 'responder carol');
  expect((await plain.ask('/console/declare')).text).not.toContain('d-category');
});
