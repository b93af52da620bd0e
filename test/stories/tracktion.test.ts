import { expect, test } from 'vitest';
import { declare } from '#app/store/declare';
import { textOf } from '#core/json';
import { sweep } from '#lambdas/sweep/sweep';
import { json } from '#plugins/fakes/wire';
import { highErrorRate, Story } from '#test/story';
import { broken, choose, internalUpdate, worked } from '#test/worked';

type Facts = Record<string, string | number | boolean>;

/** Everything answers, and no error is measured. */
function well(options: ConstructorParameters<typeof Story>[0] = {}): Story {
  const story = new Story(options);
  story.world.measuring = true;
  story.world.demoService.setState({ errorRate: 0.3, p95Ms: 200, metrics: { kube_pod_status_phase: 0 } });
  return story;
}
/** Somebody declares an incident of a severity, at 14:02. */
async function declared(severity: string, story = well()): Promise<Story> {
  await story.run(async () => {
    const said = { title: 'Uploads are broken', severity, service: 'file-watcher' };
    story.id = textOf((await declare(story.world.ports, 'declare', 'alice', said))['id']);
  });
  return story;
}
const toldOf = (story: Story, ...to: string[]): string[] =>
  story.sent(({ to: [first = ''] }) => to.includes(first)).filter((line) => !line.includes(': page '));
const textsOf = (story: Story, template: string): string[] =>
  story.world.sent.flatMap(({ message }) =>
    message.key.includes(`.${template}`) && 'text' in message ? [message.text] : [],
  );

// s.1 criteria; TR 13
test.each<[string, Facts, string]>([
  ['51 % of the features are out', { 'features-out': 51 }, 'P1'],
  ['half of the features are out', { 'features-out': 50 }, 'P2'],
  ['a fifth of the features is out', { 'features-out': 20 }, 'P2'],
  ['19 % of the features are out', { 'features-out': 19 }, 'P3'],
  ['3 times as slow as normal', { slower: 3 }, 'P2'],
  ['2.9 times as slow as normal', { slower: 2.9 }, 'P3'],
  ['a loss of $10,001 an hour', { 'revenue-loss': 10_001 }, 'P1'],
  ['a loss of $10k an hour', { 'revenue-loss': 10_000 }, 'P3'],
  ['51 % of the requests affected', { 'requests-affected': 51 }, 'P1'],
  ['half of the requests affected', { 'requests-affected': 50 }, 'P3'],
])('a P3 of which somebody states: %s', async (_, facts, severity) => {
  const story = await declared('P3');
  await story.until('14:10');
  await story.say({ do: 'state-facts', by: 'alice', facts });
  expect((await story.incident()).severity).toBe(severity);
});

// s.2 alert rules; TR 22
test.each([
  ['error rate of 20.1 %', 'high-error-rate', 'file-watcher', 20.1, 'P1'],
  ['error rate of 20 %', 'high-error-rate', 'file-watcher', 20, 'P2'],
  ['a critical service down', 'service-down', 'analysis-service', undefined, 'P1'],
  ['another service down', 'service-down', 'file-watcher', undefined, 'P2'],
  ['database slow', 'database-performance', 'database', 6, 'P2'],
])('an alert opens its incident: %s', async (_, rule, service, value, severity) => {
  const story = well();
  const { value: __, began: ___, ...alert } = highErrorRate;
  await story.signal({ ...alert, rule, service, ...(value === undefined ? {} : { value }) });
  expect((await story.incident()).severity).toBe(severity);
});

// s.2: for more than 5 min; s.11 detection time
test('an alert that does not say since when has lasted for its 5 min: that is the detection time', async () => {
  const story = well();
  const { began: _, ...alert } = highErrorRate;
  await story.signal(alert);
  expect((await story.incident()).beganAt).toBe('2026-03-11T13:57:00.000Z');
});

// s.3 components down; TR 14
test.each([
  ['no component', {}, 'P3'],
  ['one component', { database: 'down' }, 'P2'],
  ['two components', { database: 'down', 'file-watcher': 'down' }, 'P2'],
  ['three components', { database: 'down', 'file-watcher': 'down', 'tracklist-service': 'down' }, 'P1'],
] as const)('a P4 in whose triage %s of the five is down', async (_, components, severity) => {
  const story = well();
  story.world.demoService.setState({ components });
  await declared('P4', story);
  await story.until('14:05');
  expect((await story.incident()).severity).toBe(severity);
});

