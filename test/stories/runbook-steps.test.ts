import { expect, test } from 'vitest';
import { act, gone, planOf, started } from '#test/steps';
import type { Story } from '#test/story';

const rates = (story: Story, errorRate: number | null) => story.world.demoService.setState({ errorRate });
const mitigation = async (story: Story) =>
  (await story.why(['mitigation'])).filter((line) => line.slice(0, 5) >= '14:18').map((line) => line.slice(3));
const asked = async (story: Story) => {
  const { question } = await story.incident();
  return question === undefined ? undefined : `${question.slot} ${question.ask}: ${question.text}`;
};
const answer = (story: Story, question: string, option: string, by = 'ana') =>
  story.say({ do: 'answer', by, question, option });

test('read: readings are kept with the incident as evidence; what cannot be read is noted, and the run goes on', async () => {
  const story = await gone([
    { id: 'look', title: 'Look', read: ['error-rate', 'p95'] },
    { id: 'then', human: 'IC', instruction: 'Look at it' },
  ]);
  expect(await planOf(story)).toEqual(['look done', 'then asked']);
  expect((await story.incident()).evidence.map(({ check, value }) => `${check} ${value}`)).toContain('p95 4200');
  expect((await mitigation(story)).at(-2)).toBe(
    '18:00 | look done | Error rate: reads 23; 95th percentile of the response time: reads 4200',
  );

  const blind = await gone([
    { id: 'look', read: 'error-rate' },
    { id: 'then', human: 'IC', instruction: 'x' },
  ]);
  rates(blind, 0.5);
  expect((await blind.incident()).evidence.find(({ check }) => check === 'error-rate')?.value).toBe(23);
});

test('read: a check that cannot be read is noted, and its reading before does not stand for it', async () => {
  const story = await gone([
    { id: 'pause', wait: '1m' },
    { id: 'look', read: 'error-rate' },
    { id: 'then', human: 'IC', instruction: 'Look at it' },
  ]);
  rates(story, null);
  await story.until('14:19');
  expect(await planOf(story)).toEqual(['pause done', 'look done', 'then asked']);
  expect((await story.incident()).evidence.find(({ check }) => check === 'error-rate')?.value).toBeNull();
  expect((await mitigation(story)).at(-2)).toMatch(/^19:00 \| look done \| Error rate could not be read: /);
});

test('check: looked at once, after its wait to the second; where it holds, the run goes on', async () => {
  const story = await gone([
    { id: 'up', title: 'Up again?', wait: '10s', check: { 'error-rate': { below: 2 } } },
    { id: 'then', human: 'IC', instruction: 'x' },
  ]);
  expect(await planOf(story)).toEqual(['up running', 'then waiting']);
  rates(story, 0.8);
  await story.until('14:18:09');
  expect(await planOf(story)).toEqual(['up running', 'then waiting']);
  await story.until('14:18:10');
  expect(await planOf(story)).toEqual(['up done', 'then asked']);
  expect((await mitigation(story)).slice(-3)).toEqual([
    '18:00 | up | Up again?: after 10 s',
    '18:10 | up done | Error rate 0.8%',
    '18:10 | then | then',
  ]);
});

test.each([
  ['does not hold', 5, 'Error rate 5% (not < 2%)'],
  ['cannot be read', null, 'Error rate could not be read: '],
] as const)('check: where it %s the run fails, and what was done is undone, last first', async (_, rate, because) => {
  const story = await gone(
    [
      { id: 'drain', act: act('drain'), undo: act('undo-drain') },
      { id: 'switch', act: act('switch'), undo: act('undo-switch') },
      { id: 'up', wait: '1m', check: { 'error-rate': { below: 2 } } },
      { id: 'warm', act: act('warm') },
    ],
    ['drain', 'switch', 'undo-drain', 'undo-switch', 'warm'],
  );
  rates(story, rate);
  await story.until('14:21');
  expect(await planOf(story)).toEqual([
    'drain done',
    'switch done',
    'up failed',
    'warm skipped',
    'undo switch done',
    'undo drain done',
  ]);
  expect((await story.incident()).plan?.steps[2]?.output).toContain(because);
  expect(await asked(story)).toContain('choice IC: Which way to mend it?');
});

const standing = [
  { id: 'steady', check: { 'error-rate': { below: 2 } }, for: '3m', interval: '1m', else: 'fail' },
  { id: 'then', human: 'IC', instruction: 'x' },
];

