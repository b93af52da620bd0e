import { expect, test } from 'vitest';
import { keys } from '#app/store/keys';
import { RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { onCall } from '#core/on-call';
import { changed, highErrorRate, type Story } from '#test/story';
import { acknowledged, broken, choose } from '#test/worked';

/** Tracktion, with a roll-back that may take two hours. */
const patient = changed((p) => {
  for (const step of p.runbooks['rollback']?.steps ?? []) if ('act' in step) step.timeout = '2h';
}, 'patient');

const question = async (story: Story) => {
  const { question: open } = await story.incident();
  return open === undefined ? undefined : { slot: String(open.slot), text: open.text, options: open.options };
};

/** A roll-back of an hour that leaves everything as it was, begun at 14:18. */
async function rollingBack(): Promise<Story> {
  const story = await acknowledged({ pack: patient });
  story.world.everyMinuteSweep(new Date('2026-03-11T17:00:00Z'));
  story.world.demoService.setAction('rollback', { seconds: 3600 });
  await choose(story, 'rollback');
  return story;
}
const started = (story: Story) => story.world.demoService.actions().map((a) => `${a.at.slice(11, 16)} ${a.name}`);

test('fixed while an hour of roll-back runs, and the verification fails: no second roll-back unasked, both outcomes told', async () => {
  const story = await rollingBack();
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'the cache was cleared' });
  expect((await story.incident()).phase).toBe('resolve');
  await story.until('14:40');
  expect(started(story)).toEqual(['14:18 rollback']);
  expect(await question(story)).toMatchObject({
    slot: 'choice',
    text: 'Which way to mend it? Still running: Roll back (attempt 1, since 2026-03-11 14:18:00 UTC).',
  });
  await story.until('15:25');
  expect(started(story)).toEqual(['14:18 rollback']);
  expect(story.sent((s) => s.message.key.includes('verification-failed') && s.channel === 'slack').length).toBe(1);
  expect(story.sent((s) => s.message.key.includes('action-ended'))).toEqual([
    '15:18:00 slack #incidents: action-ended/action-ended',
  ]);
  expect((await story.why(['mitigation'])).at(-1)).toBe(
    '15:18:00 | rollback done | Roll back (attempt 1): rollback is done',
  );
});

test('fixed while it runs, and the verification holds: resolved without it; its end stands on the timeline and in the report', async () => {
  const story = await rollingBack();
  await story.until('14:20');
  story.world.demoService.setState({
    components: { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' },
    errorRate: 0.8,
    p95Ms: 900,
  });
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'the cache was cleared' });
  await story.recovers();
  await story.until('14:30');
  expect((await story.lines(['resolved'])).at(-1)).toBe('14:26:00 resolved fixed');
  const early = await story.reportNow();
  expect(early).toContain('- Resolution in brief: the cache was cleared');
  expect(early).toContain('- Roll back, attempt 1, started 2026-03-11 14:18:00 UTC: still running');
  await story.until('15:25');
  expect((await story.why(['mitigation'])).at(-1)).toBe(
    '15:18:00 | rollback done | Roll back (attempt 1): rollback is done',
  );
  expect(await story.reportNow()).toContain(
    '- Roll back, attempt 1, started 2026-03-11 14:18:00 UTC: succeeded 2026-03-11 15:18:00 UTC (rollback is done)',
  );
});

test('a failed roll-back, mended by hand: the report does not say that it was rolled back', async () => {
  const story = await acknowledged();
  story.world.demoService.setAction('rollback', { seconds: 60, fails: true });
  await choose(story, 'rollback');
  await story.until('14:22');
  expect((await story.incident()).plan?.outcome).toBe('failed');
  story.world.demoService.setState({
    components: { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' },
    errorRate: 0.8,
    p95Ms: 900,
  });
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'the cache was cleared' });
  await story.recovers();
  await story.until('14:35');
  const { life, plan } = await story.incident();
  expect([life, plan?.outcome]).toEqual(['closed', 'failed']);
  const report = await story.report();
  expect(report).toContain('- Resolution in brief: the cache was cleared');
  expect(report).toMatch(
    /- Roll back, attempt 1, started 2026-03-11 14:18:00 UTC: failed 2026-03-11 14:\d\d:\d\d UTC \(rollback did not work\)/,
  );
});