// s.3 information record
test('what the triage has read is kept, and the record of the incident has it', async () => {
  const story = well();
  story.world.demoService.setState({ errorRate: 23, p95Ms: 4200 });
  await story.signal(highErrorRate);
  await story.until('14:05');
  expect((await story.incident()).snapshot.map(({ check, value }) => `${check} ${value}`)).toEqual([
    'health-analysis-service 1',
    'health-file-watcher 1',
    'health-tracklist-service 1',
    'health-notification-service 1',
    'health-database 1',
    'pods-not-running 0',
    'error-rate 23',
    'p95 4200',
  ]);
  expect(toldOf(story, '#incidents')).toContain('14:02:00 slack #incidents: assessed/assessed');
  expect(
    textsOf(story, 'assessed.assessed')[0]
      ?.replace(/ \(playbook.*\)\)/, ')')
      .split('\n')
      .slice(0, 7),
  ).toEqual([
    `*Information record* ${story.id}`,
    'Start: 2026-03-11 13:57:00 UTC',
    'Source: cloudwatch',
    'First responder: nobody yet',
    'Description: High error rate: Audio analysis',
    'Severity: P1 (High error rate: 23 % > 20 %)',
    'Health of analysis-service: 1',
  ]);
});

// s.3 next steps, s.5 C; G9
test('half an hour without progress is told to the IC and the team lead; an update is progress, an acknowledgement none', async () => {
  const story = await declared('P3');
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:20');
  await story.say(internalUpdate('alice'));
  await story.until('14:49');
  expect(toldOf(story, 'U0TOM')).toEqual([]);
  await story.until('14:55');
  expect(
    toldOf(story, 'U0TOM', 'U0ALICE')
      .filter((line) => line.includes('escalated'))
      .toSorted(),
  ).toEqual(['14:50:00 slack U0ALICE: escalated/escalated', '14:50:00 slack U0TOM: escalated/escalated']);
});

// s.5 levels
test.each([
  [1, ['alice', 'bob'], 'team', 'Escalation'],
  [2, ['tom', 'selma'], 'team', 'Escalation'],
  [3, ['ana', 'piet'], 'management', 'Management escalation'],
  [4, ['vera', 'colin'], 'executive', 'Executive escalation'],
  [5, ['elena'], 'executive', 'Executive escalation'],
])('escalated by hand to level %i: %j are paged, and #%s gets the notice', async (level, people, place, headline) => {
  const story = await declared('P3');
  await story.until('14:10');
  const before = story.pages().length;
  await story.say({ do: 'escalate', by: 'alice', level, reason: 'a vendor is needed' });
  await story.until('14:11');
  const paged = story.pages().slice(before);
  expect(paged.map((line) => line.replace(/^.*pagerduty-(\w+):.*$/, '$1')).toSorted()).toEqual(people.toSorted());
  const [notice] = story.world.sent.filter(({ to }) => to.includes(`#${place}`));
  const text = notice?.message.text ?? '';
  expect(text.split('\n')[0]).toContain(headline);
  expect(text).toContain('a vendor is needed');
  // literally the command writes them to the paging incident
  const [paging] = story.world.sent.filter(({ to }) => to.includes('pagerduty-tracktion'));
  expect(paging?.at).toBe('2026-03-11T14:10:00.000Z');
  expect(paging?.message.text).toContain('a vendor is needed');
});

// s.5 manual escalation: media, a customer who escalates, legal consequences
test.each<[string, Facts]>([
  ['media take notice', { media: true }],
  ['legal consequences are possible', { legal: true }],
])('%s: the engineering manager is paged at once, acknowledged or not', async (_, facts) => {
  const story = await declared('P3');
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:20');
  await story.say({ do: 'state-facts', by: 'alice', facts });
  expect(story.pages().slice(1)).toEqual(['14:20:00 pagerduty pagerduty-ana: page noticed']);
});

// s.4, TR 27, TR 34
test('who acknowledges is IC until it is handed over, and updates are asked of the CL once there is one', async () => {
  const story = await declared('P3');
  await story.until('14:05');
  await story.say({ do: 'acknowledge', by: 'alice' });
  expect((await story.incident()).roles).toEqual({ IC: 'alice' });
  await story.say({ do: 'assign-role', by: 'alice', role: 'IC', person: 'tom' });
  await story.until('14:18');
  await story.say({ do: 'assign-role', by: 'tom', role: 'CL', person: 'piet' });
  await story.until('14:33');
  expect((await story.incident()).roles).toEqual({ IC: 'tom', CL: 'piet' });
  expect(await story.lines(['update-due'])).toEqual([
    '14:17:00 update-due IC/tom (first customers)',
    // what is asked for is asked of the new writer too
    '14:18:00 update-due CL/piet (first customers)',
    '14:32:00 update-due CL/piet (internal)',
  ]);
});

