import { expect, test } from 'vitest';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import { changed, highErrorRate, Story } from '#test/story';
import { acknowledged, broken, choose } from '#test/worked';

const id = 'INC-20260311-7720';
const all = ['lifecycle', 'detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'];

test('a choice that nobody makes is asked again after 60 min, of the IC of that time, and nothing else follows from it', async () => {
  const story = broken();
  await story.signal(highErrorRate);
  await story.until('14:30');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.until('16:30');
  expect(story.sent((s) => s.message.key.includes('.question-asked.'))).toEqual([
    '14:03:00 slack #incidents: question-asked/question-asked',
    '15:03:00 slack U0ANA: question-asked/question-asked',
    '16:03:00 slack U0ANA: question-asked/question-asked',
  ]);
  expect(story.world.demoService.actions()).toEqual([]);
  expect((await story.incident()).phase).toBe('mitigate');
});

test('where the playbook says so, each time it is put again the level is told', async () => {
  const pack = changed((p) => {
    p.playbook.choice.tellLevel = 3;
    p.playbook.choice.again = '20m';
  });
  const story = await acknowledged({ pack });
  await story.until('14:44');
  expect(story.sent((s) => s.at > '2026-03-11T14:18:01' && s.message.key.includes('escalated'))).toEqual([
    '14:23:00 slack #management: escalated/escalated',
    '14:43:00 slack #management: escalated/escalated',
  ]);
});

test('a severity that the playbook leaves to a person is asked, asked again, and the answer goes on', async () => {
  const pack = changed((p) => {
    p.playbook.triage.confirm = { ask: 'engineering_manager', again: '10m' };
  });
  const story = broken({ pack });
  await story.signal(highErrorRate);
  await story.until('14:14');
  expect((await story.incident()).phase).toBe('assess');
  expect(story.sent((s) => s.message.key.includes('question-asked'))).toEqual([
    '14:03:00 slack U0ANA: question-asked/question-asked',
    '14:13:00 slack U0ANA: question-asked/question-asked',
  ]);
  await story.say({ do: 'answer', by: 'ana', question: 'confirm-severity', option: 'P2' });
  const { phase, severity } = await story.incident();
  expect([phase, severity]).toEqual(['mitigate', 'P2']);
});

test('a person says that it is fixed while a choice is open: verification, and the machines are superseded, not failed', async () => {
  const story = await acknowledged();
  story.world.demoService.setState({
    components: { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' },
    errorRate: 0.5,
    p95Ms: 300,
  });
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'it was the load balancer' });
  await story.recovers();
  expect(await story.executions(...all)).toEqual([
    `${id}.1 RUNNING`,
    `${id}.1.detect.1 SUCCEEDED`,
    `${id}.1.assess.2 SUCCEEDED`,
    `${id}.1.communicate.1 SUCCEEDED`,
    `${id}.1.communicate.4 RUNNING`,
    `${id}.1.mitigate.3 SUCCEEDED`,
    `${id}.1.resolve.3 SUCCEEDED`,
    `${id}.1.resolve.4 RUNNING`,
  ]);
  await story.until('14:26');
  const { life, decisions } = await story.incident();
  expect([life, decisions]).toEqual(['closed', []]);
  expect((await story.lines(['verification', 'resolved'])).at(-1)).toBe('14:24:00 resolved fixed');
  expect((await story.incident()).run.n).toBe(1);
});

test('said of an exhausted loop, "fixed" measures again', async () => {
  const story = await acknowledged();
  await choose(story, 'rollback');
  await story.recovers();
  for (let minute = 28; minute <= 50; minute += 1) {
    await story.until(`14:${minute}:30`);
    story.world.demoService.setState({ errorRate: minute % 3 === 0 ? 2.4 : 0.8 });
  }
  expect((await story.incident()).question?.slot).toBe('what-next');
  story.world.demoService.setState({ errorRate: 0.8 });
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'a leak was closed' });
  expect((await story.incident()).question).toBeUndefined();
  await story.until('14:57');
  expect((await story.incident()).life).toBe('closed');
});

