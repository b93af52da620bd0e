import { beforeAll, expect, test } from 'vitest';
import type { PersonCommand } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { sweep } from '#lambdas/sweep/sweep';
import { json } from '#plugins/fakes/wire';
import { declared, guardAt, happened } from '#test/golden-run';
import { all, answer, compared, each, played, type Script, say, system, times } from '#test/scripted';
import type { Story } from '#test/story';
import {
  pipelineGuardOutcome as outcome,
  pipelineGuardScenario,
  pipelineGuardVariants,
} from '../playbooks/golden/pipeline-guard-scenario.ts';
import type { Scenario, Told } from '../playbooks/golden/row.ts';

const [severe, regressed, weekend, least, breach] = pipelineGuardVariants;
const alert = (rule: string): Signal => ({
  source: 'alertmanager',
  key: rule,
  state: 'firing',
  at: '2026-03-13T14:02:00Z',
  title: 'GitHub integration failing',
  service: 'github',
  rule,
  summary: 'no webhook has been processed',
});

const write =
  (...audiences: string[]) =>
  async (story: Story): Promise<void> => {
    for (const audience of audiences) await story.say(written(audience));
  };
const words = {
  impact: 'webhooks wait',
  actions: 'being looked at',
  summary: 'webhooks wait',
  team: 'Sven',
  communication: 'every 30 min',
  state: 'being looked at',
  services: 'webhooks',
};
const fields: Record<string, (keyof typeof words)[]> = {
  internal: ['impact', 'actions'],
  leadership: ['summary', 'impact', 'team', 'communication'],
  customers: ['state', 'services'],
};
const written = (audience: string, what: 'update' | 'final' = 'update'): PersonCommand => ({
  do: 'update',
  by: 'sven',
  audience,
  what,
  fields: Object.fromEntries(
    (what === 'final' ? ['state' as const] : (fields[audience] ?? [])).map((id) => [id, words[id]]),
  ),
});
const broken = (rule: string) => async (story: Story) => {
  story.world.measuring = true;
  story.world.demoService.setState({
    components: { 'healing-guard': 'down' },
    errorRate: 12,
    p95Ms: 4200,
    metrics: { kube_pod_status_phase: 0 },
  });
  story.world.demoService.setAction('integration-test', { seconds: 600 });
  // five minutes to start, ten of load
  story.world.demoService.setAction('load-test', { seconds: 900 });
  await story.signal(alert(rule));
};
const taken = all(
  say({ do: 'acknowledge', by: 'nora' }),
  say({ do: 'assign-role', by: 'nora', role: 'IC', person: 'sven' }),
);
/** The fix is out at 19:00; health, tests and metrics follow each other until 19:45. */
const mended: Script = {
  '18:00': all(answer('sven', 'hotfix'), answer('sven', 'done')),
  '19:00': answer('sven', 'done'),
  '19:04': system({ components: { 'healing-guard': 'ok' } }),
  '19:35': all(system({ errorRate: 0.3, p95Ms: 200 }), (story) =>
    story.signal({ ...alert('integration-failing'), state: 'recovered', at: '2026-03-13T19:35:00Z' }),
  ),
};
/** Runs a script on a world that begins with the scenario. */
const run = (scenario: Scenario, script: Script) =>
  played(scenario, script, { begin: (opens) => guardAt(opens), happened });

let worked: { story: Story; rows: Told[] };
beforeAll(async () => {
  const cadence = each(times('14:42', '16:42', 30), write('internal', 'customers'));
  worked = await run(pipelineGuardScenario, {
    '14:02': broken('integration-failing'),
    '14:10': all(taken, say({ do: 'set-severity', by: 'nora', severity: 'SEV-2', reason: 'an integration fails' })),
    '14:12': write('internal', 'leadership', 'customers'),
    ...cadence,
    ...each(times('17:12', '19:42', 30), write('customers')),
    ...mended,
    '19:45': say(written('customers', 'final')),
    '2026-03-14T12:00:00Z': say({ do: 'tick', by: 'sven', item: 'afterwards.documents' }),
  });
});

test('the GitHub integration fails: every row of the worked scenario at its time, and none of those that must not be', () => {
  compared(pipelineGuardScenario, worked.rows);
});

