import { expect, test } from 'vitest';
import { prefixes } from '#app/store/keys';
import { Unreachable } from '#core/errors';
import type { People } from '#core/playbook/pack';
import type { Entry } from '#core/rules/rule';
import { changed, highErrorRate, Story, tracktion } from '#test/story';

/** Tracktion with these rules as its escalation; alice is primary, bob secondary, dana the manager on call and the catch-all. */
const saying = (...escalation: Entry[]) =>
  changed(
    ({ playbook }) => {
      playbook.escalation = escalation;
      playbook.communication = [];
    },
    `via-${JSON.stringify(escalation).length}`,
  );
/** Everybody has these channels, in this order; `ntfy` is one of push notifications. */
const having = (channels: string[]): People => ({
  ...tracktion.people,
  people: Object.fromEntries(
    Object.entries(tracktion.people.people).map(([id, person]) => [
      id,
      { ...person, ntfy: `oncall-${id}-x7`, channels },
    ]),
  ),
});
const page = (id: string, who: string, ...via: string[]): Entry => ({
  id,
  unless: 'acknowledged',
  do: { page: who, ...(via.length === 0 ? {} : { via }) },
});
/** Tool and address of each page. */
const ways = (story: Story): string[] =>
  story.pages().map((line) => line.split(' ').slice(1, 3).join(' ').replace(/:$/, ''));

test('a page goes by the channels that its rule names alone, in the order that it gives, whatever the order of the person', async () => {
  const people = having(['pagerduty', 'sms', 'ntfy', 'email']);
  const rules = saying(page('first', 'primary_oncall', 'email', 'sms'));
  const story = new Story({ pack: rules, people });
  await story.signal(highErrorRate);
  expect(ways(story)).toEqual(['email alice@tracktion.example']);

  const failing = new Story({
    pack: rules,
    people,
    fault: (tool, m) => (tool === 'email' && m.kind === 'page' ? new Unreachable('no mail') : undefined),
  });
  await failing.signal(highErrorRate);
  expect(ways(failing)).toEqual(['sms +15550101']);
});

test('push means every channel of push notifications that the person has', async () => {
  const story = new Story({
    pack: saying(page('first', 'primary_oncall', 'push', 'sms')),
    people: having(['pagerduty', 'sms', 'ntfy']),
  });
  await story.signal(highErrorRate);
  expect(ways(story)).toEqual(['ntfy oncall-alice-x7']);
});

test('who has none of the channels is paged by their own, and the timeline says so: a page is never not sent', async () => {
  const story = new Story({
    pack: saying(page('first', 'primary_oncall', 'push', 'slack')),
    people: having(['pagerduty', 'sms']),
  });
  await story.signal(highErrorRate);
  expect(ways(story)).toEqual(['pagerduty pagerduty-alice']);
  const said = (await story.why(['note'])).filter((line) => line.includes('primary_oncall'));
  expect(said.map((line) => line.replace(/ \(playbook.yaml:\d+\)/, ''))).toEqual([
    '14:02:00 | primary_oncall/alice | alice has no push or slack: by pagerduty, sms instead; rule first: at once',
  ]);
});

test('when the channels that a rule names fail, no other is taken: the catch-all is paged by their own', async () => {
  const story = new Story({
    pack: saying(page('first', 'primary_oncall', 'sms')),
    people: having(['pagerduty', 'sms']),
    fault: (tool, m) => (tool === 'sms' && m.kind === 'page' ? new Unreachable('no carrier') : undefined),
  });
  await story.signal(highErrorRate);
  expect(ways(story)).toEqual(['pagerduty pagerduty-dana']);
});

test('two rules of one moment give one page, with the channels of both in the order of the rules', async () => {
  const story = new Story({
    pack: saying(
      page('first', 'primary_oncall', 'sms'),
      page('second', 'primary_oncall', 'email'),
      page('third', 'secondary_oncall', 'sms'),
      page('fourth', 'secondary_oncall'),
    ),
    people: having(['pagerduty', 'sms', 'email']),
    fault: (tool, m) => (tool === 'sms' && m.kind === 'page' ? new Unreachable('no carrier') : undefined),
  });
  await story.signal(highErrorRate);
  // alice by mail, for sms fails; of bob one rule says nothing, so that he has all of his own
  expect(ways(story)).toEqual(['email alice@tracktion.example', 'pagerduty pagerduty-bob']);
  expect((await story.world.table.query(story.id, { prefix: prefixes.page })).length).toBe(2);
});

test('whom a target means that has nobody is the catch-all, by all of their own channels', async () => {
  const people = having(['pagerduty', 'sms']);
  people.targets = { ...people.targets, nobody: { title: 'Nobody', people: [], duties: [] } };
  const story = new Story({ pack: saying(page('first', 'nobody', 'sms')), people });
  await story.signal(highErrorRate);
  expect(ways(story)).toEqual(['pagerduty pagerduty-dana']);
});

test('a raise pages by the same channels', async () => {
  const story = new Story({
    pack: saying({ id: 'first', unless: 'acknowledged', do: { page: 'primary_oncall', via: 'sms' } }),
    people: having(['pagerduty', 'sms']),
  });
  await story.signal({ ...highErrorRate, value: 7 });
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P1', reason: 'it is worse' });
  expect(ways(story)).toEqual(['sms +15550101', 'sms +15550101']);
});

test('a ladder pages by its channels at each step and each repeat; a step that names its own goes by those', async () => {
  const story = new Story({
    pack: saying({
      ladder: 'chain',
      unless: 'acknowledged',
      after: '10m',
      repeat: 1,
      via: 'sms',
      page: ['primary_oncall', { page: 'secondary_oncall', via: ['email', 'sms'] }, { page: 'oncall_manager' }],
    }),
    people: having(['pagerduty', 'sms', 'email']),
  });
  await story.signal(highErrorRate);
  await story.until('14:27');
  const once = ['sms +15550101', 'email bob@tracktion.example', 'sms +15550103'];
  expect(ways(story)).toEqual(once);
  await story.until('14:57');
  expect(ways(story)).toEqual([...once, ...once]);
});

test('a matrix pages all its rows by its channels, at spans and at moments; whom it tells is told as ever', async () => {
  const rows: Entry = {
    matrix: 'involve',
    unless: 'resolved',
    columns: ['P1'],
    page: { primary_oncall: ['0m'], secondary_oncall: ['15m'] },
    tell: { oncall_manager: ['0m'] },
    via: ['email'],
  };
  const story = new Story({ pack: saying(rows), people: having(['sms', 'email']) });
  await story.signal(highErrorRate);
  await story.until('14:22');
  expect(ways(story)).toEqual(['email alice@tracktion.example', 'email bob@tracktion.example']);
});