/** Verification of a reported fix has failed at 14:21 while the roll-back runs on; Ana chooses it again. */
async function chosenAgain(): Promise<Story> {
  const story = await rollingBack();
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'the cache was cleared' });
  await story.until('14:22');
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  return story;
}

test('a second action on the target of one that runs is not started: it waits, and who approves is told of the first', async () => {
  const story = await chosenAgain();
  await story.until('14:40');
  expect(started(story)).toEqual(['14:18 rollback']);
  expect(await question(story)).toEqual({
    slot: 'approval',
    text: 'Start "Roll production back to the earlier of the last 2 revisions"? It is destructive. It runs http: base operations, path /actions/rollback; release tracktion, revisions 2. Still running on the same target: Roll back (attempt 1, since 2026-03-11 14:18:00 UTC).',
    options: [
      { id: 'approve', title: 'Approve and start' },
      { id: 'refuse', title: 'Refuse' },
    ],
  });
  await story.say({ do: 'answer', by: 'ana', question: 'approval', option: 'approve' });
  expect(started(story)).toEqual(['14:18 rollback', '14:40 rollback']);
  // the first is still watched to its end
  await story.until('15:50');
  const ends = (await story.why(['mitigation'])).filter((line) => line.includes('is done'));
  expect(ends.map((line) => line.slice(9))).toEqual([
    '| rollback done | Roll back (attempt 1): rollback is done',
    '| rollback done | rollback is done',
  ]);
});

test.each(['ana', 'bob'])(
  'refused by %s, the second is not started and the choice is asked anew: who may not approve may refuse',
  async (by) => {
    const story = await chosenAgain();
    await story.say({ do: 'answer', by, question: 'approval', option: 'refuse' });
    expect(started(story)).toEqual(['14:18 rollback']);
    expect((await story.incident()).plan?.steps[0]).toMatchObject({ status: 'failed', output: `refused by ${by}` });
    expect((await question(story))?.slot).toBe('choice');
  },
);

test('without an answer the second waits; the end of the first withdraws what the question said of it', async () => {
  const story = await chosenAgain();
  await story.until('15:25');
  expect(started(story)).toEqual(['14:18 rollback']);
  expect((await question(story))?.text).toBe(
    'Start "Roll production back to the earlier of the last 2 revisions"? It is destructive. It runs http: base operations, path /actions/rollback; release tracktion, revisions 2.',
  );
});

test('re-opened while an action of the cycle before still runs: the second waits for a person who knows of the first', async () => {
  const story = await rollingBack();
  await story.until('14:20');
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a load test' });
  await story.until('14:25');
  await story.say({ do: 'reopen', by: 'ana', reason: 'it was none' });
  await story.until('14:28');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  await story.until('14:40');
  expect(started(story)).toEqual(['14:18 rollback']);
  expect((await question(story))?.text).toMatch(
    /Still running on the same target: Roll back \(attempt 1, since 2026-03-11 14:18:00 UTC\)\.$/,
  );
});

test('another incident with the same target waits too', async () => {
  const first = await rollingBack();
  await first.until('14:20');
  const taken = await first.run(() =>
    first.world.signal({ ...highErrorRate, key: 'other', service: 'tracklist-service', at: '2026-03-11T14:20:00Z' }),
  );
  const other = taken.incidentId ?? '';
  expect(other).not.toBe(first.id);
  await first.until('14:23');
  await first.say({ do: 'acknowledge', by: 'bob' }, other);
  await first.say({ do: 'answer', by: 'bob', question: 'resolution-type', option: 'rollback' }, other);
  await first.until('14:30');
  expect(started(first)).toEqual(['14:18 rollback']);
  expect((await first.incident(other)).question?.text).toContain(`of ${first.id}`);
});

