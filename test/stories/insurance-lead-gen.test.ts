import { expect, test } from 'vitest';
import type { PersonCommand } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { sweep } from '#lambdas/sweep/sweep';
import { declaredHere, happenedHere, leadGenAt } from '#test/insurance-lead-gen-run';
import {
  all,
  answer,
  compared,
  each,
  played,
  type Script,
  type Step,
  say,
  system,
  times,
  together,
} from '#test/scripted';
import type { Story } from '#test/story';
import {
  insuranceLeadGenScenario,
  insuranceLeadGenVariants,
  insuranceLeadGenOutcome as outcome,
} from '../playbooks/golden/insurance-lead-gen-scenario.ts';
import type { Scenario, Told } from '../playbooks/golden/row.ts';

const [severe, impact, media, stalled, revenue, partners, returned] = insuranceLeadGenVariants;
const alert = (rule: string, value?: number, at = '2026-03-09T14:02:00Z'): Signal => ({
  source: 'alertmanager',
  key: `alertmanager/${rule}`,
  state: 'firing',
  at,
  title: 'API errors',
  service: 'api',
  rule,
  ...(value === undefined ? {} : { value }),
  summary: 'requests fail',
});
const recovers =
  (rule: string): Step =>
  (story) =>
    story.signal({ ...alert(rule), state: 'recovered', at: story.world.clock.now().toISOString() });

const words = {
  progress: 'done: pods read; running: logs; waiting: none',
  actions: 'releases read',
  steps: 'scale',
  business: 'quotes fail for some customers',
  team: 'three people',
  features: 'quotes',
  'doing-1': 'we add capacity',
  'doing-2': 'we watch the error rate',
  partner: 'PayCo',
  issue: 'payments are refused',
  impact: 'no payment is taken',
  work: 'being looked at',
  cause: 'too few replicas',
  'fix-1': 'more replicas',
  'fix-2': 'longer time-out',
  'prevention-1': 'an alert before it is too late',
  'prevention-2': 'a load test',
};
const fields: Record<string, (keyof typeof words)[]> = {
  team: ['progress', 'actions', 'steps'],
  leadership: ['business', 'team', 'progress'],
  'customers-1': ['features', 'doing-1', 'doing-2'],
  'customers-2': ['features', 'doing-1', 'doing-2'],
  partners: ['partner', 'issue', 'impact', 'work'],
  final: ['cause', 'fix-1', 'fix-2', 'prevention-1', 'prevention-2'],
};
const write = (by: string, audience: string, what: 'update' | 'final' = 'update'): Step =>
  say({
    do: 'update',
    by,
    audience,
    what,
    fields: Object.fromEntries((fields[what === 'final' ? 'final' : audience] ?? []).map((id) => [id, words[id]])),
  });
const assign = (role: string, person: string): PersonCommand => ({ do: 'assign-role', by: 'ada', role, person });
const tick = (...items: string[]): Step => all(...items.map((item) => say({ do: 'tick', by: 'ada', item })));
const fires =
  (rule: string, value?: number): Step =>
  async (story) => {
    story.world.measuring = true;
    story.world.demoService.setState({ errorRate: value ?? 7, metrics: { kube_pod_status_phase: 0 } });
    for (const name of ['scale', 'restart-api', 'restart-backend', 'restart-frontend', 'smoke-test'])
      story.world.demoService.setAction(name, { seconds: 0 });
    await story.signal(alert(rule, value));
  };
/** Whoever is on call takes command, and names who leads technically and who communicates. */
const taken = all(say({ do: 'acknowledge', by: 'ada' }), say(assign('TL', 'theo')), say(assign('CL', 'clio')));

const named = (scenario: Scenario | undefined): Scenario => {
  if (scenario === undefined) throw new Error('no such variant');
  return scenario;
};
const run = (scenario: Scenario | undefined, script: Script) =>
  played(named(scenario), script, { begin: (opens) => leadGenAt(opens), happened: happenedHere });
const closing = [
  'verification',
  'healthy',
  'told',
  'record',
  'runbooks',
  'review',
  'lessons',
  'items',
  'debrief',
  'processes',
].map((item) => `closure.${item}`);

