import { expect, test } from 'vitest';
import { NOTICES } from '#core/message/notices';
import type { Entry } from '#core/rules/rule';
import { changed, highErrorRate, Story } from '#test/story';

/** An incident of 14:02 whose playbook tells by these rules and no others, and pages nobody. */
async function telling(rules: readonly Entry[], value = 23): Promise<Story> {
  const pack = changed(
    (p) => {
      p.playbook.escalation = [];
      p.playbook.assessment = [];
      p.playbook.communication = [...rules];
      p.playbook.updates = [];
      p.playbook.room = undefined;
      p.templates['escalated'] = NOTICES.escalated;
    },
    `events-${JSON.stringify(rules).length}`,
  );
  const story = new Story({ pack });
  await story.signal({ ...highErrorRate, value });
  return story;
}
const notices = (story: Story): string[] =>
  story.sent((s) => s.message.kind === 'notice' && !s.message.key.includes('question-asked'));
const pages = async (story: Story): Promise<string[]> =>
  (await story.lines(['page'])).map((line) => line.replace(' page ', ' ').replace(/\/.*/, ''));
const set = (story: Story, severity: string) =>
  story.say({ do: 'set-severity', by: 'dana', severity, reason: 'as it looks' });
const fact = (story: Story, facts: Record<string, string | number | boolean>) =>
  story.say({ do: 'note', by: 'dana', text: 'as it looks', facts });

test('a rule on an event looks at its condition once, then: a fact that is set later changes nothing', async () => {
  const story = await telling([
    { id: 'press', if: { fact: { media: true } }, on: 'severity-changed', do: { tell: 'executive' } },
  ]);
  await set(story, 'P2');
  await fact(story, { media: true });
  await story.until('14:20');
  expect(notices(story)).toEqual([]);
  await set(story, 'P1');
  expect(notices(story)).toEqual(['14:20:00 slack #executive: severity-changed/severity-changed']);
});

test('an event pages too, each time that it happens, with the rule as the reason', async () => {
  const story = await telling(
    [{ id: 'worse', if: { severity: 'P1' }, on: 'severity-changed', do: { page: 'cto' } }],
    7,
  );
  await story.until('14:10');
  await set(story, 'P1');
  await story.until('14:20');
  await set(story, 'P2');
  await story.until('14:30');
  await set(story, 'P1');
  await story.until('14:40');
  expect(await pages(story)).toEqual(['14:10:00 cto', '14:30:00 cto']);
  expect((await story.why(['escalation'])).map((line) => line.split(' | ').at(-1))).toEqual([
    expect.stringMatching(/^rule worse: /),
    expect.stringMatching(/^rule worse: /),
  ]);
});

test('what counts from an event begins with it and each time anew, and from the end it goes on after it', async () => {
  const story = await telling([
    { id: 'calm', after: '30m', since: 'severity-changed', do: { tell: 'team' } },
    { id: 'ask', after: '1h', since: 'ended', do: { tell: 'management' } },
    { id: 'again', after: '10m', since: 'ask', do: { tell: 'executive' } },
    { id: 'long', after: '2h', do: { tell: 'executive' } },
  ]);
  await story.until('14:20');
  await set(story, 'P2');
  await story.until('14:40');
  await set(story, 'P1');
  await story.until('15:15');
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  await story.until('18:00');
  expect(notices(story).filter((line) => !line.includes('ended'))).toEqual([
    // severity-changed starts at the opening too
    '15:10:00 slack #team: escalated/escalated',
    '16:15:00 slack #management: escalated/escalated',
    '16:25:00 slack #executive: escalated/escalated',
  ]);
});

test('what is told by a clock after the end is no escalation, and after a re-opening it is open since then', async () => {
  const story = await telling([
    { id: 'first', after: '20m', do: { tell: 'team' } },
    { id: 'ask', after: '1h', since: 'ended', do: { tell: 'team' } },
  ]);
  const said = () =>
    story.world.sent.flatMap(({ message: m }) =>
      m.key.includes('.escalated.') ? [m.text.split('\n').slice(0, 3).join(' | ')] : [],
    );
  await story.until('14:25');
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  await story.until('15:30');
  await story.say({ do: 'reopen', by: 'dana', reason: 'again' });
  await story.until('16:00');
  expect(said()).toEqual([
    'Escalation of P1 INC-20260311-7720: High error rate: Audio analysis | investigating, open for 20 min | rule first, 20 min open',
    'About P1 INC-20260311-7720: High error rate: Audio analysis | resolved, lasted 23 min | rule ask, 1 h after ended',
    'Escalation of P1 INC-20260311-7720: High error rate: Audio analysis | investigating, open again since 15:30 UTC | rule first, 20 min open',
  ]);
});