test('what follows: the id, resolved at 19:45, watched for 2 h, the review proposed for Monday', async () => {
  const incident = await worked.story.incident();
  expect([incident.id, incident.severity, incident.life]).toEqual([outcome.id, 'SEV-2', 'closed']);
  expect(await worked.story.lines(['resolved', 'closed'])).toEqual([
    '03-13 19:45:00 resolved fixed',
    '03-13 21:45:00 closed',
  ]);
  expect(incident.review?.at).toBe(outcome.review.at);
});

test(`${severe?.title}`, async () => {
  if (severe === undefined) throw new Error('no such variant');
  const { story, rows } = await run(severe, {
    '14:02': broken('application-down'),
    '14:10': taken,
    ...each(times('14:12', '19:42', 15), write('internal')),
    ...each(times('14:15', '19:45', 30), write('customers')),
    ...mended,
    '19:35': all(system({ errorRate: 0.3, p95Ms: 200 }), (s) =>
      s.signal({ ...alert('application-down'), state: 'recovered', at: '2026-03-13T19:35:00Z' }),
    ),
  });
  compared(severe, rows);
  await story.until('2026-03-14T19:46:00Z');
  expect(await story.lines(['resolved', 'closed'])).toEqual(['03-13 19:45:00 resolved fixed', '03-14 19:45:00 closed']);
});

test(`${regressed?.title}`, async () => {
  if (regressed === undefined) throw new Error('no such variant');
  const well = system({ components: { 'healing-guard': 'ok' }, errorRate: 0.3, p95Ms: 200 });
  const { story, rows } = await run(regressed, {
    '14:02': broken('application-down'),
    '14:10': all(
      taken,
      well,
      (s) => s.signal({ ...alert('application-down'), state: 'recovered', at: '2026-03-13T14:10:00Z' }),
      // five minutes of settling
      say({ do: 'resolve', by: 'sven', as: 'fixed', reason: 'restarted by hand' }),
    ),
    '2026-03-14T02:00:00Z': (s) => s.signal({ ...alert('application-down'), at: '2026-03-14T02:00:00Z' }),
  });
  compared(regressed, rows);
  expect(await story.lines(['resolved', 'reopened'])).toEqual([
    '03-13 14:15:00 resolved fixed',
    '03-14 02:00:00 reopened',
  ]);
});

test(`${weekend?.title}`, async () => {
  if (weekend === undefined) throw new Error('no such variant');
  const { story, rows } = await run(weekend, {
    '10:00': (s) => s.signal({ ...alert('slow-answers'), at: '2026-03-14T10:00:00Z' }),
  });
  compared(weekend, rows);
  const page = story.world.sent.find(({ message }) => message.kind === 'page')?.message.text;
  expect(page).toMatch(/You: on call for SEV-3\.$/);
});

test(`${least?.title}`, async () => {
  if (least === undefined) throw new Error('no such variant');
  const { rows } = await run(least, {
    '14:02': (s) => declared(s, 'SEV-4'),
    '15:00': all(
      say({ do: 'acknowledge', by: 'nora' }),
      say({ do: 'resolve', by: 'nora', as: 'recovered', reason: 'the text is right' }),
    ),
  });
  compared(least, rows);
});

test(`${breach?.title}`, async () => {
  if (breach === undefined) throw new Error('no such variant');
  const { rows } = await run(breach, { '14:02': (s) => declared(s, 'SEV-1', { kind: 'security' }) });
  compared(breach, rows);
});

test('an alarm of a breach reaches Legal by its category, and PR hears once it is public', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await story.signal(alert('breach'));
  await story.until('14:05');
  await story.say({ do: 'state-facts', by: 'nora', facts: { public: true, 'user-facing': true } });
  await story.until('14:06');
  expect(await story.lines(['escalation'])).toEqual([
    '03-13 14:02:00 escalation oncall_engineer',
    '03-13 14:02:00 escalation legal',
    '03-13 14:05:00 escalation customer_success',
    '03-13 14:05:00 escalation pr',
  ]);
  expect(story.pages().map((page) => page.replace(/^.*pagerduty-/, ''))).toEqual([
    'nora: page involve',
    'leo: page legal',
    'paula: page pr',
  ]);
});

