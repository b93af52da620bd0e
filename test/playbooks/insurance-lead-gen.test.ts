import { expect, test } from 'vitest';
import { largestView } from '#core/message/largest-view';
import { render } from '#core/message/render';
import type { View } from '#core/message/view';
import { onCall } from '#core/on-call';
import { actsOf } from '#core/playbook/runbook';
import { rulesOf } from '#core/rules/expand';
import { leadGen } from '#test/insurance-lead-gen-run';

const { pack, people } = leadGen;
const { playbook, runbooks } = pack;
const rule = (id: string) => rulesOf(playbook).find((one) => one.id === id);

test('severities, their targets and the time that a resolved one is watched are those of the sheet', () => {
  expect(
    playbook.severities.map((s) => [s.id, s.names[0], s.targets.respond, s.targets.resolve, playbook.watch[s.id]]),
  ).toEqual([
    ['SEV-1', 'Critical', '5m', undefined, '2h'],
    ['SEV-2', 'High', '15m', undefined, '2h'],
    ['SEV-3', 'Medium', '1h', undefined, '2h'],
    ['SEV-4', 'Low', '24h', undefined, '2h'],
  ]);
});

test('the decision matrix: which alert is which severity, with its duration and its bands', () => {
  expect(
    playbook.detection.rules.map((r) =>
      [r.severity, r.id, r.for, r.threshold?.above, ...r.higher.map((h) => `> ${h.above} ${h.severity}`)]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
  ).toEqual([
    'SEV-1 complete-outage 2m',
    'SEV-1 data-loss',
    'SEV-1 breach',
    'SEV-1 payments-down',
    'SEV-1 database-down',
    'SEV-1 multi-region',
    'SEV-2 api-down 5m',
    'SEV-3 api-unanswered 2m',
    'SEV-2 major-feature',
    'SEV-3 error-rate 3m 1 > 5 SEV-2',
    'SEV-3 slower 3m 10 > 50 SEV-2',
    'SEV-2 database-trouble',
    'SEV-2 integration-down',
    'SEV-3 secondary-service',
    'SEV-3 partial-feature',
    'SEV-3 cache',
    'SEV-3 background-jobs',
    'SEV-4 minor-ui',
    'SEV-4 documentation',
    'SEV-4 monitoring-gap',
  ]);
});

test('the business table', () => {
  expect(playbook.escalation.find((entry) => 'matrix' in entry)).toMatchObject({
    unless: 'resolved',
    columns: ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4'],
    tell: {
      product_lead: ['0m', '30m', '2h', 'daily'],
      business_lead: ['0m', '1h', '4h', 'weekly'],
      customer_success: ['30m', '2h', 'daily', 'monthly'],
      executive_team: ['never', 'never', 'weekly', 'quarterly'],
    },
  });
  expect(rule('executives')).toMatchObject({
    after: { 'SEV-1': '1h', 'SEV-2': '4h' },
    unless: { done: 'executives-now' },
  });
});

test('digests come in the morning, on Monday, and on the first business day of a month and a quarter', () => {
  expect(Object.entries(playbook.digests).map(([name, { at }]) => [name, playbook.moments[at]])).toEqual([
    ['daily', { days: 1, time: '09:00' }],
    ['weekly', { weekday: 'mon', time: '09:00' }],
    ['monthly', { first: 'month', of: 'business', time: '09:00' }],
    ['quarterly', { first: 'quarter', of: 'business', time: '09:00' }],
  ]);
});

test('cadences: 5, 10 and 30 min inside, 30 min for customers, hourly for partners; first words after 15 and 30 min', () => {
  expect(playbook.updates.map(({ id, first, every, final }) => ({ id, first, every, within: final?.within }))).toEqual([
    { id: 'team', every: { 'SEV-1': '5m', 'SEV-2': '10m', 'SEV-3': '30m' } },
    { id: 'leadership', first: { from: '5m', within: '15m' } },
    { id: 'customers-1', first: { from: '5m', within: '15m' }, every: '30m', within: '24h' },
    { id: 'customers-2', first: { from: '15m', within: '30m' }, every: '30m', within: '24h' },
    { id: 'partners', first: { from: '0m', within: '1h' }, every: '1h' },
  ]);
  expect(rule('page')).toMatchObject({
    after: { 'SEV-1': '15m', 'SEV-2': '30m' },
    every: { 'SEV-1': '30m', 'SEV-2': '30m' },
  });
});

test('the windows of first checks, investigation and mitigation', () => {
  const windows = rulesOf(playbook).flatMap(({ id, after, on, do: acts }) => {
    const within = [...new Set(acts.flatMap((act) => ('task' in act ? [act.within] : [])))];
    return /^(look|investigate|mitigate)/.test(id) && on === undefined ? [[id, after, ...within]] : [];
  });
  expect(windows).toEqual([
    ['look-1', '0m', '5m'],
    ['look-2', '0m', '15m'],
    ['look-3', '0m', '60m'],
    ['look-4', '0m', '24h'],
    ['investigate-1', '15m', '15m'],
    ['investigate-2', '15m', '30m'],
    ['investigate-3', '1h', '3h'],
    ['mitigate-1', '5m', '10m'],
    ['mitigate-cause', '30m', undefined],
    ['mitigate-2', '45m', '45m'],
  ]);
});

test('statuses: three inside, and those of the status page beside them', () => {
  const said = Object.values(playbook.statuses);
  expect([...new Set(said.map((status) => status.word))]).toEqual(['Investigating', 'Mitigating', 'Resolved']);
  expect([...new Set(said.flatMap((status) => status.public ?? []))]).toEqual([
    'investigating',
    'identified',
    'monitoring',
    'resolved',
  ]);
});

test('every way of mending ends with the fall of the errors and the watching: smoke test and 30 min, 15 min, function tested and 1 h', () => {
  expect(playbook.choice.options.map((o) => o.runbook ?? '').toSorted()).toEqual(Object.keys(runbooks).toSorted());
  for (const { steps } of Object.values(runbooks))
    expect(steps.slice(-6)).toMatchObject([
      { id: 'falls', human: 'IC' },
      { id: 'smoke', if: { severity: 'SEV-1' }, act: { path: '/actions/smoke-test' } },
      { id: 'watch-1', if: { severity: 'SEV-1' }, for: '30m' },
      { id: 'watch-2', if: { severity: 'SEV-2' }, for: '15m' },
      { id: 'tested', if: { severity: 'SEV-3' }, human: 'IC' },
      { id: 'watch-3', if: { severity: 'SEV-3' }, for: '1h' },
    ]);
  const values = Object.values(runbooks).flatMap((r) => actsOf(r).flatMap(({ act }) => Object.values(act.parameters)));
  expect(values).toEqual(expect.arrayContaining([5, '30s', 'api-config', 'production', 'postgres']));
  expect(playbook.verification.pass).toEqual([
    { id: 'pods', check: 'pods-not-ready', atMost: 0 },
    { id: 'api', check: 'api-quick', atLeast: 1 },
    { id: 'frontend', check: 'frontend-health', atLeast: 1 },
    { id: 'errors', check: 'error-rate', atMost: 1 },
  ]);
  expect(playbook.checks['api-quick']).toMatchObject({ timeout: '1s' });
});

test('what is lost by it asks for an approval: failing over, restarting the database, rolling back, another configuration', () => {
  const approved = Object.values(runbooks).flatMap(({ id, steps }) =>
    steps.flatMap((step) => ('act' in step && step.destructive ? [`${id}.${step.id} ${step.approve}`] : [])),
  );
  expect(approved.toSorted()).toEqual([
    'application.timeout IC',
    'database.failover IC',
    'database.restart IC',
    'database.rollback IC',
    'rollback.rollback IC',
  ]);
});

test('what is read: amounts and time-outs of the sheet', () => {
  const { checks } = playbook;
  expect(
    ['api-health', 'frontend-health', 'api-health-10s', 'frontend-health-10s', 'api-health-15s'].map((id) => [
      checks[id]?.['path'],
      checks[id]?.timeout,
    ]),
  ).toEqual([
    ['/health', '5s'],
    ['/health', '5s'],
    ['/health', '10s'],
    ['/health', '10s'],
    ['/api/health', '15s'],
  ]);
  const paths = Object.values(checks).map((check) => String(check['path']));
  for (const amount of [
    'since=2h',
    'last=10',
    'last=50',
    'tail=100&',
    'tail=1000',
    'tail=5000&match=ERROR&around=5',
    'tail=50',
  ])
    expect(paths.filter((path) => path.includes(amount)).length).toBeGreaterThan(0);
  expect(playbook.evidence.filter((id) => checks[id] === undefined)).toEqual([]);
});

test('ten points hold the close, and one more may be missing; items are due in 1 week, 3 days and 2 weeks', () => {
  const closure = rule('closure');
  const blocking = closure?.do.filter((act) => 'task' in act && act.blocks === 'closed') ?? [];
  expect([closure?.do.length, blocking.length]).toEqual([11, 10]);
  expect(playbook.items.samples.map(({ owner, due }) => [owner, due])).toEqual([
    ['sre-team', '1w'],
    ['tech-writer', '3d'],
    ['qa-team', '2w'],
  ]);
  expect(playbook.items.horizons).toEqual({ immediate: '2w', 'long-term': '4w' });
});

test('on Monday 9 March 2026 Ada is on call, and Ben after her', () => {
  const at = new Date('2026-03-09T14:02:00Z');
  expect(['primary_oncall', 'secondary_oncall'].flatMap((t) => onCall(people, t, at).map((o) => o.person))).toEqual([
    'ada',
    'ben',
  ]);
});

const whole = largestView({ roles: playbook.roles.map(({ id }) => id), fields: [] });
const view: View = {
  ...whole,
  now: '2026-03-09T14:32:00Z',
  playbook: { name: playbook.name, title: playbook.title, zone: 'UTC' },
  incident: {
    ...whole.incident,
    id: 'INCIDENT-20260309-1402',
    title: 'Error rate: API',
    service: 'api',
    serviceTitle: 'API',
    severity: 'SEV-2',
    severityNames: ['High', 'Major functionality'],
    severityBecause: 'Error rate: 7 % > 5 %',
    status: 'Investigating',
    publicStatus: 'investigating',
    began: '2026-03-09T13:59:00Z',
    opened: '2026-03-09T14:02:00Z',
    resolved: null,
    ended: null,
    duration: 1800,
  },
  roles: { IC: 'Ada Abel', TL: 'Theo Tran', CL: null, DL: null, PL: null },
  facts: { impact: 'quotes fail', recommendation: 'scale' },
  escalation: null,
  update: null,
  timeline: [],
  decisions: [],
  links: {
    incident: 'https://t.example/i',
    acknowledge: 'https://t.example/a',
    dashboard: 'https://t.example',
    console: null,
  },
};
const written = (template: string, more: Partial<View> = {}) => render(pack, template, { ...view, ...more });

test('declaration, roles and team update have their fields in order', () => {
  expect(written('declaration').text).toMatchInlineSnapshot(`
    "🚨 *Incident declared: SEV-2* Error rate: API
    Everybody of the team, please join; updates come here.
    Incident Commander: Ada Abel
    Start: 2026-03-09 13:59:00 UTC
    Services: API
    First impact: quotes fail
    Expected duration: open
    Being called: core team and subject experts"
  `);
  expect(written('role-assignment').text).toMatchInlineSnapshot(`
    "*Roles* of INCIDENT-20260309-1402. Please confirm yours, and that you are available.
    Incident Commander: Ada Abel
    Technical Lead: Theo Tran
    Communications Lead: open
    Database Lead: open
    Platform Lead: open"
  `);
  const update = {
    by: 'Ada',
    what: 'update',
    next: '2026-03-09T14:42:00Z',
    progress: 'done: pods; running: logs',
    actions: 'releases read',
    steps: 'scale',
  };
  expect(written('team-status', { update }).text).toMatchInlineSnapshot(`
    "*SEV-2 INCIDENT-20260309-1402* at 2026-03-09 14:32:00 UTC
    Status: Investigating
    Duration: 30 min
    Progress: done: pods; running: logs
    Actions taken: releases read
    Next steps: scale
    Next update: 2026-03-09 14:42:00 UTC
    Expected end: not known"
  `);
});

test('the escalation message and the executive summary have their fields in order', () => {
  const escalation = { level: 0, title: 'engineering_manager', reason: 'rule manager-2, 1 h unresolved' };
  expect(written('escalated', { escalation }).text).toMatchInlineSnapshot(`
    "*Escalation: SEV-2 INCIDENT-20260309-1402* Error rate: API
    Duration: 30 min
    Status: Investigating
    Reason: rule manager-2, 1 h unresolved
    For: engineering_manager
    The IC recommends: scale
    https://t.example/i"
  `);
  expect(written('executive-summary', { escalation })).toMatchInlineSnapshot(`
    {
      "subject": "SEV-2 INCIDENT-20260309-1402: summary for executives",
      "text": "*Incident*: SEV-2 INCIDENT-20260309-1402, Error rate: API
    *Start*: 2026-03-09 13:59:00 UTC
    *Duration*: 30 min
    *Status*: Investigating
    *Business impact*: customers not known, revenue not known, reputation not known
    *Response*: IC Ada Abel
    *Estimated resolution*: not known
    *Escalation*: yes, rule manager-2, 1 h unresolved
    https://t.example/i",
    }
  `);
  const update = {
    by: 'Clio',
    what: 'update',
    next: null,
    business: '40 quotes an hour',
    team: 'three',
    progress: 'logs read',
  };
  expect(written('executive-summary', { update }).text).toMatchInlineSnapshot(`
    "*Incident*: SEV-2 INCIDENT-20260309-1402, Error rate: API
    *Start*: 2026-03-09 13:59:00 UTC
    *Duration*: 30 min
    *Status*: Investigating
    *Business impact*: 40 quotes an hour
    *Response*: IC Ada Abel, team three, logs read
    *Estimated resolution*: not known
    *Escalation*: no
    https://t.example/i"
  `);
});

test('what customers and partners read has its fields in order', () => {
  const update = { by: 'Clio', what: 'update', next: null };
  expect(written('status-page')).toMatchInlineSnapshot(`
    {
      "subject": "API: we are working on a problem",
      "text": "Severity: SEV-2
    Status: Investigating
    Time: 2026-03-09 14:32:00 UTC
    Summary: a problem that began at 2026-03-09 13:59:00 UTC is being worked on.
    Impact: quotes fail
    Next update: within 30 minutes
    Live news: @companystatus on Twitter",
    }
  `);
  expect(
    written('customer-mail', {
      update: { ...update, features: 'quotes', 'doing-1': 'we scale', 'doing-2': 'we watch' },
    }),
  ).toMatchInlineSnapshot(`
    {
      "subject": "Interruption of service at Insurance Lead Gen",
      "text": "Some of what we offer does not work as it should.

    Features that are hit: quotes
    Start: 2026-03-09 13:59:00 UTC
    Status: Investigating
    Estimate: not known yet

    What we are doing:
    - we scale
    - we watch

    We apologise for the trouble. We will write again every 30 minutes until it is over.

    The team of Insurance Lead Gen",
    }
  `);
  expect(
    written('follow-up-mail', {
      incident: { ...view.incident, resolved: '2026-03-09T15:25:00Z', duration: 4980 },
      update: {
        ...update,
        cause: 'too few replicas',
        'fix-1': 'more replicas',
        'fix-2': 'a longer time-out',
        'prevention-1': 'an earlier alert',
        'prevention-2': 'a load test',
      },
    }),
  ).toMatchInlineSnapshot(`
    {
      "subject": "What happened at Insurance Lead Gen, and what we do about it",
      "text": "The interruption of our service is over, and we want to tell you more about it.

    Start: 2026-03-09 13:59:00 UTC
    End: 2026-03-09 15:25:00 UTC
    Duration: 1 h 23 min
    Root cause: too few replicas

    What we have fixed:
    - more replicas
    - a longer time-out

    What prevents it from now on:
    - an earlier alert
    - a load test

    We apologise for the trouble.

    The team of Insurance Lead Gen",
    }
  `);
  expect(
    written('partner-notice', {
      facts: { integration: 'payment' },
      update: { ...update, partner: 'PayCo', issue: 'payments refused', impact: 'no payment', work: 'looked at' },
    }),
  ).toMatchInlineSnapshot(`
    {
      "subject": "INCIDENT-20260309-1402: trouble with an integration of Insurance Lead Gen",
      "text": "Partner: PayCo
    Integration: payment
    Incident: INCIDENT-20260309-1402
    Issue: payments refused
    Start: 2026-03-09 13:59:00 UTC
    Impact: no payment
    Work in progress: looked at
    Expected end: not known
    We write hourly. Contact: support@insurance-lead-gen.com",
    }
  `);
});

test('the declaration of the end and its card have their fields in order', () => {
  const over = {
    incident: { ...view.incident, resolved: '2026-03-09T15:25:00Z', duration: 4980 },
    facts: { cause: 'too few replicas', resolution: 'five of them' },
  };
  expect(written('resolution', over).text).toMatchInlineSnapshot(`
    "✅ *Resolved: SEV-2 INCIDENT-20260309-1402*
    Duration: 1 h 23 min
    Time: 2026-03-09 15:25:00 UTC
    Root cause: too few replicas
    Resolution: five of them
    Next steps:
    ☐ review planned
    ☐ documents updated
    ☐ process improvements
    Thanks to everybody who helped."
  `);
  expect(written('resolution-card', over).text).toMatchInlineSnapshot(`
    "🟢 *SEV-2 INCIDENT-20260309-1402 is resolved*
    Duration: 1 h 23 min
    Root cause: too few replicas"
  `);
});

test('the report is the timeline document: head, key events, decisions, communication log', () => {
  const { text } = written('report', {
    timeline: [
      { at: '2026-03-09T14:02:00Z', kind: 'opened', to: '', because: 'error rate' },
      { at: '2026-03-09T14:31:00Z', kind: 'message', to: 'customers', because: 'update' },
    ],
    decisions: [{ question: 'choice', option: 'scaling', by: 'ada', at: '2026-03-09T14:50:00Z', reason: null }],
  });
  expect(text.match(/^# .*$/gm)).toEqual([
    '# INCIDENT-20260309-1402: Error rate: API',
    '# Key events',
    '# Decisions',
    '# Communication log',
    '# Metrics',
    '# Items',
  ]);
  expect(text.match(/^\| 2026.*$/gm)).toEqual([
    '| 2026-03-09 14:02:00 UTC | opened |  | error rate |',
    '| 2026-03-09 14:31:00 UTC | message | customers | update |',
    '| 2026-03-09 14:50:00 UTC | choice: scaling | ada |  |',
    '| 2026-03-09 14:31:00 UTC | customers | update |',
  ]);
});
