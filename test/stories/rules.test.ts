import { expect, test } from 'vitest';
import type { Entry } from '#core/rules/rule';
import { changed, highErrorRate, Story } from '#test/story';

/** Tracktion whose escalation is these rules and no others; nothing is measured, so that nobody is asked to mend it. */
const saying = (...escalation: Entry[]) =>
  changed(
    ({ playbook }) => {
      playbook.escalation = escalation;
      playbook.assessment = [];
      Object.assign(playbook.facts, {
        loss: { title: 'Loss', type: 'number' },
        drill: { title: 'It is a drill', type: 'flag' },
        'data-at-risk': { title: 'Data at risk', type: 'flag' },
      });
    },
    `rules-${JSON.stringify(escalation).length}`,
  );
/** An incident of 14:02 under these rules: a P1, and with 7 % of errors a P2. */
async function under(rules: readonly Entry[], value = 23): Promise<Story> {
  const story = new Story({ pack: saying(...rules) });
  await story.signal({ ...highErrorRate, value });
  return story;
}
const pages = async (story: Story): Promise<string[]> =>
  (await story.lines(['page'])).map((line) => line.replace(' page ', ' ').replace(/\/.*/, ''));
const set = (story: Story, severity: string) =>
  story.say({ do: 'set-severity', by: 'dana', severity, reason: 'as it looks' });
const fact = (story: Story, facts: Record<string, string | number | boolean>) =>
  story.say({ do: 'note', by: 'dana', text: 'as it looks', facts });

test('a rule that repeats pages each time, and rests while somebody has acknowledged', async () => {
  const story = await under([
    {
      id: 'nag',
      after: '10m',
      every: '10m',
      unless: 'acknowledged',
      do: { page: 'secondary_oncall' },
    },
  ]);
  await story.until('14:35');
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.until('16:00');
  expect(await pages(story)).toEqual([
    '14:12:00 secondary_oncall',
    '14:22:00 secondary_oncall',
    '14:32:00 secondary_oncall',
  ]);
});

test('a rule that counts from another follows each of its acts, within one stretch without an acknowledgement too', async () => {
  const story = await under([
    { id: 'first', every: '30m', unless: 'acknowledged', do: { page: 'primary_oncall' } },
    { id: 'then', after: '10m', since: 'first', unless: 'acknowledged', do: { page: 'secondary_oncall' } },
  ]);
  await story.until('14:50');
  expect(await pages(story)).toEqual([
    '14:02:00 primary_oncall',
    '14:12:00 secondary_oncall',
    '14:32:00 primary_oncall',
    '14:42:00 secondary_oncall',
  ]);
});

test('a ladder goes from step to step and through all of them again', async () => {
  const story = await under([
    {
      ladder: 'chain',
      after: '5m',
      unless: 'acknowledged',
      repeat: 1,
      page: ['primary_oncall', ['secondary_oncall', 'team_lead']],
    },
  ]);
  await story.until('16:00');
  expect(await pages(story)).toEqual([
    '14:02:00 primary_oncall',
    '14:07:00 secondary_oncall',
    '14:07:00 team_lead',
    '14:12:00 primary_oncall',
    '14:17:00 secondary_oncall',
    '14:17:00 team_lead',
  ]);
});

test('a fact that is set at minute 20 pages at minute 20, one that is not set satisfies neither a comparison nor its not', async () => {
  const story = await under([
    { id: 'money', if: { fact: { loss: { atLeast: 10_000 } } }, unless: 'resolved', do: { page: 'cto' } },
    { id: 'small', if: { not: { fact: { loss: { above: 10 } } } }, unless: 'resolved', do: { page: 'team_lead' } },
    { id: 'asked', if: { known: 'loss' }, after: '30m', unless: 'resolved', do: { page: 'ceo' } },
  ]);
  await story.until('14:22');
  expect(await pages(story)).toEqual([]);
  await fact(story, { loss: 9_999 });
  await story.until('14:25');
  await fact(story, { loss: 10_000 });
  await story.until('15:00');
  expect(await pages(story)).toEqual(['14:25:00 cto', '14:32:00 ceo']);
});

test('what unless kept back acts at once when it no longer holds, once', async () => {
  const story = await under([
    {
      id: 'late',
      after: '5m',
      every: '10m',
      unless: { fact: { drill: true } },
      do: { page: 'team_lead' },
    },
  ]);
  await fact(story, { drill: true });
  await story.until('14:40');
  expect(await pages(story)).toEqual([]);
  await fact(story, { drill: false });
  await story.until('14:55');
  expect(await pages(story)).toEqual(['14:40:00 team_lead', '14:50:00 team_lead']);
});

test('raised at minute 90, what is past acts at once, and what has acted since the same start does not act again', async () => {
  const story = await under([
    { id: 'vp', if: { severity: ['P1', 'P2'] }, after: '1h', unless: 'resolved', do: { page: 'vp_engineering' } },
    { id: 'ceo', if: { severity: 'P1' }, after: '75m', unless: 'resolved', do: { page: 'ceo' } },
  ]);
  await set(story, 'P2');
  await story.until('15:32');
  await set(story, 'P1');
  await story.until('16:30');
  expect(await pages(story)).toEqual(['15:02:00 vp_engineering', '15:32:00 ceo']);
});