test('each month a drill and the report of its incidents, each quarter the table-top exercise', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await story.run(() => sweep(story.world.ports));
  await declared(story, 'SEV-3');
  await story.until('2026-04-02T00:00:00Z');
  const told = story.world.sent.flatMap(({ at, to, message: m }) =>
    m.key.startsWith('readiness.')
      ? [`${at.slice(0, 16)} ${to.join()}: ${m.text.split('\n').slice(0, 2).join(' | ')}`]
      : [],
  );
  // the drill is of every month; the first business day of April begins a quarter, and no year
  expect(told.sort()).toEqual([
    '2026-04-01T09:00 #incident-response: Healing Guard: Hold the incident drill of the month | https://tocsin.test/dashboard',
    '2026-04-01T09:00 #incident-response: Healing Guard: Hold the table-top exercise: decisions | https://tocsin.test/dashboard',
    '2026-04-01T09:00 #leadership: Healing Guard, 2026-03-13 to 2026-04-01 | Frequency: 1 incidents, 0 in the period before (up); 1 still open',
  ]);
});

// s.2 automatic path
test('an alarm that names no rule starts as SEV-2, so that whoever is on call is paged at any hour, and rates it', async () => {
  const story = guardAt('2026-03-14T03:00:00Z');
  const { rule: _, ...other } = alert('anything');
  await story.signal({ ...other, at: '2026-03-14T03:00:00Z' });
  expect((await story.incident()).severity).toBe('SEV-2');
  expect(story.pages()).toEqual(['03-14 03:00:00 pagerduty pagerduty-nora: page involve']);
});

// s.3 first look, s.7 gather
test('what is looked at first and what is gathered is kept: the log by its lines and its hour, traces, rate limit', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  story.world.measuring = true;
  const { demoService } = story.world;
  const handle = demoService.handle.bind(demoService);
  const asked: string[] = [];
  demoService.handle = async (request) => {
    const [, base, path = ''] = /^\/bases\/(elasticsearch|jaeger|github-api)(\/.*)$/.exec(request.path) ?? [];
    if (base === undefined) return handle(request);
    asked.push(`${base} ${path}`);
    if (base === 'jaeger') return json(200, { data: [{}, {}] });
    if (base === 'github-api') return json(200, { resources: { core: { remaining: 12 } } });
    return json(200, { hits: { hits: [{ _source: { message: 'ERROR webhook refused' } }] } });
  };
  await story.signal(alert('integration-failing'));
  await story.until('14:05');
  const { snapshot, evidence } = await story.incident();
  expect(snapshot.map(({ check }) => check)).toEqual(['pods-not-running', 'newest-log', 'health', 'error-rate', 'p95']);
  expect(evidence.map(({ check }) => check)).toEqual([
    'errors',
    'target-up',
    'database',
    'github-rate-limit',
    'cpu',
    'memory',
    'traces',
  ]);
  expect(evidence.find(({ check }) => check === 'errors')?.text).toBe('ERROR webhook refused');
  expect(asked.toSorted()).toEqual([
    'elasticsearch /healing-guard-*/_search?q=level:ERROR%20AND%20@timestamp:[now-1h%20TO%20now]&sort=@timestamp:desc&size=100',
    'elasticsearch /healing-guard-*/_search?sort=@timestamp:desc&size=100',
    'github-api /rate_limit',
    'jaeger /api/traces?service=healing-guard&operation=webhook_processing&lookback=1h',
  ]);
});

// s.4 Incident Commander
test('who acknowledges is IC until a senior engineer is named; nobody takes another role by it', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await story.signal(alert('integration-failing'));
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'nora' });
  expect((await story.incident()).roles).toEqual({ IC: 'nora' });
  await story.say({ do: 'assign-role', by: 'nora', role: 'IC', person: 'sven' });
  expect((await story.incident()).roles).toEqual({ IC: 'sven' });
});

/** What of the messages to somebody is about tasks, each with its time. */
const tasksOf = (story: Story, to: string): string[] =>
  story.world.sent.flatMap(({ at, to: [first], message }) =>
    first === to && message.key.includes('.task-given') ? [`${at.slice(11, 16)} ${message.text}`] : [],
  );