test('an action that nobody looks at any more is unknown after its time: its incident is told, and the target stays taken', async () => {
  const story = await acknowledged();
  story.world.everyMinuteSweep(new Date('2026-03-11T17:00:00Z'));
  story.world.demoService.setAction('rollback', { seconds: 7200 });
  await choose(story, 'rollback');
  await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'gone' });
  await story.until('15:00');
  expect((await story.why(['mitigation'])).at(-1)).toMatch(
    /^14:3\d:\d\d \| rollback unknown \| Roll back \(attempt 1\): outcome unclear: still running after 15m$/,
  );
  await story.say({ do: 'reopen', by: 'ana', reason: 'it is back' });
  await story.until('15:03');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  expect((await question(story))?.text).toMatch(
    /May still be running on the same target: Roll back \(attempt 1, since 2026-03-11 14:18:00 UTC\)\.$/,
  );
  expect(story.world.demoService.actions().length).toBe(1);
});

test('a start whose answer came after "fixed" is watched all the same', async () => {
  const story = await acknowledged({ pack: patient });
  story.world.everyMinuteSweep(new Date('2026-03-11T17:00:00Z'));
  story.world.demoService.setAction('rollback', { seconds: 600 });
  const actions = { ...story.world.ports.actions };
  story.world.ports.actions.start = async (key, act, incidentId) => {
    await story.world.say(story.id, { do: 'resolve', by: 'ana', as: 'fixed', reason: 'it mended itself' });
    return actions.start(key, act, incidentId);
  };
  await choose(story, 'rollback');
  await story.until('14:40');
  expect((await story.why(['mitigation'])).filter((line) => line.includes('is done')).length).toBe(1);
});

test('a destructive step is not started before the IC approves it; it is asked again, never given by silence, and the timeline says by whom', async () => {
  const story = await acknowledged();
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  expect(await question(story)).toEqual({
    slot: 'approval',
    text: 'Start "Roll production back to the earlier of the last 2 revisions"? It is destructive. It runs http: base operations, path /actions/rollback; release tracktion, revisions 2.',
    options: [
      { id: 'approve', title: 'Approve and start' },
      { id: 'refuse', title: 'Refuse' },
    ],
  });
  await story.until('15:30');
  expect(started(story)).toEqual([]);
  expect((await story.incident()).question?.times).toBe(2);
  // the role answers, nobody else
  await expect(story.say({ do: 'answer', by: 'bob', question: 'approval', option: 'approve' })).rejects.toThrow(
    'IC must approve, which is ana, not bob',
  );
  await story.say({ do: 'answer', by: 'ana', question: 'approval', option: 'approve', reason: 'release 7 is bad' });
  expect(started(story)).toEqual(['15:30 rollback']);
  expect((await story.why(['decision'])).at(-1)).toBe('15:30:00 | approve | approve chosen by ana: release 7 is bad');
  expect((await story.incident()).decisions.at(-1)).toMatchObject({
    question: 'approval',
    option: 'approve',
    by: 'ana',
  });
});

test('while nobody holds the role that must approve, nobody approves', async () => {
  const story = broken();
  await story.signal(highErrorRate);
  await story.until('14:10');
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  await expect(story.say({ do: 'answer', by: 'ana', question: 'approval', option: 'approve' })).rejects.toThrow(
    'IC must approve, and nobody holds that role',
  );
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.say({ do: 'answer', by: 'ana', question: 'approval', option: 'approve' });
  expect(started(story)).toEqual(['14:10 rollback']);
});

test('a step that is not destructive starts with the choice', async () => {
  const story = await acknowledged({
    pack: changed((p) => {
      for (const step of p.runbooks['rollback']?.steps ?? [])
        if ('act' in step) Object.assign(step, { destructive: false, approve: undefined });
    }, 'harmless'),
  });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  expect(started(story)).toEqual(['14:18 rollback']);
});

