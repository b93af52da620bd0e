import { expect, test } from 'vitest';
import type { Signal } from '#core/incident/signal';
import { planOf, started } from '#test/steps';
import { highErrorRate, Story } from '#test/story';

const signals: Record<'A' | 'B' | 'C', Signal> = {
  A: highErrorRate,
  B: { ...highErrorRate, rule: 'service-down', title: 'Service down', key: 'down', value: 1 },
  C: {
    ...highErrorRate,
    rule: 'database-performance',
    title: 'Database slow',
    key: 'slow',
    service: 'database',
    value: 6,
  },
};
const effects = [
  'restart',
  'circuit-breakers',
  'undo-rollout',
  'remove-failing-pods',
  'scale',
  'limits',
  'end-idle-sessions',
  'refresh-statistics',
];

/** An incident of the runbook's own rule, acknowledged by Ana, who chooses the runbook. */
async function run(runbook: 'A' | 'B' | 'C'): Promise<Story> {
  const story = new Story();
  story.world.measuring = true;
  story.world.demoService.setState({ components: { 'analysis-service': 'down' }, errorRate: 23, p95Ms: 4200 });
  for (const name of effects) story.world.demoService.setAction(name, { seconds: 10 });
  await story.signal(signals[runbook]);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: `runbook-${runbook.toLowerCase()}` });
  return story;
}

/** Ana answers whatever is asked, in this order; a word that is not offered fails. */
async function answers(story: Story, ...words: string[]): Promise<void> {
  for (const option of words) {
    const { question } = await story.incident();
    await story.say({ do: 'answer', by: 'ana', question: question?.id ?? 'none', option });
    await story.until(new Date(story.world.clock.now().getTime() + 60_000).toISOString());
  }
}
const done = async (story: Story) =>
  (await planOf(story)).filter((s) => s.endsWith('done')).map((s) => s.split(' ')[0]);
const actionsOf = (story: Story) =>
  story.world.demoService.actions().map(({ name, parameters }) => `${name} ${JSON.stringify(parameters)}`);

test.each([
  ['A', 'high-error-rate', 'runbook-a'],
  ['B', 'service-down', 'runbook-b'],
  ['C', 'database-performance', 'runbook-c'],
] as const)(
  'runbook %s is offered by its own rule, %s, beside the three ways of the sheet',
  async (_, rule, option) => {
    const story = new Story();
    await story.signal({ ...highErrorRate, rule });
    await story.until('14:10');
    expect((await story.incident()).question?.options.map(({ id }) => id)).toEqual([
      'fix',
      'rollback',
      'workaround',
      option,
    ]);
  },
);

test('an incident without a rule is offered all of them', async () => {
  const story = new Story();
  const { rule: _, ...other } = highErrorRate;
  await story.signal(other);
  await story.until('14:10');
  expect((await story.incident()).question?.options.map(({ id }) => id)).toEqual([
    'fix',
    'rollback',
    'workaround',
    'runbook-a',
    'runbook-b',
    'runbook-c',
  ]);
});

test.each([
  ['connections', ['used-up', 'approve'], ['restart {"deployment":"analysis-service","waitSeconds":300}']],
  ['memory', ['done'], []],
  ['external', ['breakers'], ['circuit-breakers {"circuitBreakers":true,"configMap":"app-config"}']],
  ['configuration', ['done', 'approve'], ['undo-rollout {"deployment":"analysis-service"}']],
] as const)('runbook A, cause %s: its option alone is done, and verification follows', async (cause, then, runs) => {
  const story = await run('A');
  await answers(story, 'done', 'done', cause, ...then);
  expect(actionsOf(story)).toEqual(runs);
  expect((await story.incident()).plan?.outcome).not.toBe('running');
  expect((await story.incident()).plan?.outcome).not.toBe('failed');
});