// s.5 level ladder; PG 1
test('whom the matrix has paged is given the tasks of their level, and nobody before', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await declared(story, 'SEV-1');
  await story.until('15:03');
  const told = ['U0NORA', 'U0LEA', 'U0EMMA', 'U0VICTOR'].flatMap((to) =>
    tasksOf(story, to).map((text) => `${text.slice(0, 5)} ${/(First|Hard|Coordinate|Inform)[^.(]*/.exec(text)?.[0]}`),
  );
  expect(told).toEqual([
    expect.stringMatching(/^14:02 First response and assessment, simple troubleshooting, known fixes/),
    expect.stringMatching(/^14:17 Hard troubleshooting, decisions on the architecture, resources/),
    expect.stringMatching(/^14:32 Coordinate across teams, speak to vendors, approve resources/),
    expect.stringMatching(/^15:02 Inform executives, permit communication outside, keep the business going/),
  ]);
});

test.each([
  [1, ['nora'], '#healing-guard-alerts'],
  [2, ['lea', 'sven'], '#healing-guard-alerts'],
  [3, ['emma'], '#incident-response'],
  [4, ['victor'], '#leadership'],
])('escalated by hand to level %i: %j are paged, and %s hears why', async (level, people, place) => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await declared(story, 'SEV-3');
  const before = story.pages().length;
  await story.until('14:10');
  await story.say({ do: 'escalate', by: 'nora', level, reason: 'a vendor is needed' });
  await story.until('14:11');
  const paged = story.pages().slice(before);
  expect(paged.map((line) => line.replace(/^.*pagerduty-(\w+):.*$/, '$1')).toSorted()).toEqual(people.toSorted());
  const heard = story.world.sent.filter(({ to, message }) => to.includes(place) && message.text.includes('a vendor'));
  expect(heard.map(({ at }) => at)).toEqual(['2026-03-13T14:10:00.000Z']);
});

// s.6 triggers: something users see is hit
test('a SEV-4 that users see: its customers are written to, and Customer Success hears of it', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await declared(story, 'SEV-4');
  await story.until('14:20');
  expect(await story.lines(['update-due'])).toEqual([]);
  await story.say({ do: 'state-facts', by: 'nora', facts: { 'user-facing': true } });
  await story.until('14:30');
  expect(await story.lines(['update-due'])).toEqual(['03-13 14:20:00 update-due #incident-response (first customers)']);
  expect(story.sent(({ to }) => to.includes('U0CEM'))).toEqual(['03-13 14:20:00 slack U0CEM: escalated/escalated']);
});

// s.3 phases; PG 11
test('the phases have their windows, of which the third and the fourth overlap: what is late stands on the timeline alone', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  story.world.measuring = true;
  await story.signal(alert('integration-failing'));
  await story.until('14:10');
  await taken(story);
  await story.until('16:30');
  await answer('sven', 'resources')(story);
  await story.until('19:00');
  expect((await story.lines(['deadline-missed'])).filter((line) => line.includes('task'))).toEqual([
    '03-13 14:25:00 deadline-missed 5 tasks within 15m',
    '03-13 15:10:00 deadline-missed 4 tasks within 1h',
    '03-13 15:10:00 deadline-missed 4 tasks within 1h',
    '03-13 18:02:00 deadline-missed task phase-3 within 3h',
    '03-13 18:30:00 deadline-missed task phase-4 within 2h',
  ]);
  expect(tasksOf(story, 'U0SVEN').at(-1)).toMatch(/^16:30 .*Verify and monitor/s);
  // the two are of the first updates, which nobody writes
  expect(story.sent((s) => s.message.key.includes('target-missed'))).toEqual([
    '03-13 14:17:00 slack #incident-response: target-missed/target-missed',
    '03-13 14:32:00 slack #incident-response: target-missed/target-missed',
  ]);
});

// s.4 phase 2, s.3 decision points
test('who leads is told to open a war room, and to decide on work, team and communication', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await story.signal(alert('integration-failing'));
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'nora' });
  await story.until('14:11');
  const [, given = ''] = tasksOf(story, 'U0NORA');
  expect(given).toMatch(/Gather people, open a war room or bridge, set checkpoints/);
  expect(given.match(/Decide: [^.(\n]*/g)?.map((line) => line.slice(0, 30))).toEqual([
    'Decide: go on investigating, o',
    'Decide: enlarge the team, or k',
    'Decide: communicate outside to',
  ]);
});