test('lowered, what would be due at once is passed over, and a rule that counts from it does not act either', async () => {
  const story = await under([
    { id: 'lead', after: { P2: '5m', P1: '2h' }, unless: 'resolved', do: { page: 'team_lead' } },
    { id: 'after-lead', after: '5m', since: 'lead', unless: 'resolved', do: { page: 'cto' } },
  ]);
  await story.until('14:30');
  await set(story, 'P2');
  await story.until('17:00');
  expect(await pages(story)).toEqual([]);
});

test('an acknowledgement answers for whom it was paged: the rule that asks for another goes on', async () => {
  const story = await under([
    { id: 'both', unless: 'acknowledged', do: { page: ['primary_oncall', 'team_lead'] } },
    { id: 'manager', after: '10m', unless: { acknowledged: 'team_lead' }, do: { page: 'oncall_manager' } },
    { id: 'anybody', after: '10m', unless: { acknowledged: true }, do: { page: 'cto' } },
  ]);
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:30');
  expect(await pages(story)).toEqual(['14:02:00 primary_oncall', '14:02:00 team_lead', '14:12:00 oncall_manager']);
});

test('half an hour without progress is told, and a note is progress', async () => {
  const story = await under([
    {
      id: 'stuck',
      after: '30m',
      since: 'progress',
      do: { tell: 'team', template: 'escalated' },
    },
  ]);
  await story.until('14:20');
  await story.say({ do: 'note', by: 'dana', text: 'looking at the database' });
  await story.until('15:10');
  expect(await story.lines(['escalation'])).toEqual(['14:50:00 escalation team']);
});

test('openFor holds from its time on, and counts anew when the incident is opened again', async () => {
  const story = await under([{ id: 'long', if: { openFor: '2h' }, do: { page: 'cto' } }]);
  await story.until('16:01');
  expect(await pages(story)).toEqual([]);
  await story.until('16:02');
  expect(await pages(story)).toEqual(['16:02:00 cto']);
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  await story.until('17:00');
  await story.say({ do: 'reopen', by: 'dana', reason: 'it is back' });
  await story.until('19:30');
  expect(await pages(story)).toEqual(['16:02:00 cto', '19:00:00 cto']);
});

test('what a rule raises is the severity from then on, with the rule as its reason, and it lowers nothing', async () => {
  const story = await under(
    [
      { id: 'risk', if: { fact: { 'data-at-risk': true } }, do: { raise: 'P1' } },
      { id: 'mild', if: { known: 'data-at-risk' }, do: { raise: 'P3' } },
      { id: 'ceo', if: { severity: 'P1', done: 'risk' }, unless: 'resolved', do: { page: 'ceo' } },
    ],
    7,
  );
  await story.until('14:10');
  await fact(story, { 'data-at-risk': true });
  await story.until('14:20');
  expect((await story.incident()).severity).toBe('P1');
  expect(await pages(story)).toEqual(['14:10:00 ceo']);
  expect((await story.why(['severity'])).at(-1)).toContain('rule risk: at once');
});

test('what a person set against an alarm does not stand against what a rule learns later, and does against what it had said before', async () => {
  const story = await under(
    [
      { id: 'risk', if: { fact: { 'data-at-risk': true } }, every: '30m', do: { raise: 'P1' } },
      { id: 'ceo', if: { severity: 'P1', done: 'risk' }, unless: 'resolved', do: { page: 'ceo' } },
    ],
    23,
  );
  await story.until('14:05');
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P3', reason: 'the alarm exaggerates' });
  await story.until('14:10');
  await fact(story, { 'data-at-risk': true });
  await story.until('14:20');
  expect((await story.incident()).severity).toBe('P1');
  expect(await pages(story)).toEqual(['14:10:00 ceo']);
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P3', reason: 'the data are safe' });
  await story.until('15:30');
  expect((await story.incident()).severity).toBe('P3');
});

test('three hours in which the clock did not run give one late act, not eighteen', async () => {
  const story = await under([{ id: 'nag', every: '10m', unless: 'acknowledged', do: { page: 'primary_oncall' } }]);
  const start = story.world.executions.start.bind(story.world.executions);
  let down = true;
  story.world.executions.start = async (arn: string, name: string, input: unknown) =>
    down && name.startsWith('scheduled-') ? { executionArn: 'lost', startDate: new Date(0) } : start(arn, name, input);
  await story.until('14:13');
  await story.until('17:13');
  const before = (await pages(story)).length;
  down = false;
  story.world.everyMinuteSweep(new Date('2026-03-11T17:30:00Z'));
  await story.until('17:14');
  expect((await pages(story)).length).toBe(before + 1);
  await story.until('17:23');
  expect((await pages(story)).length).toBe(before + 1);
});
