import { expect, test } from 'vitest';
import type { Fact } from '#core/playbook/facts';
import type { Entry } from '#core/rules/rule';
import { changed, highErrorRate, Story } from '#test/story';

const facts: Record<string, Fact> = {
  customers: { title: 'Customers affected', type: 'number' },
  impact: { title: 'Customer impact', values: ['none', 'low', 'high'] },
  security: { title: 'Security compromised', type: 'flag' },
};

/** An incident of 14:02 whose playbook has these rules and no others, and asks again after half an hour. */
async function working(closure: readonly Entry[], value = 23): Promise<Story> {
  const pack = changed(
    ({ playbook }) => {
      playbook.facts = { ...playbook.facts, ...facts };
      playbook.again = '30m';
      playbook.escalation = [];
      playbook.communication = [];
      playbook.assessment = [];
      playbook.review = [];
      playbook.updates = [];
      playbook.room = undefined;
      playbook.closure = [...closure];
    },
    `work-${JSON.stringify(closure).length}`,
  );
  const story = new Story({ pack });
  story.world.measuring = true;
  story.world.demoService.setState({ errorRate: value, p95Ms: 500 });
  await story.signal({ ...highErrorRate, value });
  return story;
}
const told = (story: Story): string[] =>
  story.sent((s) => s.message.kind === 'notice' && /task-given|facts-asked/.test(s.message.key));
const texts = (story: Story, word: string): string[] =>
  story.world.sent.flatMap(({ message: m }) => (m.key.includes(`.${word}.`) ? [m.text] : []));
const tick = (story: Story, item: string, by = 'ana') => story.say({ do: 'tick', by, item });
const state = (story: Story, stated: Record<string, string | number | boolean>) =>
  story.say({ do: 'state-facts', by: 'dana', facts: stated });
const missed = async (story: Story): Promise<string[]> =>
  (await story.lines(['deadline-missed'])).filter((line) => !/acknowledge|resolve/.test(line));
/** Mended by hand: it is verified within minutes, as nothing is wrong any more. */
async function mended(story: Story): Promise<void> {
  story.world.demoService.setState({ errorRate: 0.5, p95Ms: 500 });
  await story.until('14:05');
  await story.recovers();
}

test('tasks go to the role: the fallback hears of them while nobody holds it, each new holder is told of what is open', async () => {
  const story = await working([
    {
      checklist: 'rapid',
      on: 'opened',
      who: 'IC',
      items: {
        api: { text: 'The API answers', within: '2m', optional: false },
        users: { text: 'Users', optional: false },
      },
    },
  ]);
  await story.until('14:05');
  await tick(story, 'rapid.users', 'dana');
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:20');
  await story.say({ do: 'assign-role', by: 'alice', role: 'IC', person: 'ana' });
  await story.until('14:30');
  expect(told(story)).toEqual([
    '14:02:00 slack #incidents: task-given/task-given',
    '14:10:00 slack U0ALICE: task-given/task-given',
    '14:20:00 slack U0ANA: task-given/task-given',
  ]);
  expect(texts(story, 'task-given').map((text) => text.split('\n').slice(0, -1))).toEqual([
    ['INC-20260311-7720: for IC, which nobody is yet', '- The API answers (by 14:04 UTC)', '- Users'],
    ['INC-20260311-7720: for IC', '- The API answers (by 14:04 UTC)'],
    ['INC-20260311-7720: for IC', '- The API answers (by 14:04 UTC)'],
  ]);
  expect(await missed(story)).toEqual(['14:04:00 deadline-missed task rapid.api within 2m']);
});

test('a task that blocks holds the incident where it is; ticking the last one resolves it, and nobody can pass it by', async () => {
  const story = await working([
    { id: 'word', if: { severity: 'P1' }, do: { task: 'IC', text: 'A customer confirms', blocks: 'resolved' } },
  ]);
  await story.say({ do: 'acknowledge', by: 'ana' });
  await mended(story);
  await story.until('14:40');
  const held = await story.incident();
  expect([held.life, held.question?.slot, held.question?.text]).toEqual([
    'open',
    'what-next',
    'Verification holds, but “A customer confirms” is not ticked. What next?',
  ]);
  const anyway = { do: 'answer' as const, by: 'ana', question: held.question?.id ?? '', option: 'resolve' };
  await expect(story.say(anyway)).rejects.toThrow('tick word first');
  await expect(story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'it is' })).rejects.toThrow(
    'tick word first',
  );
  await tick(story, 'word');
  await story.until('14:41');
  expect((await story.incident()).life).not.toBe('open');
  expect((await story.why(['resolved'])).map((line) => line.split(' | ').at(-1))).toEqual([
    'verified, and “A customer confirms” is done',
  ]);
});