/** Nora has acknowledged; her answers follow each other by a minute, and every action takes none. */
async function ways(words: readonly string[], severity = 'SEV-2'): Promise<Story> {
  const story = guardAt('2026-03-13T14:02:00Z');
  story.world.measuring = true;
  story.world.demoService.setState({ errorRate: 0.3, p95Ms: 200, metrics: { kube_pod_status_phase: 0 } });
  const actions = ['scale', 'circuit-breakers', 'traffic', 'environment', 'configuration-map', 'rollback'];
  for (const name of [...actions, 'integration-test', 'load-test'])
    story.world.demoService.setAction(name, { seconds: 0 });
  await declared(story, severity);
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'nora' });
  for (const word of words) {
    await answer('nora', word)(story);
    await story.until(new Date(story.world.clock.now().getTime() + 60_000).toISOString());
  }
  return story;
}
const actionsOf = (story: Story) =>
  story.world.demoService.actions().map(({ name, parameters }) => `${name} ${JSON.stringify(parameters)}`);
const at = '"namespace":"healing-guard"';
const guardPods = `${at},"deployment":"healing-guard"`;

// s.8 options, s.9 rollback
test.each([
  ['workaround', ['replicas'], `scale {${guardPods},"replicas":10}`],
  ['workaround', ['breakers'], `circuit-breakers {${at},"circuitBreakers":true}`],
  ['workaround', ['stable', 'approve'], `traffic {${at},"service":"healing-guard","version":"stable"}`],
  ['configuration', ['workers', 'approve'], `environment {${guardPods},"MAX_WORKERS":20}`],
  ['configuration', ['map', 'approve'], `configuration-map {${at},"configMap":"healing-guard-config"}`],
  ['rollback', ['approve'], `rollback {${guardPods}}`],
])('%s, %j: that is done, then the integration test and the load test', async (way, then, does) => {
  const story = await ways([way, ...then]);
  await story.until('14:40');
  expect(actionsOf(story)).toEqual([
    does,
    'integration-test {"host":"healing-guard.prod"}',
    'load-test {"host":"healing-guard.prod","users":100,"spawnRate":10,"minutes":10,"headless":true,"mostFailuresPercent":1}',
  ]);
  await story.until('15:00');
  expect((await story.incident()).life).toBe('resolved');
});

// s.9; PG 14
test.each([
  ['integration-test', 'integration-test'],
  ['load-test', 'load-test'],
])('the %s fails: so has the attempt, and the way is asked anew', async (name, step) => {
  const story = await ways(['workaround']);
  story.world.demoService.setAction(name, { seconds: 0, fails: true });
  await answer('nora', 'replicas')(story);
  await story.until('14:40');
  const { life, status, question, attempts } = await story.incident();
  expect({ life, status, slot: question?.slot, attempts }).toEqual({
    life: 'open',
    status: 'Investigating',
    slot: 'choice',
    attempts: 1,
  });
  expect((await story.lines(['mitigation'])).join()).toContain(`${step} failed`);
});

// s.9 metrics; PG 14
test.each([
  ['0.9 % errors and 999 ms', { errorRate: 0.9, p95Ms: 999 }, 'verified'],
  ['1 % errors', { errorRate: 1, p95Ms: 200 }, 'failed'],
  ['1000 ms', { errorRate: 0.3, p95Ms: 1000 }, 'failed'],
  ['a pod that does not run', { errorRate: 0.3, p95Ms: 200, metrics: { kube_pod_status_phase: 1 } }, 'failed'],
  ['a health that is down', { errorRate: 0.3, p95Ms: 200, components: { 'healing-guard': 'down' } }, 'failed'],
] as const)('a fix that somebody reports leaves %s', async (_, left, outcome) => {
  const story = await ways([]);
  story.world.demoService.setState(left);
  await story.say({ do: 'resolve', by: 'nora', as: 'fixed', reason: 'restarted by hand' });
  await story.until('14:16');
  expect((await story.lines(['verification'])).at(-1)).toMatch(new RegExp(`verification ${outcome}$`));
});