/** The worked scenario, run once for all that is asked of it. */
let once: Promise<{ story: Story; rows: Told[] }> | undefined;
const worked = () => {
  once ??= run(
    insuranceLeadGenScenario,
    together(
      { '14:02': fires('error-rate', 7), '14:04': taken },
      each(times('14:12', '15:22', 10), write('ada', 'team')),
      {
        '14:16': write('clio', 'leadership'),
        '14:31': write('clio', 'customers-2'),
        '14:50': all(answer('ada', 'scaling'), answer('ada', 'api')),
        '15:02': write('clio', 'customers-2'),
        '15:10': all(system({ errorRate: 0.6 }), recovers('error-rate'), answer('ada', 'done')),
        '15:25': all(
          say({ do: 'state-facts', by: 'ada', facts: { cause: 'too few replicas', resolution: 'api has 5 of them' } }),
          tick('declare-2'),
        ),
        '17:00': tick(...closing),
        '17:30': write('clio', 'customers-2', 'final'),
      },
    ),
  );
  return once;
};

test('API errors: every row of the worked scenario at its time, and none of those that must not be', async () => {
  compared(insuranceLeadGenScenario, (await worked()).rows);
});

test('what follows: id and channel, resolved at 15:25, watched for 2 h, the review on the next day at 10:00', async () => {
  const { story } = await worked();
  const incident = await story.incident();
  expect([incident.id, incident.severity, incident.life]).toEqual([outcome.id, 'SEV-2', 'closed']);
  expect(story.sent(({ message }) => message.kind === 'room')).toEqual([
    `03-09 14:02:00 slack ${outcome.channel}: room-opened/room-opened`,
  ]);
  expect(await story.lines(['resolved', 'closed'])).toEqual(['03-09 15:25:00 resolved fixed', '03-09 17:25:00 closed']);
  expect(incident.review?.at).toBe(outcome.review.at);
});

test('decided at 14:50, fallen at 15:10, watched for 15 min, and held until the IC has declared it', async () => {
  const { story } = await worked();
  const done = (await story.lines(['mitigation'])).filter((line) => line.endsWith(' done'));
  expect(done).toEqual([
    '03-09 14:50:00 mitigation what done',
    '03-09 14:50:00 mitigation api done',
    '03-09 15:10:00 mitigation falls done',
    '03-09 15:25:00 mitigation watch-2 done',
    '03-09 15:25:00 mitigation done',
  ]);
  expect(story.world.demoService.actions()).toMatchObject([
    {
      at: '2026-03-09T14:50:00.000Z',
      name: 'scale',
      parameters: { namespace: 'production', deployment: 'api', replicas: 5 },
    },
  ]);
  expect((await story.why(['status'])).filter((line) => line.includes('Resolved'))).toEqual([
    '03-09 15:25:00 | Resolved | verified, and “Declare it resolved: error rates have fallen, performance is back, and both were watched for 15 min” is done',
  ]);
});

test('what people get afterwards: the report with its times and items, and the invitation to the review', async () => {
  const { story } = await worked();
  const report = await story.reportNow();
  expect(
    report.match(/^- (Severity|Start|Resolution|Duration|Time to detect|Time to respond|Time to resolve).*$/gm),
  ).toEqual([
    expect.stringMatching(/^- Severity: SEV-2/),
    '- Start: 2026-03-09 13:59:00 UTC',
    '- Resolution: 2026-03-09 15:25:00 UTC',
    '- Duration: 1 h 23 min',
    '- Time to detect: 3 min',
    '- Time to respond: 2 min',
    '- Time to resolve: 1 h 23 min',
    '- Resolution: api has 5 of them',
  ]);
  const card = story.world.sent.find(({ message }) => message.key.includes('.resolution-card.'));
  expect(card?.message.text).toContain('Root cause: too few replicas');
  expect(report.match(/^\| AI-.*$/gm)?.map((line) => line.split(' | ').slice(1).join(' '))).toEqual([
    `sre-team ${outcome.items.monitoring} |`,
    `tech-writer ${outcome.items.documentation} |`,
    `qa-team ${outcome.items.testing} |`,
  ]);
  expect(report.match(/^\|.*(choice|step): .*$/gm)?.[0]).toBe(
    '| 2026-03-09 14:50:00 UTC | choice: scaling | Ada Abel |  |',
  );
  const invited = story.world.sent.flatMap(({ message, to }) =>
    message.kind === 'invitation' ? [[to.join(), /DTSTART:\w+/.exec(message.ics)?.[0]]] : [],
  );
  expect(invited).toEqual([['responders@insurance-lead-gen.com', 'DTSTART:20260310T100000Z']]);
  const told = (await story.run(() => story.world.timeline(story.id))).filter(
    ({ kind, template }) => kind === 'message' && template === 'review-scheduled',
  );
  const attends = told.map(({ to, place }) => (place?.startsWith('person:') ? to?.split('/')[0] : place));
  expect(new Set(attends)).toEqual(
    new Set(['incident-channel', 'core_team', 'product_lead', 'business_lead', 'invitation']),
  );
});