// s.7 investigation
test('the investigation is read at the opening, changes nothing, and stands in the report', async () => {
  const story = well();
  const { demoService } = story.world;
  const handle = demoService.handle.bind(demoService);
  const asked: string[] = [];
  demoService.handle = async (request) => {
    const path = /(?:^|\/)(checks\/(?:log|error-patterns|pods|reaches|locks|queries)\?.*)$/.exec(request.path)?.[1];
    if (path === undefined) return handle(request);
    asked.push(path);
    return json(200, { text: '412 Exception: pool exhausted', count: 3 });
  };
  await declared('P2', story);
  await story.until('14:05');
  const { evidence } = await story.incident();
  expect(evidence.map(({ check }) => check)).toEqual([
    'deployments',
    'configuration-changes',
    'newest-errors',
    'node-cpu',
    'pods',
    'pods-not-running',
    'reaches-database',
    'database-connections',
    'locks',
    'queries',
    'error-patterns',
    'errors-by-service',
    'external-apis',
    'database-name',
    'certificate',
    'error-rate',
    'p95',
    'memory',
    'disk',
    'users-affected',
  ]);
  expect(asked.toSorted()).toEqual([
    'checks/error-patterns?lines=1000&top=10&of=ERROR,FATAL,Exception',
    'checks/locks?granted=false',
    'checks/log?deployment=analysis-service&since=1h&of=ERROR,FATAL,Exception',
    'checks/pods?by=usage&lines=20',
    'checks/queries?state=active&lines=5',
    'checks/reaches?from=analysis-service,file-watcher,tracklist-service&to=database:5432',
  ]);
  expect(demoService.actions()).toEqual([]);
  expect(await story.reportNow()).toContain(
    '- Top 10 of ERROR, FATAL and Exception in the last 1000 lines of each service: 412 Exception: pool exhausted',
  );
});

// s.8: none found, the attempt fails
test('no earlier revision to roll back to: the attempt has failed, it is investigated again, and the way is asked anew', async () => {
  const story = await declared('P2');
  story.world.demoService.setAction('rollback', { seconds: 0, fails: true });
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await choose(story, 'rollback', 'alice');
  await story.until('14:12');
  const { status, question, attempts } = await story.incident();
  expect({ status, slot: question?.slot, attempts }).toEqual({ status: 'investigating', slot: 'choice', attempts: 1 });
  expect(toldOf(story, '#incidents', 'pagerduty-tracktion', 'tracktion').filter((line) => /failed/.test(line))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/slack #incidents: attempt-failed\/status-notice$/),
      expect.stringMatching(/pagerduty pagerduty-tracktion: trigger attempt-failed .*: investigating$/),
      expect.stringMatching(/statuspage tracktion: attempt-failed\/page-investigating$/),
    ]),
  );
});

// s.9 general verification; TR 12
test.each([
  ['1.9 % errors, 2999 ms and 3 of 4 healthy', { errorRate: 1.9, p95Ms: 2999, down: 1 }, 'verified'],
  ['2 % errors', { errorRate: 2, p95Ms: 200, down: 0 }, 'failed'],
  ['3000 ms', { errorRate: 0.3, p95Ms: 3000, down: 0 }, 'failed'],
  ['2 of 4 healthy', { errorRate: 0.3, p95Ms: 200, down: 2 }, 'failed'],
])('a work-around that leaves %s', async (_, { errorRate, p95Ms, down }, outcome) => {
  const story = await declared('P2');
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  const services = ['file-watcher', 'tracklist-service'].slice(0, down);
  const components = Object.fromEntries(services.map((service) => [service, 'down'] as const));
  story.world.demoService.setAction('workaround', { seconds: 10, errorRate, p95Ms, components });
  await choose(story, 'workaround', 'alice');
  await story.until('14:11');
  await story.say({ do: 'answer', by: 'alice', question: (await story.incident()).question?.id ?? '', option: 'done' });
  await story.until('14:12:30');
  expect((await story.lines(['verification'])).at(-1)).toMatch(new RegExp(`verification ${outcome}$`));
});

// s.8 runbook B: error rate below 1 %, all pods; s.9: its criteria override the general ones
test.each([
  ['0.9 % errors', { errorRate: 0.9 }, 'verified'],
  ['1 % errors, which would do for another way', { errorRate: 1 }, 'failed'],
  ['one of four services down', { errorRate: 0.3, components: { 'file-watcher': 'down' } }, 'failed'],
] as const)('runbook B leaves %s', async (_, left, outcome) => {
  const story = well();
  await story.signal({ ...highErrorRate, rule: 'service-down', service: 'notification-service', key: 'down' });
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  for (const name of ['remove-failing-pods', 'restart']) story.world.demoService.setAction(name, { seconds: 0 });
  await story.say({ do: 'answer', by: 'alice', question: 'resolution-type', option: 'runbook-b' });
  for (const option of ['done', 'recover', 'approve', 'approve', 'done']) {
    await story.until(new Date(story.world.clock.now().getTime() + 60_000).toISOString());
    if (option === 'done') story.world.demoService.setState(left);
    const { question } = await story.incident();
    await story.say({ do: 'answer', by: 'alice', question: question?.id ?? '', option });
  }
  await story.until(new Date(story.world.clock.now().getTime() + 120_000).toISOString());
  const [first] = (await story.lines(['verification'])).filter((line) => / (verified|failed)/.test(line));
  expect(first).toMatch(new RegExp(`verification ${outcome}$`));
});