test.each([
  new Undeliverable('401: the token is revoked'),
  new RateLimited('429: too many requests', 30),
  new Unreachable('connection refused'),
])(
  'a look that is answered with $name gives the action up after its time like any other: unknown, and told',
  async (refusal) => {
    const story = await acknowledged();
    story.world.everyMinuteSweep(new Date('2026-03-11T17:00:00Z'));
    story.world.demoService.setAction('rollback', { seconds: 7200 });
    story.world.ports.actions.look = () => Promise.reject(refusal);
    await choose(story, 'rollback');
    await story.until('14:25');
    expect((await story.incident()).actions?.map((a) => a.state)).toEqual(['running']);
    await story.say({ do: 'resolve', by: 'ana', as: 'recovered', reason: 'gone' });
    await story.until('15:00');
    expect((await story.why(['mitigation'])).at(-1)).toContain(`outcome unclear: ${refusal.message}`);
    expect((await story.incident()).actions?.map((a) => a.state)).toEqual(['unknown']);
  },
);

test('a start that the tool puts off with a 429 was no start: the step fails, and nobody is asked whether it ran', async () => {
  const story = await acknowledged();
  story.world.ports.actions.start = () => Promise.reject(new RateLimited('429: too many requests', 30));
  await choose(story, 'rollback');
  await story.until('14:20');
  const { plan, question: open } = await story.incident();
  expect(plan?.steps[0]).toMatchObject({ status: 'failed', output: '429: too many requests' });
  expect(open?.slot).toBe('choice');
});

test('a start whose handle was kept before the worker died is looked at, not asked about', async () => {
  const story = await acknowledged({ pack: patient });
  story.world.demoService.setAction('rollback', { seconds: 60 });
  const { table } = story.world.ports;
  const write = table.write.bind(table);
  let dies = false;
  table.write = async (writes) => {
    if (dies) {
      dies = false;
      throw new Error('the worker was killed');
    }
    await write(writes);
    dies = writes.length === 1 && writes[0] !== undefined && 'set' in writes[0] && 'handle' in (writes[0].set ?? {});
  };
  await choose(story, 'rollback');
  await story.until('14:30');
  expect(started(story)).toEqual(['14:18 rollback']);
  expect((await story.incident()).plan?.steps[0]).toMatchObject({ status: 'done', output: 'rollback is done' });
});

test('where a target is asked for approval, whom it means approves, and nobody else', async () => {
  const story = broken({
    pack: changed((p) => {
      for (const step of p.runbooks['rollback']?.steps ?? []) if ('act' in step) step.approve = 'primary_oncall';
    }, 'asks-on-call'),
  });
  await story.signal(highErrorRate);
  await story.until('14:10');
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'rollback' });
  const [asked] = onCall(story.world.ports.deployed.people, 'primary_oncall', new Date('2026-03-11T14:10:00Z'));
  await expect(story.say({ do: 'answer', by: 'ana', question: 'approval', option: 'approve' })).rejects.toThrow(
    `primary_oncall must approve, which is ${asked?.person}, not ana`,
  );
  await story.say({ do: 'answer', by: asked?.person ?? '', question: 'approval', option: 'approve' });
  expect(started(story)).toEqual(['14:10 rollback']);
});

test('a question that names what holds the target is asked anew when a further run finds another holder', async () => {
  const story = await chosenAgain();
  await story.until('14:30');
  const text = (await question(story))?.text ?? '';
  const holder = { key: 'INC-0.1.1.0.0', incident: 'INC-0', title: 'Fail over', attempt: 1, state: 'running' };
  await story.run(() =>
    story.world.table.write([
      {
        update: keys.target('http:operations/actions/rollback'),
        set: { [holder.key]: { ...holder, startedAt: '2026-03-11T14:29:00.000Z' } },
        add: { n: 1 },
      },
    ]),
  );
  await story.stop('lifecycle', `${story.id}.1`);
  await story.until('14:40');
  expect((await question(story))?.text).toBe(
    text.replace(/\.$/, ', Fail over (attempt 1, since 2026-03-11 14:29:00 UTC of INC-0).'),
  );
});