/** The story up to a phase. */
const upTo: Record<string, () => Promise<Story>> = {
  detect: async () => {
    const story = broken();
    await story.signal(highErrorRate);
    await story.until('14:02:30');
    return story;
  },
  assess: async () => {
    const story = broken({
      pack: changed((p) => {
        p.playbook.triage.confirm = { ask: 'engineering_manager', again: '10m' };
      }),
    });
    await story.signal(highErrorRate);
    await story.until('14:04');
    return story;
  },
  mitigate: () => acknowledged(),
  'mitigate, an action under way': async () => {
    const story = await acknowledged();
    await choose(story, 'rollback');
    await story.recovers();
    await story.until('14:20');
    return story;
  },
  resolve: async () => {
    const story = await acknowledged();
    await choose(story, 'rollback');
    await story.recovers();
    await story.until('14:30:30');
    return story;
  },
};

test.each(Object.keys(upTo))(
  'false alarm in one step from %s: everything stops, who was told is told, the lifecycle succeeds',
  async (phase) => {
    const story = await (upTo[phase] as () => Promise<Story>)();
    expect(phase.startsWith((await story.incident()).phase)).toBe(true);
    const told = (await story.incident()).told;
    const before = story.world.sent.length;
    await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a load test' });
    await story.until('2026-03-12T14:00:00Z');
    // what becomes of the action is told when it ends, and the alerts of its pages are resolved where they are, which wakes nobody
    const after = story.world.sent
      .slice(before)
      .flatMap(({ message: m }) => (m.kind === 'alert' || m.key.includes('.action-ended.') ? [] : [m]));
    // each place once, and nobody else: customers are left to people
    expect(
      after.map((m) => (m.key.split('.')[2] === 'status' ? 'paging' : (m.key.split('.')[4] ?? ''))).sort(),
    ).toEqual(
      [...new Set([...told.map((place) => place.replace(':', '-')), 'paging'])].filter((p) => p !== 'customers').sort(),
    );
    const { life, phase: over, question, status } = await story.incident();
    expect([life, over, question, status]).toEqual(['ended', 'over', undefined, 'resolved']);
    const executions = await story.executions(...all);
    expect(executions[0]).toBe(`${id}.1 SUCCEEDED`);
    expect(executions.filter((e) => !e.endsWith('SUCCEEDED'))).toEqual([]);
    expect(story.world.dead).toEqual([]);
  },
);

test('as a duplicate it names the incident that it repeats', async () => {
  const story = broken();
  await story.signal(highErrorRate);
  await story.say({ do: 'resolve', by: 'dana', as: 'duplicate', of: 'INC-1', reason: 'the same cause' });
  const incident = await story.incident();
  expect(incident.life === 'ended' && [incident.endedAs, incident.of]).toEqual(['duplicate', 'INC-1']);
});

test('re-opened it pages again in its second cycle, from a fresh look, under a new run; it ends like any other', async () => {
  const story = await acknowledged();
  await choose(story, 'rollback');
  await story.recovers();
  await story.until('14:50');
  expect((await story.incident()).life).toBe('closed');
  story.world.demoService.setState({ components: { 'analysis-service': 'down' }, errorRate: 9 });
  await story.until('15:30:00.500');
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is back' });
  // from this very turn, no clock between
  expect(story.pages().slice(-2)).toEqual([
    '15:30:00.500 pagerduty pagerduty-alice: page P1-first, cycle 2',
    '15:30:00.500 pagerduty pagerduty-dana: page P1-first, cycle 2',
  ]);
  await story.until('15:36');
  expect(story.pages().at(-1)).toBe('15:35:01 pagerduty pagerduty-bob: page P1-secondary, cycle 2');
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.say({ do: 'assign-role', by: 'bob', role: 'IC', person: 'bob' });
  await choose(story, 'fix', 'bob');
  await story.until('15:50');
  const { life, cycle, run, review } = await story.incident();
  expect([life, cycle, run.n]).toEqual(['closed', 2, 2]);
  expect(review?.at).toBe('2026-03-13T14:00:00Z');
  expect(story.world.demoService.actions().map((a) => a.key)).toEqual([`${id}.1.1.0.0`, `${id}.2.2.0.0`]);
  await story.say({ do: 'answer', by: 'bob', question: 'publish-review', option: 'publish' });
  expect(await story.executions('lifecycle')).toEqual([`${id}.1 ABORTED`, `${id}.2 SUCCEEDED`]);
});