test('runbook A: the pool is not used up, so that another cause is picked; twice, and no more', async () => {
  const story = await run('A');
  await answers(story, 'done', 'done', 'connections', 'free', 'connections', 'free', 'connections');
  expect((await story.incident()).question?.options.map(({ id }) => id)).toEqual(['used-up', 'none']);
  await answers(story, 'none');
  expect((await story.incident()).plan?.outcome).toBe('failed');
  expect(started(story)).toEqual([]);
});

test('runbook B: pods and restart are approved one by one; recovered, it ends there', async () => {
  const story = await run('B');
  story.world.demoService.setAction('restart', { seconds: 10, components: { 'analysis-service': 'ok' } });
  story.world.demoService.setState({ metrics: { kube_pod_status_phase: 0 } });
  await answers(story, 'done', 'recover', 'approve', 'approve', 'done');
  expect(actionsOf(story)).toEqual([
    'remove-failing-pods {}',
    'restart {"deployment":"first-failed","waitSeconds":300}',
  ]);
  expect(await done(story)).toEqual([
    'state',
    'load-balancer',
    'quick',
    'failing-pods',
    'restart',
    'details',
    'recovered',
  ]);
});

test.each([
  ['capacity', [], 'scale {"deployment":"analysis-service","replicas":8}'],
  ['limits', [], 'limits {"deployment":"analysis-service","memory":"2Gi","cpu":"2000m"}'],
  ['image', ['done'], undefined],
  ['database', ['done'], undefined],
] as const)(
  'runbook B, cause %s: the recovery fails, so the rollout is undone after approval; health does not succeed, so the run fails',
  async (cause, then, runs) => {
    const story = await run('B');
    await answers(story, 'done', 'deeper', 'done', cause, ...then, 'approve');
    const undone = 'undo-rollout {"deployment":"analysis-service","follow":true}';
    expect(actionsOf(story)).toEqual(runs === undefined ? [undone] : [runs, undone]);
    expect((await planOf(story)).at(-1)).toBe('healthy failed');
  },
);

test.each([
  [
    'connections',
    ['approve', 'approve'],
    ['end-idle-sessions {"idleMinutes":10}', 'restart {"deployment":"analysis-service","waitSeconds":300}'],
  ],
  ['slow-query', ['done'], ['refresh-statistics {}']],
  ['locks', ['done'], []],
  ['cpu', ['approve', 'done'], ['scale {"deployment":"analysis-service","replicas":2}']],
] as const)(
  'runbook C, cause %s: what is destructive is approved, and nothing else is started',
  async (cause, then, runs) => {
    const story = await run('C');
    await answers(story, 'done', 'done', cause, ...then);
    expect(actionsOf(story)).toEqual(runs);
    expect((await story.incident()).plan?.outcome).not.toBe('running');
    expect((await story.incident()).plan?.outcome).not.toBe('failed');
  },
);

test.each(['A', 'B', 'C'] as const)(
  'runbook %s: without an answer nothing is started, and it is asked again',
  async (runbook) => {
    const story = await run(runbook);
    await story.until('18:00');
    expect(story.world.demoService.actions()).toEqual([]);
    expect((await story.incident()).question?.times).toBe(4);
  },
);

test('every destructive action of Tracktion names who approves it (TR 25), and kills and scale-downs are destructive', () => {
  const acts = Object.values(new Story().world.ports.deployed.pack.runbooks).flatMap(({ steps }) =>
    steps.flatMap((step) => ('act' in step ? [step] : [])),
  );
  const free = acts.filter(({ destructive }) => !destructive).map(({ act }) => act['path']);
  expect([...new Set(free)].toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    '/actions/circuit-breakers',
    '/actions/limits',
    '/actions/refresh-statistics',
    '/actions/scale',
    '/actions/workaround',
  ]);
  expect(acts.filter(({ destructive, approve }) => destructive && approve !== 'IC')).toEqual([]);
  const scales = acts.filter(({ act }) => act['path'] === '/actions/scale');
  expect(
    scales
      .map(({ act, destructive }) => `${JSON.stringify(act.parameters['replicas'])} ${destructive}`)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['2 true', '8 false']);
});