test('what was read before anybody decided is kept: the snapshot, then the evidence', async () => {
  const incident = await (await worked()).story.incident();
  expect(incident.snapshot.map(({ check, value }) => [check, value])).toEqual([
    ['pods-not-ready', 0],
    ['api-health', 1],
    ['api-health-10s', 1],
    ['api-health-15s', 1],
    ['frontend-health', 1],
    ['frontend-health-10s', 1],
    ['ingresses', null],
    ['error-rate', 7],
    ['recent-releases', null],
    ['recent-events', null],
    ['newest-errors', null],
  ]);
  expect(incident.evidence.map(({ check }) => check)).toEqual([
    'releases',
    'events',
    'node-cpu',
    'pod-cpu',
    'pod-memory',
    'api-errors',
    'backend-errors',
    'api-errors-around',
    'database-sessions',
    'error-rate',
  ]);
});

test('without the declaration of the IC it is not resolved', async () => {
  const { rows, story } = await run(
    { ...insuranceLeadGenScenario, until: '2026-03-09T16:30:00Z' },
    {
      '14:02': fires('error-rate', 7),
      '14:04': taken,
      '14:50': all(answer('ada', 'scaling'), answer('ada', 'api')),
      '15:10': all(system({ errorRate: 0.6 }), recovers('error-rate'), answer('ada', 'done')),
    },
  );
  expect((await story.incident()).life).toBe('open');
  expect(rows).toContainEqual({
    at: '2026-03-09T16:02:00Z',
    who: 'customer_success',
    how: 'tell',
    what: 'business table: 2 h',
  });
});

test('errors that come back within the watching fail the attempt, and the IC is asked again', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await all(fires('error-rate', 7), taken)(story);
  await story.until('14:50');
  await all(answer('ada', 'scaling'), answer('ada', 'api'))(story);
  await story.until('15:10');
  await all(system({ errorRate: 0.6 }), answer('ada', 'done'))(story);
  await story.until('15:20');
  await system({ errorRate: 6 })(story);
  await story.until('15:22');
  const incident = await story.incident();
  expect([incident.life, incident.status, incident.question?.slot]).toEqual(['open', 'Investigating', 'choice']);
});

const at15min = each(times('14:07', '15:32', 5), write('ada', 'team'));

test(`${severe?.title}`, async () => {
  const { rows, story } = await run(
    severe,
    together(
      { '14:02': fires('complete-outage'), '14:04': taken },
      each(times('14:07', '15:22', 5), write('ada', 'team')),
      { '14:10': write('ada', 'leadership') },
      each(times('14:15', '15:15', 30), write('clio', 'customers-1')),
      {
        '14:40': all(answer('ada', 'restart'), answer('ada', 'all')),
        '14:55': all(system({ errorRate: 0.4 }), recovers('complete-outage'), answer('ada', 'done')),
        '15:25': tick('declare-1'),
      },
    ),
  );
  compared(named(severe), rows);
  const actions = story.world.demoService.actions().map(({ at, name }) => `${at.slice(11, 16)} ${name}`);
  expect(actions).toEqual(['14:40 restart-api', '14:40 restart-backend', '14:40 restart-frontend', '14:55 smoke-test']);
  expect(await story.lines(['resolved'])).toEqual(['03-09 15:25:00 resolved fixed']);
  expect((await story.incident()).review?.at).toBe('2026-03-10T10:00:00Z');
});