test('check for a time: it must hold at every look, and is done when the time is over; looks are no progress', async () => {
  const story = await gone([{ id: 'pause', wait: '1m' }, ...standing]);
  rates(story, 0.8);
  await story.until('14:21:59');
  expect(await planOf(story)).toEqual(['pause done', 'steady running', 'then waiting']);
  const { plan, clocks } = { clocks: undefined, ...(await story.incident()) };
  expect(plan?.steps[1]).toMatchObject({ looks: 3, heldFrom: '2026-03-11T14:19:00.000Z' });
  expect(clocks?.progressAt).toBe('2026-03-11T14:19:00.000Z');
  await story.until('14:22');
  expect(await planOf(story)).toEqual(['pause done', 'steady done', 'then asked']);
  expect((await mitigation(story)).slice(-3)).toEqual([
    '19:00 | steady | steady',
    '22:00 | steady done | Error rate 0.8%, for 3 min',
    '22:00 | then | then',
  ]);
});

test('check for a time: the first look at which it does not hold ends it', async () => {
  const story = await gone([{ id: 'pause', wait: '1m' }, ...standing]);
  rates(story, 0.8);
  await story.until('14:20:30');
  rates(story, 2.4);
  await story.until('14:21');
  expect(await planOf(story)).toEqual(['pause done', 'steady failed', 'then skipped']);
  expect((await story.incident()).plan?.steps[1]?.output).toBe('Error rate 2.4% (not < 2%)');
});

test('else goto: what lies between is skipped, and the run goes on there', async () => {
  const story = await gone([
    { id: 'up', check: { 'error-rate': { below: 2 } }, else: { goto: 'deeper' }, goto: 'end' },
    { id: 'between', human: 'IC', instruction: 'x' },
    { id: 'deeper', human: 'IC', instruction: 'Look deeper' },
  ]);
  expect(await planOf(story)).toEqual(['up done', 'between skipped', 'deeper asked']);
  expect(await asked(story)).toBe('step IC: Look deeper');
});

test('goto end: the run is done, and verification follows', async () => {
  const story = await gone([
    { id: 'up', check: { 'error-rate': { above: 2 } }, else: { goto: 'deeper' }, goto: 'end' },
    { id: 'deeper', human: 'IC', instruction: 'Look deeper' },
  ]);
  expect(await planOf(story)).toEqual(['up done', 'deeper skipped']);
  expect((await story.incident()).phase).toBe('resolve');
});

test('else goto further up: as often as it says, each time a start of its own; then the run fails and each start is undone', async () => {
  const story = await gone(
    [
      { id: 'restart', act: act('restart'), undo: act('undo') },
      { id: 'up', wait: '20s', check: { p95: { below: 1 } }, else: { goto: 'restart', atMost: 2 } },
      { id: 'then', human: 'IC', instruction: 'x' },
    ],
    ['restart', 'undo'],
  );
  await story.until('14:23');
  expect(started(story).map((line) => line.slice(9))).toEqual([
    'restart 1.1.0.0',
    'restart 1.1.2.0',
    'restart 1.1.4.0',
    'undo 1.1.7.0',
    'undo 1.1.8.0',
    'undo 1.1.9.0',
  ]);
  expect(await planOf(story)).toEqual([
    'restart done',
    'up done',
    'restart done',
    'up done',
    'restart done',
    'up failed',
    'then skipped',
    'undo restart done',
    'undo restart done',
    'undo restart done',
  ]);
  expect((await story.incident()).plan?.steps[5]?.output).toContain('also after going back 2 times');
});

test('wait: to the second, also where it is long; nothing else happens until then', async () => {
  const story = await gone([
    { id: 'pause', wait: '2h' },
    { id: 'then', human: 'IC', instruction: 'x' },
  ]);
  await story.until('16:17:59');
  expect(await planOf(story)).toEqual(['pause running', 'then waiting']);
  await story.until('16:18');
  expect(await planOf(story)).toEqual(['pause done', 'then asked']);
});

test('wait: a fix that is reported meanwhile ends the run, and is verified without waiting for the rest', async () => {
  const story = await gone([
    { id: 'pause', wait: '2h' },
    { id: 'then', act: act('restart') },
  ]);
  await story.until('14:25');
  story.world.demoService.setState({
    components: { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' },
    errorRate: 0.8,
    p95Ms: 900,
  });
  await story.recovers();
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'the cache was cleared' });
  await story.until('14:45');
  expect((await story.lines(['resolved'])).map((line) => line.slice(0, 5))).toEqual(['14:31']);
  await story.until('16:30');
  expect(started(story)).toEqual([]);
});