test('what blocks does so only while the condition of its rule holds: a lowering lets the incident go', async () => {
  const story = await working([
    { id: 'word', if: { severity: 'P1' }, do: { task: 'IC', text: 'A customer confirms', blocks: 'resolved' } },
  ]);
  await story.say({ do: 'acknowledge', by: 'ana' });
  await mended(story);
  await story.until('14:40');
  expect((await story.incident()).life).toBe('open');
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P3', reason: 'few are hit' });
  expect((await story.incident()).life).not.toBe('open');
});

test('a task that is given at the end holds the close until it is ticked', async () => {
  const story = await working([
    { id: 'record', on: 'resolved', do: { task: 'IC', text: 'The record is written', within: '1h', blocks: 'closed' } },
  ]);
  await story.say({ do: 'acknowledge', by: 'ana' });
  await mended(story);
  await story.until('17:00');
  expect((await story.incident()).life).toBe('resolved');
  expect(await missed(story)).toEqual([expect.stringMatching(/deadline-missed task record within 1h$/)]);
  await tick(story, 'record');
  expect((await story.incident()).life).toBe('closed');
});

test('facts are asked for until somebody states them, and missed at their limit; a flag that nobody set is no, and is asked for', async () => {
  const story = await working([
    { id: 'questions', do: { ask: ['CL', 'IC'], facts: ['customers', 'security'], within: '15m' } },
  ]);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:20');
  await state(story, { customers: 40 });
  await story.until('15:05');
  await state(story, { security: false });
  await story.until('17:00');
  expect(told(story)).toEqual([
    '14:02:00 slack #incidents: facts-asked/facts-asked',
    '14:10:00 slack U0ALICE: facts-asked/facts-asked',
    '14:32:00 slack U0ALICE: facts-asked/facts-asked',
    '15:02:00 slack U0ALICE: facts-asked/facts-asked',
  ]);
  expect(texts(story, 'facts-asked').map((text) => text.split('\n').slice(0, -1))).toEqual([
    [
      'INC-20260311-7720: CL or IC, which nobody is yet, is asked to state by 14:17 UTC',
      '- Customers affected (a number)',
      '- Security compromised (true or false)',
    ],
    [
      'INC-20260311-7720: CL or IC is asked to state by 14:17 UTC',
      '- Customers affected (a number)',
      '- Security compromised (true or false)',
    ],
    [
      'INC-20260311-7720: CL or IC is asked to state by 14:17 UTC',
      '- Security compromised (true or false)',
      'Asked 2 times by now.',
    ],
    [
      'INC-20260311-7720: CL or IC is asked to state by 14:17 UTC',
      '- Security compromised (true or false)',
      'Asked 3 times by now.',
    ],
  ]);
  expect(await missed(story)).toEqual(['14:17:00 deadline-missed customers, security within 15m']);
});

test('a limit on another day is told with its day, also when it is asked for again after it', async () => {
  const story = await working([
    { id: 'log', do: { task: 'IC', text: 'Write the log', within: '7d' } },
    { id: 'questions', do: { ask: 'IC', facts: ['customers'], within: '20h' } },
  ]);
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('2026-03-13T00:40');
  const limits = (word: string) => texts(story, word).map((text) => /by (.*? UTC)/.exec(text)?.[1]);
  const changes = (said: unknown[]) => said.filter((one, n) => one !== said[n - 1]);
  expect(changes(limits('task-given'))).toEqual(['2026-03-18 14:02 UTC']);
  expect(changes(limits('facts-asked'))).toEqual(['Thu 10:02 UTC', '10:02 UTC', 'Thu 10:02 UTC']);
});

test('a rule rates by facts; one that asks what is not so needs to know', async () => {
  const story = await working(
    [
      {
        id: 'worst',
        if: { any: [{ fact: { security: true } }, { fact: { customers: { above: 100 } } }] },
        do: { raise: 'P1' },
      },
      { id: 'calm', if: { not: { fact: { security: true } } }, do: { tell: 'team' } },
      { id: 'harmless', if: { not: { fact: { impact: 'high' } } }, do: { tell: 'executive' } },
    ],
    7,
  );
  // a flag is false until it is set, and what the impact is nobody knows
  expect(story.sent((s) => s.message.kind === 'notice').filter((line) => /#team|#executive/.test(line))).toEqual([
    '14:02:00 slack #team: escalated/escalated',
  ]);
  await story.until('14:20');
  await state(story, { customers: 101, impact: 'low' });
  expect((await story.incident()).severity).toBe('P1');
  expect(story.sent((s) => s.message.kind === 'notice').filter((line) => /#executive/.test(line))).toEqual([
    '14:20:00 slack #executive: escalated/escalated',
  ]);
});