test(`${impact?.title}`, async () => {
  const { rows } = await run(
    impact,
    together({ '14:02': fires('complete-outage'), '14:04': taken }, at15min, {
      '14:20': say({ do: 'state-facts', by: 'ada', facts: { 'customer-impact': 'high' } }),
    }),
  );
  compared(named(impact), rows);
});

test(`${media?.title}`, async () => {
  const { rows } = await run(media, {
    '14:02': (story) => declaredHere(story, 'SEV-4'),
    '14:40': say({ do: 'state-facts', by: 'olga', facts: { media: true } }),
  });
  compared(named(media), rows);
});

test(`${stalled?.title}`, async () => {
  const { rows } = await run(stalled, {
    '14:02': fires('complete-outage'),
    '14:04': taken,
    '14:12': write('ada', 'team'),
    '14:22': write('ada', 'team'),
  });
  compared(named(stalled), rows);
});

test(`${revenue?.title}`, async () => {
  const { rows } = await run(revenue, {
    '14:02': (story) => declaredHere(story, 'SEV-2'),
    '14:10': say({ do: 'state-facts', by: 'paul', facts: { 'revenue-impact': 'significant' } }),
  });
  compared(named(revenue), rows);
});

test(`${partners?.title}`, async () => {
  const { rows } = await run(
    partners,
    together(
      { '14:02': fires('integration-down'), '14:04': taken },
      each(times('14:10', '16:10', 60), write('clio', 'partners')),
    ),
  );
  compared(named(partners), rows);
});

test(`${returned?.title}`, async () => {
  const { rows, story } = await run(returned, {
    '14:02': fires('error-rate', 7),
    '14:04': taken,
    '14:30': all(
      system({ errorRate: 0.6 }),
      recovers('error-rate'),
      say({ do: 'resolve', by: 'ada', as: 'fixed', reason: 'the release was taken back by hand' }),
      tick('declare-2'),
    ),
    '16:00': (s) => s.signal(alert('error-rate', 7, '2026-03-09T16:00:00Z')),
  });
  compared(named(returned), rows);
  expect(await story.lines(['resolved', 'reopened'])).toEqual([
    '03-09 14:30:00 resolved fixed',
    '03-09 16:00:00 reopened',
  ]);
});

test('raised to SEV-1 at minute 20: everybody is called, the VP at once, and what was said is not said again', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await declaredHere(story, 'SEV-2');
  await story.until('14:05');
  await say({ do: 'acknowledge', by: 'ada' })(story);
  await story.until('14:22');
  await say({ do: 'set-severity', by: 'ada', severity: 'SEV-1', reason: 'nothing works any more' })(story);
  const rows = await happenedHere(story, '2026-03-09T14:40:00Z');
  const since = rows.filter(({ at, how }) => at > '2026-03-09T14:05:00Z' && how === 'page');
  expect(since.map(({ at, who }) => `${at.slice(11, 16)} ${who}`)).toEqual([
    '14:22 secondary_oncall',
    '14:22 platform_lead',
    '14:22 vp_engineering',
    '14:22 vp_engineering',
  ]);
  const called = rows.filter(
    ({ at, what }) => at === '2026-03-09T14:22:00Z' && /^(Slack notice|team called)$/.test(what),
  );
  expect([...new Set(called.map(({ who }) => who))]).toEqual(['core_team', 'service_team', 'alerts']);
  const heard = rows.filter(({ who, how }) => who === 'product_lead' && how === 'tell');
  expect(heard.map(({ at, what }) => `${at.slice(11, 16)} ${what}`)).toEqual(['14:22 business table: at once']);
});

/** Error rates and slowness by the decision matrix, as an alarm gives them and as somebody states them. */
const bands: [fact: 'error-rate' | 'slower', value: number, severity: string][] = [
  ['error-rate', 0.9, 'SEV-4'],
  ['error-rate', 1, 'SEV-3'],
  ['error-rate', 5, 'SEV-3'],
  ['error-rate', 5.1, 'SEV-2'],
  ['slower', 9, 'SEV-4'],
  ['slower', 10, 'SEV-3'],
  ['slower', 50, 'SEV-3'],
  ['slower', 51, 'SEV-2'],
];
test.each(bands)(
  '%s at %s per cent is %s, stated by a person who has declared a SEV-4',
  async (fact, value, severity) => {
    const story = leadGenAt('2026-03-09T14:02:00Z');
    await declaredHere(story, 'SEV-4', { [fact]: value });
    expect((await story.incident()).severity).toBe(severity);
  },
);
test.each(bands.filter(([, , severity]) => severity !== 'SEV-4'))(
  '%s at %s per cent is %s, by an alarm',
  async (rule, value, severity) => {
    const story = leadGenAt('2026-03-09T14:02:00Z');
    await story.signal(alert(rule, value));
    expect((await story.incident()).severity).toBe(severity);
  },
);