test('re-opened the day after, its review is set anew from its second end', async () => {
  const story = await acknowledged();
  await choose(story, 'rollback');
  await story.recovers();
  await story.until('2026-03-12T09:00:00Z');
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is back' });
  await story.until('2026-03-12T09:04:00Z');
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'was a blip' });
  await story.until('2026-03-12T09:20:00Z');
  const { review } = await story.incident();
  // Saturday 14 March is no business day
  expect(review?.at).toBe('2026-03-16T14:00:00Z');
});

test('an incident that is watched for hours asks for its review when the watch is over, and not before', async () => {
  const pack = changed(({ playbook }) => {
    playbook.watch = { P1: '2h' };
    playbook.verification = { ...playbook.verification, stability: undefined };
  }, 'watched');
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'bob' });
  story.world.measuring = true;
  await story.recovers();
  await story.until('15:30');
  expect([(await story.incident()).life, (await story.incident()).question]).toEqual(['resolved', undefined]);
  await story.until('16:30');
  expect((await story.incident()).question).toMatchObject({ slot: 'review', text: 'Publish the review?' });
  await story.say({ do: 'answer', by: 'bob', question: 'publish-review', option: 'publish' });
  await story.until('16:31');
  expect((await story.incident()).life).toBe('reviewed');
});

test('how often a question is put again is said by severity, and one that is left out is asked once', async () => {
  const asked = async (again: Record<string, string>) => {
    const pack = changed(
      ({ playbook }) => {
        playbook.again = again;
        playbook.choice = { ...playbook.choice, again: undefined };
      },
      `again-${Object.keys(again).join()}`,
    );
    const story = new Story({ pack });
    await story.signal(highErrorRate);
    await story.until('14:40');
    return story.sent((s) => s.message.key.includes('.question-asked.')).length;
  };
  expect([await asked({ P1: '10m' }), await asked({ P2: '10m' })]).toEqual([4, 1]);
});

const questions = (story: Story) =>
  story.sent((s) => s.message.key.includes('.question-asked.')).map((line) => line.slice(0, 8));

test('what kept a question silent makes it due once: after two days in which it woke nobody, and with the page at once', async () => {
  const story = new Story({ pack: changed(({ playbook }) => (playbook.again = '10m'), 'again-10m') });
  await story.run(async () => {
    const { id: of } = await declare(story.world.ports, 'low', 'piet', { title: 'Something', severity: 'P4' });
    story.id = textOf(of);
  });
  await story.until('2026-03-13T14:02:00Z');
  expect(questions(story)).toHaveLength(1);
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P1', reason: 'it is everybody' });
  await story.until('2026-03-13T14:12:30Z');
  expect(story.sent((s) => s.message.key.includes('.question-asked.')).slice(1)).toEqual([
    expect.stringMatching(/^03-13 14:02:00 /),
    expect.stringMatching(/^03-13 14:12:00 /),
  ]);
  expect(story.pages()).toContainEqual(expect.stringMatching(/^03-13 14:02:00 pagerduty pagerduty-alice/));
});

test('a question goes by the severity that the incident has, not by the one at which it was asked first', async () => {
  const pack = changed(({ playbook }) => {
    playbook.again = { P1: '10m', P2: '20m' };
    playbook.choice = { ...playbook.choice, again: undefined };
  }, 'again-by-severity');
  const story = await acknowledged({ pack });
  const from = questions(story).length;
  await story.until('14:26');
  expect(questions(story).slice(from)).toEqual(['14:23:00']);
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'half of it works' });
  await story.until('15:10');
  expect(questions(story).slice(from + 1)).toEqual(['14:43:00', '15:03:00']);
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P3', reason: 'nearly all of it works' });
  await story.until('18:00');
  expect(questions(story).slice(from + 3)).toEqual([]);
});
