import { expect, test } from 'vitest';
import type { FactValue } from '#core/playbook/facts';
import { json, type WireAnswer, type WireRequest } from '#plugins/fakes/wire';
import { readNotification } from '#plugins/sources/alertmanager/alerts';
import { allowedBy } from '#plugins/sources/allowed';
import { readReport } from '#plugins/sources/customer-report/reports';
import { readHook } from '#plugins/sources/sentry/hooks';
import { readChange } from '#plugins/sources/uptime/changes';
import type { Story } from '#test/story';
import { declaredBy, trackerAt } from '#test/workingtracker-run';

const at = '2026-03-12T14:02:00Z';
const allowed = allowedBy(trackerAt(at).world.ports.deployed.pack, { alarms: {} });
const about = (story: Story, place: string): string[] =>
  story.world.sent.filter(({ to }) => to.includes(place)).map(({ message }) => message.text);
const state = (story: Story, facts: Record<string, FactValue>): Promise<void> =>
  story.say({ do: 'state-facts', by: 'nadia', facts });
const answer = async (story: Story, option: string): Promise<void> => {
  const { question } = await story.incident();
  await story.say({ do: 'answer', by: 'nadia', question: question?.id ?? 'none', option });
};
/** What the gateway of the cluster answers; what it was asked stands in the list that comes back. */
function clusterOf(story: Story): string[] {
  const { demoService } = story.world;
  const handle = demoService.handle.bind(demoService);
  const asked: string[] = [];
  demoService.handle = async (request: WireRequest): Promise<WireAnswer> => {
    const path = /^\/bases\/cluster(\/checks\/.*)$/.exec(request.path)?.[1];
    if (path === undefined) return handle(request);
    asked.push(path);
    return json(200, { text: path.startsWith('/checks/commits') ? '13:22 deploy api 4.2' : 'as found' });
  };
  return asked;
}

test.each([
  ['security alone', { security: true }, 'P0'],
  ['data at risk alone', { 'data-at-risk': true }, 'P0'],
  ['all customers, and part of the product', { extent: 'all', functions: 'part' }, 'P0'],
  ['many customers and a core function', { extent: 'many', functions: 'core' }, 'P1'],
  ['few customers and a core function', { extent: 'few', functions: 'core' }, 'P2'],
  ['many customers and a part', { extent: 'many', functions: 'part' }, 'P2'],
  ['many customers and no function', { extent: 'many', functions: 'none' }, 'P3'],
  ['nothing but a number and an effect', { customers: 3, business: 'low' }, 'P3'],
])('the answers give the severity: %s', async (_, facts, severity) => {
  const story = trackerAt(at);
  await declaredBy(story);
  expect((await story.incident()).severity).toBe('P3');
  await state(story, { security: false, 'data-at-risk': false });
  await state(story, facts);
  expect((await story.incident()).severity).toBe(severity);
});