test('the core API is down: SEV-3 after 2 min, SEV-2 after 5 min, one incident', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await story.signal(alert('api-unanswered'));
  await story.until('14:05');
  await story.signal(alert('api-down', undefined, '2026-03-09T14:05:00Z'));
  await story.until('14:06');
  expect((await story.lines(['opened', 'severity'])).map((line) => line.slice(6))).toEqual([
    '14:02:00 opened',
    '14:02:00 severity SEV-3',
    '14:05:00 severity SEV-2',
  ]);
  expect(story.pages()).toEqual(['03-09 14:05:00 pagerduty pagerduty-ada: page page-2']);
});

test.each([
  ['payments-down', 'SEV-1'],
  ['integration-down', 'SEV-2'],
])('%s is %s: what hits revenue is worse than an integration that is only down', async (rule, severity) => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await story.signal({ ...alert(rule), service: 'payment' });
  expect((await story.incident()).severity).toBe(severity);
});

test.each([
  ['SEV-1', '2026-03-10T10:00:00Z'],
  ['SEV-2', '2026-03-10T10:00:00Z'],
  ['SEV-3', '2026-03-15T10:00:00Z'],
  ['SEV-4', '2026-03-16T10:00:00Z'],
])('the review of a %s that is resolved on Monday 9 March is on %s', async (severity, at) => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  story.world.measuring = true;
  await system({ metrics: { kube_pod_status_phase: 0 } })(story);
  await declaredHere(story, severity);
  await story.until('14:10');
  await all(
    say({ do: 'acknowledge', by: 'ada' }),
    say({ do: 'resolve', by: 'ada', as: 'fixed', reason: 'mended' }),
    severity === 'SEV-4' ? async () => {} : tick(`declare-${severity.at(-1)}`),
  )(story);
  const incident = await story.incident();
  expect([incident.life, incident.review?.at]).toEqual(['resolved', at]);
});

test('it is not closed after 2 h before the checklist is ticked; thanks may be missing', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  story.world.measuring = true;
  await system({ metrics: { kube_pod_status_phase: 0 } })(story);
  await declaredHere(story, 'SEV-3');
  await all(
    say({ do: 'acknowledge', by: 'ada' }),
    say({ do: 'resolve', by: 'ada', as: 'fixed', reason: 'mended' }),
    tick('declare-3'),
  )(story);
  await story.until('16:30');
  expect((await story.incident()).life).toBe('resolved');
  await tick(...closing)(story);
  expect((await story.incident()).life).toBe('closed');
});

test('a follow-up mail that nobody writes is missed 24 h after the end', async () => {
  const { story } = await run(
    { ...insuranceLeadGenScenario, until: '2026-03-10T20:00:00Z' },
    {
      '14:02': fires('error-rate', 7),
      '14:04': taken,
      '14:20': write('clio', 'customers-2'),
      '14:30': all(
        system({ errorRate: 0.6 }),
        recovers('error-rate'),
        say({ do: 'resolve', by: 'ada', as: 'fixed', reason: 'mended' }),
        tick('declare-2'),
      ),
    },
  );
  const missed = (await story.why(['deadline-missed'])).filter((line) => line.includes('final update'));
  expect(missed.map((line) => line.replace(/ \(playbook.*/, ''))).toEqual([
    '03-10 14:30:00 | final to customers-2 | missed: final update to customers',
  ]);
});

test('a customer who escalates reaches the VP at any severity, once', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await declaredHere(story, 'SEV-3');
  await story.until('14:30');
  await say({ do: 'state-facts', by: 'cara', facts: { 'customer-escalates': true } })(story);
  await say({ do: 'state-facts', by: 'cara', facts: { media: true } })(story);
  await story.until('14:40');
  expect(story.pages()).toEqual(['03-09 14:30:00 pagerduty pagerduty-viv: page noticed']);
});