const choosing = [
  {
    id: 'which',
    title: 'Which cause?',
    choice: 'IC',
    text: 'Which cause is it?',
    again: '10m',
    options: {
      memory: { title: 'A memory leak', goto: 'memory' },
      pool: { goto: 'pool' },
      none: { title: 'None', fail: true },
    },
  },
  { id: 'pool', human: 'IC', instruction: 'Reset the pool', goto: 'end' },
  { id: 'memory', human: 'IC', instruction: 'Delete the pod' },
];

test('choice: a person picks, what lies between is skipped; without an answer it is asked again and nothing happens', async () => {
  const story = await gone(choosing);
  expect(await asked(story)).toBe('step IC: Which cause is it?');
  expect((await story.incident()).question?.options).toEqual([
    { id: 'memory', title: 'A memory leak' },
    { id: 'pool', title: 'pool' },
    { id: 'none', title: 'None' },
  ]);
  await story.until('14:38:30');
  expect((await story.incident()).question?.times).toBe(3);
  expect(await planOf(story)).toEqual(['which asked', 'pool waiting', 'memory waiting']);
  await answer(story, 'step', 'memory');
  expect(await planOf(story)).toEqual(['which done', 'pool skipped', 'memory asked']);
  expect(await mitigation(story)).toContain('38:30 | which done | A memory leak, chosen by ana');
});

test('choice: a branch ends where it says, without the branch below it', async () => {
  const story = await gone(choosing);
  await answer(story, 'step', 'pool');
  await answer(story, 'step', 'done');
  expect(await planOf(story)).toEqual(['which done', 'pool done', 'memory skipped']);
  expect((await story.incident()).phase).toBe('resolve');
});

test('choice: an option may make the run fail; then it is asked anew which option to run', async () => {
  const story = await gone(choosing);
  await answer(story, 'step', 'none');
  expect(await planOf(story)).toEqual(['which failed', 'pool skipped', 'memory skipped']);
  expect([(await story.incident()).plan?.outcome, (await story.incident()).question?.slot]).toEqual([
    'failed',
    'choice',
  ]);
});

test('choice: an option that leads back is offered only so often', async () => {
  const again = { more: { goto: 'look', atMost: 2 }, stop: { goto: 'end' } };
  const story = await gone([
    { id: 'look', read: 'error-rate' },
    { id: 'more', choice: 'IC', text: 'Look again?', options: again },
  ]);
  const options = async () => (await story.incident()).question?.options.map((o) => o.id);
  expect(await options()).toEqual(['more', 'stop']);
  await answer(story, 'step', 'more');
  expect(await options()).toEqual(['more', 'stop']);
  await answer(story, 'step', 'more');
  expect(await options()).toEqual(['stop']);
  expect(await planOf(story)).toEqual(['look done', 'more done', 'look done', 'more done', 'look done', 'more asked']);
});

test.each([
  ['does not hold', 40, 'kill: skipped, its condition does not hold: Error rate: reads 40'],
  ['is not known', null, 'kill: skipped, its condition is not known to hold: Error rate could not be read: '],
] as const)('if: where it %s the step is skipped, with the reason on the timeline', async (_, rate, because) => {
  const story = await gone([
    { id: 'pause', wait: '1m' },
    { id: 'kill', if: { check: { 'error-rate': { above: 90 } } }, act: act('restart'), approve: 'IC' },
    { id: 'then', human: 'IC', instruction: 'x' },
  ]);
  rates(story, rate);
  await story.until('14:19');
  expect(await planOf(story)).toEqual(['pause done', 'kill skipped', 'then asked']);
  expect((await mitigation(story)).find((line) => line.includes('kill'))).toContain(
    `19:00 | kill skipped | ${because}`,
  );
  expect(started(story)).toEqual([]);
});