// s.9 after, s.10 0-24 h
test('after the end the IC is given what follows it, and none of it holds the incident', async () => {
  const story = await ways([]);
  await story.say({ do: 'resolve', by: 'nora', as: 'fixed', reason: 'restarted by hand' });
  await story.until('16:20');
  const [given = ''] = tasksOf(story, 'U0NORA').filter((text) => text.startsWith('14:15'));
  for (const words of [
    'Set tighter alerts for the related metrics',
    'Keep the rollback ready should the fault return',
    'Confirm the experience of users',
    'Confirm that all KPIs are back to their baseline',
    'First documents: timeline, impact in figures, full list of actions',
  ])
    expect(given).toContain(words);
  expect((await story.incident()).life).toBe('closed');
});

// s.10 review; PG 12, PG 13
test('whoever was concerned is invited to the review, and the follow-up is missed 30 days after the end', async () => {
  const { story } = worked;
  const invited = story.world.sent.filter(({ message }) => message.key.includes('.review-scheduled'));
  expect(invited.map(({ at: when, to }) => `${when.slice(0, 16)} ${to.join(' ')}`).toSorted()).toEqual([
    '2026-03-13T19:45 #incident-response',
    '2026-03-13T19:45 responders@guard.example teams@guard.example management@guard.example',
  ]);
  await story.until('2026-04-13T00:00:00Z');
  expect((await story.lines(['deadline-missed'])).filter((line) => line > '04')).toEqual([
    '04-12 19:45:00 deadline-missed 2 tasks within 30d',
  ]);
});

test.each([
  ['SEV-3', '2026-03-16T10:00:00Z'],
  ['SEV-4', undefined],
])('the review of a %s is at %s', async (severity, at) => {
  const story = await ways([], severity);
  await story.say({ do: 'resolve', by: 'nora', as: 'fixed', reason: 'the text is right' });
  await story.until('15:00');
  const { life, review } = await story.incident();
  expect([life, review?.at]).toEqual(['resolved', at]);
});

// s.10 review sections, s.11 cause categories
test('the report has what people have stated, and the report of the month counts kinds and categories of causes', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await story.run(() => sweep(story.world.ports));
  await declared(story, 'SEV-2', { kind: 'integration' });
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'nora' });
  const facts = { impact: '40 customers', cause: 'signed webhooks refused', 'cause-category': 'code' };
  await story.say({ do: 'state-facts', by: 'nora', facts });
  const report = await story.reportNow();
  expect(report.split('\n').filter((line) => /^(# |- Impact|Category|Detailed)/.test(line))).toEqual([
    `# 0. Review of ${story.id}`,
    '# 1. Summary',
    '- Impact on customers and business: 40 customers',
    '# 2. Timeline',
    '# 3. Root cause',
    'Category: code',
    'Detailed analysis, technical and process: signed webhooks refused',
    '# 4. Response evaluation',
    '# 5. Action items',
    '# 6. Lessons',
  ]);
  const end = { do: 'resolve', by: 'nora', as: 'recovered', reason: 'by itself' } as const;
  await story.say(end);
  story.id = '';
  await story.signal({ ...alert('breach'), service: 'healing-guard' });
  await story.until('14:20');
  await story.say(end);
  await story.until('2026-04-02T00:00:00Z');
  const told = story.world.sent.find(({ message }) => message.key.startsWith('readiness.monthly-report.'));
  expect([told?.at.slice(0, 16), told?.to]).toEqual(['2026-04-01T09:00', ['#leadership']]);
  expect(told?.message.text.split('\n').slice(1)).toEqual([
    'Frequency: 2 incidents, 0 in the period before (up); 0 still open',
    'MTTA: 8 min',
    '- SEV-1: 1',
    '- SEV-2: 1',
    '- SEV-3: 0',
    '- SEV-4: 0',
    'Kinds and causes:',
    '- security: 1',
    '- integration, as reported: 1',
    '- code, cause: 1',
    'https://tocsin.test/dashboard',
  ]);
});

// s.2, s.6: incident ticket
test('the ticket is opened at once and kept in step: severity, status and the end', async () => {
  const story = await ways(['rollback', 'approve']);
  await story.say({ do: 'set-severity', by: 'nora', severity: 'SEV-1', reason: 'all pipelines wait' });
  await story.until('15:00');
  const heard = story.sent(({ channel }) => channel === 'jira');
  expect(heard.map((line) => line.replace(/^03-13 (\S{5}).*: /, '$1 '))).toEqual([
    '14:02 opened/ticket',
    '14:10 status-changed/ticket',
    '14:12 severity-changed/ticket',
    '14:31 resolved/ticket',
  ]);
});