test('high impact at SEV-2 calls nobody before it is raised to SEV-1, and then at once', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await declaredHere(story, 'SEV-2', { 'customer-impact': 'high' });
  await story.until('14:10');
  expect((await happenedHere(story, '2026-03-09T14:10:00Z')).filter(({ who }) => who === 'executive_team')).toEqual([]);
  await say({ do: 'set-severity', by: 'ada', severity: 'SEV-1', reason: 'worse' })(story);
  expect((await happenedHere(story, '2026-03-09T15:30:00Z')).filter(({ who }) => who === 'executive_team')).toEqual([
    {
      at: '2026-03-09T14:10:00Z',
      who: 'executive_team',
      how: 'page',
      what: 'decision logic: customer impact high',
    },
  ]);
});

test('two in one minute: the second has -2 behind its name, and so has its channel', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await story.signal(alert('error-rate', 7));
  await story.signal({ ...alert('cache'), key: 'redis', service: 'redis' });
  await story.until('14:03');
  const rooms = story.world.sent.filter(({ message }) => message.kind === 'room');
  expect(rooms.map(({ to }) => to.join())).toEqual(['incident-20260309-1402', 'incident-20260309-1402-2']);
});

test('the channel is open to all, and who is called at once is invited into it', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await declaredHere(story, 'SEV-3');
  await story.until('14:03');
  const opened = story.world.sent.flatMap(({ message }) => (message.kind === 'room' ? [message.room] : []));
  expect(opened).toMatchObject([
    { name: 'incident-20260309-1402', private: false, people: ['U0ADA', 'U0BEN', 'U0PIA', 'U0OLGA'] },
  ]);
});

test('what a customer reports, and names no alert, pages whoever is on call, who rates it', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await story.signal({
    source: 'customer-report',
    key: 'customer-report/17',
    state: 'firing',
    at: '2026-03-09T14:02:00Z',
    title: 'The form sends nothing',
    summary: 'a customer writes that the form sends nothing',
  });
  await story.until('14:03');
  expect((await story.incident()).source).toBe('customer-report');
  expect(story.pages()).toEqual(['03-09 14:02:00 pagerduty pagerduty-ada: page page-2']);
});

test('who takes command of a SEV-1 is asked to hand it to whom was assigned beforehand, and gives out the roles', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await declaredHere(story, 'SEV-1');
  await taken(story);
  const asked = story.world.sent.filter(
    ({ message, to }) => to.join() === 'U0ADA' && message.key.includes('.task-given.'),
  );
  const text = asked.map(({ message }) => message.text).join('\n');
  expect(text).toContain('Hand the command to the Platform Lead or Senior SRE who was assigned beforehand');
  expect(text).toContain('Everybody has acknowledged and confirmed to be available');
  const roles = Object.entries((await story.incident()).roles);
  expect(roles).toEqual([
    ['IC', 'ada'],
    ['TL', 'theo'],
    ['CL', 'clio'],
  ]);
});

test("an update that was asked for before anybody led is the new leader's: they hear of it at once", async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await declaredHere(story, 'SEV-2');
  await story.until('14:13');
  await taken(story);
  const asks = (to: string) =>
    story.world.sent.flatMap(({ at, message, to: receiver }) =>
      receiver.join() === to && message.key.includes('.update-due.')
        ? [`${at.slice(11, 16)} ${message.text.split('\n')[0]}`]
        : [],
    );
  const of = 'INCIDENT-20260309-1402: update to';
  expect(asks('U0ADA')).toEqual([
    `14:13 ${of} the team is due by 14:12 UTC`,
    `14:13 ${of} leadership is due by 14:07 UTC`,
  ]);
  expect(asks('U0CLIO')).toEqual([`14:13 ${of} leadership is due by 14:07 UTC`]);
  await write('clio', 'leadership')(story);
  await say(assign('CL', 'pia'))(story);
  expect(asks('U0PIA')).toEqual([]);
});