test('who was told in person hears of the end as who they were told', async () => {
  const story = await telling([{ id: 'begin', after: '20m', do: { tell: ['IC', 'cto'] } }]);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:25');
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  await story.until('14:26');
  const lines = await story.run(() => story.world.timeline(story.id));
  expect(lines.flatMap(({ template, to }) => (template === 'ended' ? [to] : []))).toEqual([
    '#incidents',
    'IC/alice',
    'cto/colin',
  ]);
});

test('a rule goes by another that only tells', async () => {
  const story = await telling([
    { id: 'told', on: 'acknowledged', do: { tell: 'team' } },
    { id: 'then', after: '15m', since: 'told', do: { tell: 'management' } },
    { id: 'both', if: { done: 'told' }, do: { tell: 'executive' } },
  ]);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('15:00');
  expect(notices(story)).toEqual([
    '14:10:00 slack #team: acknowledged/acknowledged',
    '14:10:00 slack #executive: escalated/escalated',
    '14:25:00 slack #management: escalated/escalated',
  ]);
});

test('raised later, the public is told what was not said to it before, and nobody hears it twice', async () => {
  const story = await telling(
    [
      { id: 'record', on: 'assessed', do: { tell: 'team' } },
      {
        id: 'page',
        if: { severity: 'P1' },
        on: 'assessed',
        do: { tell: 'status-page', template: 'page-investigating' },
      },
    ],
    7,
  );
  await story.until('14:30');
  await set(story, 'P1');
  await story.until('14:40');
  await set(story, 'P2');
  await set(story, 'P1');
  await story.until('15:00');
  expect(notices(story)).toEqual([
    '14:02:00 slack #team: assessed/assessed',
    '14:30:00 statuspage tracktion: assessed/page-investigating',
  ]);
});

test('who was told of it hears that it has ended, also where the rule that would say so does not hold', async () => {
  const story = await telling([
    { id: 'begin', on: 'opened', do: { tell: ['team', 'management'] } },
    { id: 'end', if: { severity: 'P2' }, on: 'ended', do: { tell: 'team' } },
    { id: 'over', on: 'ended', do: { tell: 'management', template: 'resolved' } },
  ]);
  await story.until('14:10');
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  await story.until('14:11');
  expect(notices(story).slice(2)).toEqual([
    '14:10:00 slack #management: ended/resolved',
    '14:10:00 slack #team: ended/ended',
    // which was asked how to mend it
    '14:10:00 slack #incidents: ended/ended',
  ]);
});

test('a change of status and a role that is taken are events, and a list of places and people is told as a whole', async () => {
  const story = await telling([
    { id: 'status', on: ['status-changed', 'role-taken'], do: { tell: ['team', 'IC', 'team_lead'] } },
  ]);
  await story.until('14:05');
  await story.say({ do: 'assign-role', by: 'dana', role: 'IC', person: 'ana' });
  expect(notices(story)).toEqual([
    '14:05:00 slack #team: role-taken/role-taken',
    '14:05:00 slack U0ANA: role-taken/role-taken',
    '14:05:00 slack U0TOM: role-taken/role-taken',
  ]);
});

test('a place is told whatever the event, and a rule that raises at an event changes the severity there and then', async () => {
  const story = await telling(
    [
      { id: 'worse', on: 'acknowledged', do: [{ raise: 'P1' }, { tell: 'team' }] },
      { id: 'heard', on: 'severity-changed', do: { tell: 'management' } },
    ],
    7,
  );
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  expect((await story.incident()).severity).toBe('P1');
  expect(notices(story)).toEqual([
    '14:10:00 slack #management: severity-changed/severity-changed',
    '14:10:00 slack #team: acknowledged/acknowledged',
  ]);
});