// s.6 communication timeline; TR 18
test('the summary that nobody writes is missed 24 h after the end, the final update to customers 2 h after it', async () => {
  const story = await declared('P2');
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:20');
  await story.say({
    do: 'update',
    by: 'alice',
    audience: 'customers',
    what: 'update',
    fields: { state: 'we are on it', notice: 'uploads fail', doing: 'we look for the cause' },
  });
  await story.say({ do: 'resolve', by: 'alice', as: 'fixed', reason: 'the disk was full' });
  // settled for a minute, then five passes
  await story.until('2026-03-12T15:00:00Z');
  expect((await story.lines(['deadline-missed'])).filter((line) => line.includes('final'))).toEqual([
    '16:26:00 deadline-missed final to customers',
    '03-12 14:26:00 deadline-missed final to stakeholders',
  ]);
});

// s.1 P4; TR 30
test('a P4 pages nobody, and stands in the digest of the team lead on Monday at 09:00', async () => {
  const story = await declared('P4', well());
  // what triage finds is P3 at the least: a person sets it back
  await story.until('14:05');
  await story.say({ do: 'set-severity', by: 'alice', severity: 'P4', reason: 'a wish' });
  await story.until('2026-03-17T00:00:00Z');
  expect(await story.lines(['digest'])).toEqual(['03-16 09:00:00 digest team_lead/tom']);
});

// s.10 follow-up
test('30 days after the review it is looked at again, and 90 days after it that of the quarter', async () => {
  const story = broken();
  await worked(story);
  await story.until('2026-03-13T15:00:00Z');
  await story.say({ do: 'answer', by: 'ana', question: 'publish-review', option: 'publish' });
  await story.until('2026-06-15T00:00:00Z');
  expect(toldOf(story, 'U0TOM').filter((line) => line > '03-13')).toEqual([
    '04-12 15:00:00 slack U0TOM: task-given/task-given',
    '06-11 15:00:00 slack U0TOM: task-given/task-given',
  ]);
});

// s.8 prevention of runbook C, s.10 follow-up, s.12
test('each Monday the database is looked at; each quarter the procedures and the monitoring, beside the figures of its incidents', async () => {
  const story = well();
  await story.run(() => sweep(story.world.ports));
  await declared('P3', story);
  await story.until('14:12');
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.say({ do: 'resolve', by: 'alice', as: 'recovered', reason: 'the disk was full' });
  await story.until('2026-04-02T00:00:00Z');
  const told = story.world.sent.flatMap(({ at, message }) =>
    message.key.startsWith('readiness.') ? [`${at.slice(5, 16)} ${message.text.split('\n')[0]}`] : [],
  );
  expect(told.toSorted()).toEqual([
    '03-16T09:00 Tracktion: Look at the statement statistics and indexes of the database',
    '03-23T09:00 Tracktion: Look at the statement statistics and indexes of the database',
    '03-30T09:00 Tracktion: Look at the statement statistics and indexes of the database',
    '04-01T09:00 Tracktion, 2026-03-11 to 2026-04-01: 1 incidents (0 before, up), 0 still open',
    '04-01T09:00 Tracktion: Bring the disaster-recovery procedures up to date',
    '04-01T09:00 Tracktion: Revise the monitoring',
  ]);
});

// s.7 techniques, s.10 report
test('the report has the 5 whys and the six categories of the fishbone as people have stated them', async () => {
  const story = await declared('P2');
  await story.until('14:10');
  await story.say({ do: 'acknowledge', by: 'alice' });
  const said = {
    problem: 'Uploads failed for 20 min',
    'why-1': 'The disk was full',
    'why-5': 'Nobody owns the retention',
    'root-cause': 'No retention of uploads',
    process: 'No review of capacity',
    machines: 'One volume',
    complaints: 7,
  };
  await story.say({ do: 'state-facts', by: 'alice', facts: said });
  const report = await story.reportNow();
  expect(
    report.split('\n').filter((line) => /^- (Primary|5 whys|Complaints)|^ {2}(\d\. Why|- \w+:)/.test(line)),
  ).toEqual([
    '- Complaints: 7',
    '- Primary: No retention of uploads',
    '- 5 whys, of the problem: Uploads failed for 20 min',
    '  1. Why? The disk was full',
    '  2. Why?',
    '  3. Why?',
    '  4. Why?',
    '  5. Why? Nobody owns the retention',
    '  - People:',
    '  - Process: No review of capacity',
    '  - Environment:',
    '  - Materials:',
    '  - Methods:',
    '  - Machines: One volume',
  ]);
});