test('the command is handed over: who has it writes the next update', async () => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  await declaredHere(story, 'SEV-2');
  await story.until('14:04');
  await say({ do: 'acknowledge', by: 'ada' })(story);
  await story.until('14:15');
  await say({ do: 'assign-role', by: 'ada', role: 'IC', person: 'pia' })(story);
  await story.until('14:23');
  expect(await story.lines(['role', 'update-due'])).toEqual([
    '03-09 14:04:00 role IC/ada',
    '03-09 14:07:00 update-due IC/ada (first leadership)',
    '03-09 14:12:00 update-due IC/ada (team)',
    '03-09 14:15:00 role IC/pia',
    '03-09 14:15:00 update-due IC/pia (team)',
    '03-09 14:15:00 update-due IC/pia (first leadership)',
    '03-09 14:17:00 update-due IC/pia (first customers-2)',
    '03-09 14:22:00 update-due IC/pia (team)',
  ]);
});

test.each([
  ['an error rate of 1.1 %', { errorRate: 1.1 }, 'open'],
  ['an error rate of 1 %', { errorRate: 1 }, 'resolved'],
  ['a pod that is not ready', { metrics: { kube_pod_status_phase: 1 } }, 'open'],
  ['an API that does not answer', { components: { api: 'down' as const } }, 'open'],
  ['a front end that does not answer', { components: { frontend: 'down' as const } }, 'open'],
])('a fix that somebody reports, and %s', async (_, state, life) => {
  const story = leadGenAt('2026-03-09T14:02:00Z');
  story.world.measuring = true;
  await system({ errorRate: 0.2, metrics: { kube_pod_status_phase: 0 } })(story);
  await system(state)(story);
  await declaredHere(story, 'SEV-4');
  await say({ do: 'acknowledge', by: 'olga' })(story);
  await say({ do: 'resolve', by: 'olga', as: 'fixed', reason: 'mended' })(story);
  await story.until('14:05');
  expect((await story.incident()).life).toBe(life);
});

test('the figures of a month, on its first business day: times, first-time fix rate, customer impact score and trends', async () => {
  const story = leadGenAt('2026-02-02T10:00:00Z');
  await story.run(() => sweep(story.world.ports));
  story.world.measuring = true;
  await system({ metrics: { kube_pod_status_phase: 0 } })(story);
  await declaredHere(story, 'SEV-3');
  await story.until('2026-02-02T10:30:00Z');
  await all(
    say({ do: 'acknowledge', by: 'ada' }),
    say({ do: 'state-facts', by: 'ada', facts: { 'customers-affected': 10 } }),
    say({ do: 'resolve', by: 'ada', as: 'fixed', reason: 'mended' }),
    tick('declare-3'),
  )(story);
  story.id = '';
  await story.until('2026-03-09T14:02:00Z');
  await fires('error-rate', 7)(story);
  await story.until('2026-03-09T14:04:00Z');
  await taken(story);
  await story.until('2026-03-09T14:50:00Z');
  await all(answer('ada', 'scaling'), answer('ada', 'api'))(story);
  await all(system({ errorRate: 0.6 }), recovers('error-rate'), answer('ada', 'done'))(story);
  await story.until('2026-03-09T15:06:00Z');
  await say({ do: 'state-facts', by: 'ada', facts: { 'customers-affected': 50 } })(story);
  await tick('declare-2')(story);
  await story.until('2026-04-01T09:00:00Z');
  const told = story.world.sent.filter(({ message }) => message.key.startsWith('readiness.figures.'));
  expect(told.map(({ at, to }) => `${at.slice(0, 16)} ${to.join()}`)).toEqual([
    '2026-03-02T09:00 #exec-updates',
    '2026-03-02T09:00 U0EMIL',
    '2026-04-01T09:00 #exec-updates',
    '2026-04-01T09:00 U0EMIL',
  ]);
  // half of the customers for 64 min at the weight 3 of SEV-2
  expect(told.at(-1)?.message.text).toMatchInlineSnapshot(`
    "*Insurance Lead Gen, 2026-03-02 to 2026-04-01*
    Incidents: 1 (1 before, stable), 0 still open
    - SEV-1: 0
    - SEV-2: 1
    - SEV-3: 0
    - SEV-4: 0
    Mean time to detect: 3 min
    Mean time to respond: 2 min, better
    Mean time to resolve: 1 h 4 min, worse
    First-time fix rate: 100 %
    Customer impact score: 96, rising
    https://tocsin.test/dashboard"
  `);
});