test('a rule that acts again gives its task again; what was ticked before is to be done anew', async () => {
  const story = await working([
    {
      id: 'look',
      after: '30m',
      every: '1h',
      unless: 'resolved',
      do: { task: 'IC', text: 'Look at the queue', within: '10m' },
    },
  ]);
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.until('14:35');
  await tick(story, 'look');
  await story.until('16:50');
  expect((await story.incident()).checklist).toEqual({});
  expect(told(story).map((line) => line.slice(0, 5))).toEqual(['14:32', '15:32', '16:32']);
  expect(await missed(story)).toEqual([
    '15:42:00 deadline-missed task look within 10m',
    '16:42:00 deadline-missed task look within 10m',
  ]);
});

test('a re-opening begins anew: tasks are given again, what was stated stays, and what is told once in a cycle is told again', async () => {
  const story = await working([
    { id: 'word', on: 'reopened', do: { task: 'IC', text: 'Say why', blocks: 'resolved' } },
    { id: 'rated', on: 'assessed', do: { tell: 'team' } },
  ]);
  await state(story, { customers: 3 });
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a drill' });
  await story.until('14:10');
  await story.say({ do: 'reopen', by: 'ana', reason: 'no drill' });
  expect(told(story)).toEqual(['14:10:00 slack #incidents: task-given/task-given, cycle 2']);
  expect((await story.incident()).facts).toMatchObject({ customers: 3 });
  await story.until('14:20');
  expect(story.sent((s) => s.message.key.includes('.assessed.')).map((line) => line.slice(9))).toEqual([
    'slack #team: assessed/assessed',
    'slack #team: assessed/assessed, cycle 2',
  ]);
});

/** When a rule has told something. */
const toldBy = async (story: Story, rule: string): Promise<string[]> =>
  (await story.why(['message'])).filter((line) => line.includes(`rule ${rule}:`)).map((line) => line.slice(0, 8));

test('a rule that waits for a task acts at its tick; one that repeats until then stops', async () => {
  const rapid = {
    checklist: 'rapid',
    on: 'opened' as const,
    who: 'IC',
    items: { api: { text: 'The API answers', optional: false }, users: { text: 'Users', optional: false } },
  };
  const story = await working([
    rapid,
    { id: 'again', after: '5m', every: '5m', unless: { ticked: 'rapid.api' }, do: { tell: 'incidents' } },
    { id: 'looked', if: { ticked: ['rapid.api', 'rapid.users'] }, do: { tell: 'incidents' } },
    { id: 'all', if: { ticked: 'rapid.api', any: [{ ticked: 'rapid.users' }] }, do: { tell: 'incidents' } },
    { id: 'half', if: { ticked: 'rapid.users', not: { ticked: 'rapid.api' } }, do: { tell: 'incidents' } },
  ]);
  await story.until('14:13');
  await tick(story, 'rapid.users', 'dana');
  await story.until('14:20');
  await tick(story, 'rapid.api', 'dana');
  await story.until('15:00');
  expect(await toldBy(story, 'again')).toEqual(['14:07:00', '14:12:00', '14:17:00']);
  expect(await toldBy(story, 'looked')).toEqual(['14:13:00']);
  expect(await toldBy(story, 'half')).toEqual(['14:13:00']);
  expect(await toldBy(story, 'all')).toEqual(['14:20:00']);
});

test('a task that is given anew is not ticked any more, and neither is any after a re-opening', async () => {
  const story = await working([
    { id: 'look', after: '5m', every: '30m', do: { task: 'IC', text: 'Look' } },
    { id: 'again', after: '10m', every: '10m', unless: { ticked: 'look' }, do: { tell: 'incidents' } },
  ]);
  await story.until('14:08');
  await tick(story, 'look', 'dana');
  await story.until('14:40');
  expect(await toldBy(story, 'again')).toEqual(['14:37:00']);
  await tick(story, 'look', 'dana');
  await story.say({ do: 'acknowledge', by: 'dana' });
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'nothing' });
  await story.until('14:45');
  await story.say({ do: 'reopen', by: 'dana', reason: 'it is back' });
  await story.until('15:05');
  expect(await toldBy(story, 'again')).toEqual(['14:37:00', '14:55:00', '15:05:00']);
});