test('the five questions are asked of the on-call engineer, and of whoever takes the command', async () => {
  const story = trackerAt(at);
  await declaredBy(story);
  await story.until('14:06');
  await story.say({ do: 'acknowledge', by: 'ole' });
  const questions = ['U0NADIA', 'U0OLE'].map((person) =>
    about(story, person)
      .filter((text) => text.includes('is asked to state by 14:17'))
      .flatMap((text) => text.match(/^- .*?(?= \()/gm)),
  );
  const five = [
    '- Number of customers affected',
    '- Customers that are hit',
    '- Functions affected',
    '- Data at risk',
    '- Security compromised',
    '- Effect on the business, such as “high: hours cannot be logged”',
  ];
  expect(questions).toEqual([five, five]);
});

test('a severity that was raised does not fall by a better answer; a person lowers it', async () => {
  const story = trackerAt(at);
  await declaredBy(story);
  await state(story, { extent: 'all' });
  await state(story, { extent: 'few' });
  expect((await story.incident()).severity).toBe('P0');
  await story.say({ do: 'set-severity', by: 'nadia', severity: 'P2', reason: 'only the export' });
  expect((await story.incident()).severity).toBe('P2');
});

test('the ticket waits for all five answers, and has severity, title and impact', async () => {
  const story = trackerAt(at);
  await declaredBy(story);
  await story.until('14:12');
  await state(story, { customers: 40, extent: 'many', functions: 'core', 'data-at-risk': false, security: false });
  expect(about(story, '/api/incidents')).toEqual([]);
  await state(story, { business: 'high: hours cannot be logged' });
  await story.until('14:20');
  expect(about(story, '/api/incidents')).toEqual([
    `Severity: P1
Title: API time-outs
Impact: high: hours cannot be logged
Status: Investigating
https://tocsin.test/incidents/INC-20260312-001`,
  ]);
});

const sources: [string, () => { signals: { source: string }[] }][] = [
  [
    'alertmanager',
    () =>
      readNotification(
        {
          version: '4',
          groupKey: '{}',
          alerts: [
            {
              status: 'firing',
              labels: { alertname: 'ApiTimeouts', service: 'api' },
              annotations: {},
              startsAt: at,
              fingerprint: 'a1',
            },
          ],
        },
        allowed,
      ),
  ],
  [
    'sentry',
    () =>
      readHook(
        {
          action: 'critical',
          installation: { uuid: 'a8e5d37a' },
          data: {
            metric_alert: { id: '4', title: 'Time-outs', projects: ['api'], date_created: at },
            description_title: 'Critical: time-outs',
          },
        },
        allowed,
        { headers: {} } as Parameters<typeof readHook>[2],
      ),
  ],
  [
    'uptime',
    () =>
      readChange(
        {
          heartbeat: { status: 0, time: '2026-03-12 14:02:00', msg: 'time-out' },
          monitor: { id: 7, name: 'API health', tags: [{ name: 'service', value: 'api' }] },
        },
        allowed,
      ),
  ],
  ['customer-report', () => readReport({ reportId: 'S-1', at, title: 'I cannot log hours', service: 'api' }, allowed)],
];
test.each(sources)('%s opens an incident, which wakes the on-call engineer', async (source, read) => {
  const story = trackerAt(at);
  for (const signal of read().signals) await story.signal(signal as Parameters<Story['signal']>[0]);
  const incident = await story.incident();
  expect([incident.source, incident.severity]).toEqual([source, 'P3']);
  expect(story.pages()).toEqual(['03-12 14:02:00 pagerduty pagerduty-nadia: page chain']);
});

test('the acknowledgement of the manager ends the chain, and makes the manager commander until it is handed over', async () => {
  const story = trackerAt(at);
  await declaredBy(story, 'P1');
  await story.until('14:13');
  await story.say({ do: 'acknowledge', by: 'marta' });
  expect((await story.incident()).roles['IC']).toBe('marta');
  await story.say({ do: 'assign-role', by: 'marta', role: 'IC', person: 'nadia' });
  await story.until('15:00');
  expect((await story.incident()).roles['IC']).toBe('nadia');
  expect(await story.lines(['escalation'])).toEqual([
    '03-12 14:02:00 escalation oncall_engineer',
    '03-12 14:12:00 escalation engineering_manager',
    '03-12 14:17:00 escalation incident-log',
  ]);
});

test('the investigation is read at the opening, and kept: the deployment 40 min before stands among the commits of 2 h', async () => {
  const story = trackerAt(at);
  story.world.measuring = true;
  const asked = clusterOf(story);
  await declaredBy(story, 'P0');
  await story.until('14:25');
  const { snapshot, evidence } = await story.incident();
  expect(snapshot.map(({ check }) => check)).toEqual(['health']);
  expect(evidence.find(({ check }) => check === 'commits')?.text).toBe('13:22 deploy api 4.2');
  expect(asked.toSorted()).toEqual([
    '/checks/commits?since=2h',
    '/checks/configuration-difference?of=production',
    '/checks/disk',
    '/checks/log?deployment=api&lines=100',
    '/checks/processes?lines=20',
    '/checks/sessions?idle=false',
  ]);
  expect(story.world.demoService.actions()).toEqual([]);
});

test.each([
  ['rollback', [], 'rollback', { deployment: 'api', to: 'previous' }],
  ['restart', ['pods'], 'rolling-restart', { deployment: 'api' }],
  ['restart', ['unit'], 'restart-service', { service: 'api-service' }],
  ['scale', ['replicas'], 'scale', { deployment: 'api', replicas: 10 }],
  ['scale', ['memory'], 'limits', { deployment: 'api', container: 'api', memory: '4Gi' }],
  ['breaker', ['feature'], 'flag', { flag: 'new_feature', enabled: false }],
  ['breaker', ['maintenance'], 'maintenance', { enabled: true }],
  ['database', ['queries'], 'end-queries', { state: 'active', olderThan: '5m' }],
  ['database', ['reindex'], 'reindex', { table: 'employees' }],
  ['database', ['vacuum'], 'vacuum', { analyze: true }],
])('quick fix %s %s: the one action, then the commander confirms', async (option, ways, name, parameters) => {
  const story = trackerAt(at);
  story.world.measuring = true;
  story.world.demoService.setState({
    metrics: { kube_deployment_status_replicas_updated: 1, kube_deployment_spec_replicas: 1 },
  });
  story.world.demoService.setAction(name, {});
  await declaredBy(story, 'P3');
  await story.say({ do: 'acknowledge', by: 'nadia' });
  await story.until('14:04');
  expect(story.world.demoService.actions()).toEqual([]);
  await answer(story, option);
  for (const way of ways) await answer(story, way);
  await story.until('14:10');
  expect(story.world.demoService.actions()).toMatchObject([{ name, parameters }]);
  const { question } = await story.incident();
  expect(question?.text).toBe('Confirm on production that the fix works');
});

test('a rollout that is not complete fails the run, and the quick fix is asked for anew', async () => {
  const story = trackerAt(at);
  story.world.measuring = true;
  story.world.demoService.setState({
    metrics: { kube_deployment_status_replicas_updated: 0, kube_deployment_spec_replicas: 1 },
  });
  story.world.demoService.setAction('rollback', {});
  await declaredBy(story, 'P2');
  await story.say({ do: 'acknowledge', by: 'nadia' });
  await answer(story, 'rollback');
  await story.until('14:10');
  const { question, attempts, status } = await story.incident();
  expect([question?.slot, attempts, status]).toEqual(['choice', 1, 'Investigating']);
});

/** A P1 whose page is out, with everything mended and confirmed at 14:45. */
async function confirmed(): Promise<Story> {
  const story = trackerAt(at);
  story.world.measuring = true;
  for (const name of ['rolling-restart', 'scale']) story.world.demoService.setAction(name, {});
  await declaredBy(story, 'P1');
  await story.say({ do: 'acknowledge', by: 'nadia' });
  await story.until('14:18');
  await story.say({ do: 'update', by: 'nadia', audience: 'page', what: 'update', fields: { issue: 'time-outs' } });
  await story.until('14:44');
  await answer(story, 'restart');
  await answer(story, 'pods');
  await story.until('14:45');
  await answer(story, 'done');
  return story;
}
const tick = async (story: Story, ...items: string[]): Promise<void> => {
  for (const item of items) await story.say({ do: 'tick', by: 'nadia', item });
};
const before = ['lines.main', 'lines.monitoring', 'lines.rates', 'customer-word'];

test('a watch that an hour has not ended calls the commander, and the next quick fix has its own 30 min and its own ticks', async () => {
  const story = await confirmed();
  await tick(story, ...before);
  await story.until('14:59');
  story.world.demoService.setState({ errorRate: 5 });
  await story.until('15:45');
  expect((await story.lines(['page'])).at(-1)).toBe('03-12 15:45:00 page IC/nadia');
  await answer(story, 'mitigate');
  await story.until('15:50');
  story.world.demoService.setState({ errorRate: 0.2 });
  await answer(story, 'scale');
  await answer(story, 'replicas');
  await story.until('15:55');
  await answer(story, 'done');
  // what was ticked after the first fix says nothing of the second
  await story.until('16:30');
  expect(await story.lines(['resolved'])).toEqual([]);
  await tick(story, ...before);
  expect(await story.lines(['resolved'])).toEqual(['03-12 16:30:00 resolved fixed']);
});

test.each(before)('without the tick of %s it is not resolved, and nobody can end it as fixed', async (missing) => {
  const story = await confirmed();
  await tick(story, ...before.filter((item) => item !== missing));
  await story.until('15:20');
  expect((await story.incident()).life).toBe('open');
  await expect(story.say({ do: 'resolve', by: 'nadia', as: 'fixed', reason: 'it works' })).rejects.toThrow(missing);
});

test('it closes with the last line and the ticket, not with one of them; what returns before that turns the page red again', async () => {
  const story = await confirmed();
  await tick(story, ...before);
  await story.until('15:16');
  await tick(story, 'close-ticket');
  expect((await story.incident()).life).toBe('resolved');
  await story.say({ do: 'reopen', by: 'nadia', reason: 'time-outs again' });
  await story.until('15:20');
  expect(about(story, 'workingtracker').map((text) => text.split('\n')[0])).toEqual([
    'We are looking into time-outs. Our team is at work on it.',
    'API works normally again.',
    'The trouble with API has come back. Our team is at work on it.',
  ]);
});

test('a false alarm makes the page green, and asks for no ticks, no mail and no post-mortem', async () => {
  const story = trackerAt(at);
  await declaredBy(story, 'P1');
  await story.say({ do: 'acknowledge', by: 'nadia' });
  await story.until('14:18');
  await story.say({ do: 'update', by: 'nadia', audience: 'page', what: 'update', fields: { issue: 'time-outs' } });
  await story.say({ do: 'resolve', by: 'nadia', as: 'false-alarm', reason: 'the monitor was wrong' });
  await story.until('2026-03-15T00:00:00Z');
  expect(about(story, 'workingtracker')).toHaveLength(2);
  expect(about(story, 'customers@workingtracker.example')).toEqual([]);
  expect((await story.incident()).life).toBe('ended');
});