test('if: where it holds the step is done; what a person has approved is not looked at again', async () => {
  const story = await gone(
    [
      { id: 'kill', if: { check: { 'error-rate': { above: 20 } } }, act: act('restart'), approve: 'IC' },
      { id: 'then', if: [{ severity: 'P4' }, { fact: { data: true } }], human: 'IC', instruction: 'x' },
      { id: 'last', if: { not: { severity: 'P4' } }, human: 'IC', instruction: 'The last' },
    ],
    ['restart'],
  );
  expect(await planOf(story)).toEqual(['kill held', 'then waiting', 'last waiting']);
  rates(story, 0.5);
  await answer(story, 'approval', 'approve');
  await story.until('14:20');
  // the fact is not set, so that the list is not known to hold
  expect(await planOf(story)).toEqual(['kill done', 'then skipped', 'last asked']);
  expect(started(story)).toEqual(['14:18:00 restart 1.1.0.0']);
});

const approved = [
  {
    id: 'purge',
    title: 'Purge the cache',
    act: { ...act('purge'), parameters: { keys: 'all', dryRun: false } },
    destructive: true,
    approve: 'cto',
  },
];

test('approve: whom the step names is asked with what will be done, and nobody else may; silence never approves', async () => {
  const story = await gone(approved, ['purge']);
  const text =
    'Start "Purge the cache"? It is destructive. It runs http: base operations, path /actions/purge; keys all, dryRun false.';
  expect(await asked(story)).toBe(`approval cto: ${text}`);
  await expect(answer(story, 'approval', 'approve')).rejects.toThrow('cto must approve, which is colin, not ana');
  await story.until('16:30');
  expect(started(story)).toEqual([]);
  expect((await story.incident()).question?.times).toBe(3);
  await answer(story, 'approval', 'approve', 'colin');
  expect(started(story)).toEqual(['16:30:00 purge 1.1.0.0']);
});

test('approve: anybody may refuse, and then the run fails', async () => {
  const story = await gone(approved, ['purge']);
  await answer(story, 'approval', 'refuse');
  expect(await planOf(story)).toEqual(['purge failed']);
  expect((await story.incident()).plan?.outcome).toBe('failed');
  expect(started(story)).toEqual([]);
});

test('approve: withdrawn when the plan ends', async () => {
  const story = await gone(approved, ['purge']);
  await story.say({ do: 'resolve', by: 'ana', as: 'fixed', reason: 'gone' });
  expect((await story.incident()).question).toBeUndefined();
  await expect(answer(story, 'approval', 'approve', 'colin')).rejects.toThrow('no question is open');
});

test('approve: a step that is gone back to is approved anew', async () => {
  const story = await gone(
    [
      { id: 'purge', act: act('purge'), destructive: true, approve: 'IC' },
      { id: 'up', check: { p95: { below: 1 } }, else: { goto: 'purge', atMost: 1 } },
    ],
    ['purge'],
  );
  await answer(story, 'approval', 'approve');
  await story.until('14:19');
  expect(await planOf(story)).toEqual(['purge done', 'up done', 'purge held', 'up waiting']);
  expect(started(story).length).toBe(1);
});

const whole = [
  { id: 'look', read: 'error-rate' },
  { id: 'only', if: { check: { 'error-rate': { above: 20 } } }, act: act('first') },
  { id: 'pause', wait: '40s' },
  { id: 'steady', check: { 'error-rate': { below: 2 } }, for: '2m', interval: '1m' },
  { id: 'more', wait: '40s', check: { p95: { below: 1 } }, else: { goto: 'last' } },
  { id: 'passed', human: 'IC', instruction: 'x' },
  { id: 'last', act: act('last'), approve: 'IC' },
];
const seconds = Array.from({ length: 11 }, (_, n) => n * 25 + 5);

test.each(seconds)(
  '%i s after its start the run dies: the next one goes on, and no action is started twice',
  async (at) => {
    const story = await gone(whole, ['last'], { first: { seconds: 20, errorRate: 0.8 } });
    story.world.everyMinuteSweep(new Date('2026-03-11T15:00:00Z'));
    await story.until(new Date(Date.parse('2026-03-11T14:18:00Z') + at * 1000).toISOString());
    const { run, visit } = await story.incident();
    await story.stop('mitigate', `${story.id}.${run.n}.mitigate.${visit}`);
    await story.until('14:35');
    if ((await story.incident()).question?.slot === 'approval') await answer(story, 'approval', 'approve');
    await story.until('14:37');
    expect((await story.incident()).run.n).toBe(2);
    expect(story.world.demoService.actions().map((a) => a.name)).toEqual(['first', 'last']);
    expect((await story.incident()).plan?.steps.map((s) => `${s.id} ${s.status}`)).toEqual([
      'look done',
      'only done',
      'pause done',
      'steady done',
      'more done',
      'passed skipped',
      'last done',
    ]);
  },
);

test('a check for a time that nobody looked at for minutes begins its time anew: what was not seen did not hold', async () => {
  const story = await gone([{ id: 'pause', wait: '1m' }, ...standing]);
  rates(story, 0.8);
  await story.until('14:20:30');
  const { run, visit } = await story.incident();
  // nobody hears of its death before the sweeper does, six minutes later
  const { executions } = story.world.ports;
  story.world.ports.executions = { ...executions, start: async () => ({ started: false }) };
  await story.stop('mitigate', `${story.id}.${run.n}.mitigate.${visit}`);
  await story.until('14:26:30');
  story.world.ports.executions = executions;
  story.world.everyMinuteSweep(new Date('2026-03-11T15:00:00Z'));
  await story.until('14:45');
  const { plan } = await story.incident();
  expect(plan?.steps[1]?.status).toBe('done');
  expect(Date.parse(plan?.steps[1]?.heldFrom ?? '')).toBeGreaterThan(Date.parse('2026-03-11T14:26:00Z'));
});

const ofIncident = (step: object = {}) => [
  {
    id: 'refund',
    title: 'Refund',
    act: {
      ...act('refund'),
      parameters: {
        incident: { of: 'id' },
        since: { of: 'began' },
        opened: { of: 'opened' },
        level: { of: 'severity' },
        loss: { of: 'fact.revenue-loss' },
        dryRun: false,
      },
    },
    ...step,
  },
];
const heard = (story: Story) => story.world.demoService.actions().map(({ parameters }) => parameters);
const filled = {
  incident: 'INC-20260311-7720',
  since: '2026-03-11T13:57:00.000Z',
  opened: '2026-03-11T14:02:00.000Z',
  level: 'P1',
  loss: 500,
  dryRun: false,
};
const stating = (loss: number) => async (story: Story) =>
  story.say({ do: 'state-facts', by: 'ana', facts: { 'revenue-loss': loss } });

test('parameters of the incident: filled in when the step is started, and kept with the run', async () => {
  const story = await gone(ofIncident(), ['refund'], {}, stating(500));
  expect(heard(story)).toEqual([filled]);
  expect((await story.incident()).plan?.steps[0]?.parameters).toEqual(filled);
});

test('parameters of the incident: who approves the step reads the values, and just these are run, whatever is stated meanwhile', async () => {
  const story = await gone(ofIncident({ approve: 'cto' }), ['refund'], {}, stating(500));
  expect(await asked(story)).toBe(
    'approval cto: Start "Refund"? It runs http: base operations, path /actions/refund; incident INC-20260311-7720, since 2026-03-11T13:57:00.000Z, opened 2026-03-11T14:02:00.000Z, level P1, loss 500, dryRun false.',
  );
  await story.until('14:20');
  await story.say({ do: 'state-facts', by: 'ana', facts: { 'revenue-loss': 90_000 } });
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P2', reason: 'one region' });
  await answer(story, 'approval', 'approve', 'colin');
  await story.until('14:21');
  expect(heard(story)).toEqual([filled]);
});

test('parameters of the incident: where nobody has stated the fact nothing is started, the run fails, and what was done is undone', async () => {
  const story = await gone(
    [{ id: 'drain', act: act('drain'), undo: act('undo-drain') }, ...ofIncident({ approve: 'cto' })],
    ['drain', 'undo-drain', 'refund'],
  );
  await story.until('14:20');
  expect(await planOf(story)).toEqual(['drain done', 'refund failed', 'undo drain done']);
  expect((await story.incident()).plan?.steps[1]?.output).toBe(
    'nothing was started: its parameter loss is fact.revenue-loss, which nobody has stated',
  );
  expect(started(story).map((line) => line.split(' ')[1])).toEqual(['drain', 'undo-drain']);
  expect(await asked(story)).toContain('choice IC: Which way to mend it?');
});

test('parameters of the incident: another start of a step whose outcome is not known has the values of the first', async () => {
  const story = await gone(ofIncident({ timeout: '1m' }), [], { refund: { seconds: 3_600 } }, stating(500));
  await story.until('14:20');
  await stating(90_000)(story);
  expect((await story.incident()).question?.slot).toBe('step');
  await answer(story, 'step', 'start-again');
  await story.until('14:21');
  expect(heard(story)).toEqual([filled, filled]);
});
