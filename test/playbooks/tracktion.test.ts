import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { largestView } from '#core/message/largest-view';
import { render } from '#core/message/render';
import type { View } from '#core/message/view';
import { onCall } from '#core/on-call';
import { seconds } from '#core/playbook/words';
import { list, rulesOf, rulesOn, timedRules } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { handbookOf } from '#web/handbook/handbook';
import { markdownOf } from '#web/handbook/markdown';

const loaded = loadPlaybook(fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url)));
const { pack, people } = loaded;
const { playbook, runbooks } = pack;
const at = new Date('2026-03-11T14:02:00Z');

test('severities and their targets are those of the sheet', () => {
  expect(playbook.severities.map((s) => [s.id, s.names.join(', '), s.targets.respond, s.targets.resolve])).toEqual([
    ['P1', 'Severity 1, Critical', '5m', '1h'],
    ['P2', 'Severity 2, High', '15m', '4h'],
    ['P3', 'Severity 3, Medium', '1h', '24h'],
    ['P4', 'Severity 4, Low', 'next-business-day', '1w'],
  ]);
  expect(playbook.severities.map((s) => [s.criteria.length, s.examples.length])).toEqual([
    [5, 5],
    [5, 5],
    [5, 5],
    [5, 5],
  ]);
  expect(playbook.severities[3]?.pagesNobody).toEqual({ owner: 'team_lead', added: true });
  expect(playbook.digests).toEqual({ weekly: { at: 'monday' } });
  expect(rulesOf(playbook).find(({ id }) => id === 'p4')).toMatchObject({
    if: { severity: 'P4' },
    do: [{ digest: 'weekly', to: 'team_lead' }],
  });
});

test('the id is INC, the date, and the Unix seconds modulo 10000', () => {
  expect(playbook.incidentId).toBe('INC-{yyyymmdd}-{unix:4}');
  expect(playbook.zone).toBe('UTC');
  expect(playbook.calendars).toEqual({
    business: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00', holidays: [] },
  });
});

test('detection rules have their thresholds, durations and severities', () => {
  expect(
    playbook.detection.rules.map((r) => [r.id, r.threshold?.above, r.for, r.severity, r.severityIfCritical, r.higher]),
  ).toEqual([
    ['high-error-rate', 5, '5m', 'P2', undefined, [{ above: 20, severity: 'P1' }]],
    ['service-down', undefined, '2m', 'P2', 'P1', []],
    ['database-performance', 5, '2m', 'P2', undefined, [{ fact: 'requests-affected', above: 50, severity: 'P1' }]],
  ]);
  expect(
    Object.entries(playbook.services)
      .filter(([, s]) => s.critical)
      .map(([id]) => id),
  ).toEqual(['analysis-service', 'database']);
  expect(playbook.detection).toMatchObject({
    sources: ['alert', 'manual', 'customer'],
    group: 'service',
  });
  expect(playbook.detection.recovery.does).toBe('verify');
});

test('0 components down is P3, 1 or 2 are P2, 3 or more of 5 are P1', () => {
  expect(playbook.triage.count).toEqual({
    of: [
      'health-analysis-service',
      'health-file-watcher',
      'health-tracklist-service',
      'health-notification-service',
      'health-database',
    ],
    bands: [
      { atLeast: 3, severity: 'P1' },
      { atLeast: 1, severity: 'P2' },
      { atLeast: 0, severity: 'P3' },
    ],
  });
});

test('the impact matrix is shown to who rates, with its four levels, and maps to no severity', () => {
  const rows = markdownOf(handbookOf(loaded))
    .split('\n')
    .filter((line) => /^\| (Critical|High|Medium|Low) \|/.test(line));
  expect(rows).toEqual([
    '| Critical | all | core | more than $10k | total outage | not said |',
    '| High | a major segment | key features | $1k to $10k | trouble with authentication | not said |',
    '| Medium | some | secondary features | $100 to $1k | reports cannot be made | not said |',
    '| Low | few | nice to have | less than $100 | cosmetic faults | not said |',
  ]);
});

test('the level of the status page is a major outage for P1, a partial one for P2, degraded for P3, nothing for P4', () => {
  expect(playbook.severities.map(({ id, impact }) => `${id} ${impact}`)).toEqual([
    'P1 critical',
    'P2 major',
    'P3 minor',
    'P4 none',
  ]);
});

test('the windows of the investigation: deployments 24 h, configuration 6 h, 5xx 2 h in steps of 300 s, requests 1 h', () => {
  const windows = ['deployments', 'configuration-changes', 'errors-by-service', 'users-affected'].map(
    (id) => /\[(\d+h(?::\d+s)?)\]/.exec(String(playbook.checks[id]?.['query']))?.[1],
  );
  expect(windows).toEqual(['24h', '6h', '2h:300s', '1h']);
});

test('the ladder, in minutes from the opening, is that of the resolutions', () => {
  const ladder = (severity: string) =>
    timedRules(playbook)
      .filter(
        ({ if: when, since, do: does }) =>
          list(when?.severity ?? []).includes(severity) &&
          when?.any === undefined &&
          since !== 'progress' &&
          does.some((action) => 'page' in action || 'tell' in action),
      )
      .map((rule) => [
        (typeof rule.after === 'string' ? seconds(rule.after) : Number.NaN) / 60,
        rule.since,
        pagedBy(rule).join(' '),
        rule.do.flatMap((action) => ('tell' in action ? list(action.tell) : [])).join(' '),
        rule.unless,
      ]);
  expect(ladder('P1')).toEqual([
    [0, 'unacknowledged', 'primary_oncall oncall_manager', '', 'acknowledged'],
    [5, 'unacknowledged', 'secondary_oncall', '', 'acknowledged'],
    [15, 'unacknowledged', 'engineering_manager', 'management paging', 'acknowledged'],
    [60, 'opened', 'vp_engineering cto', 'executive paging', 'resolved'],
    [60, 'P1-secondary', 'oncall_manager', '', 'acknowledged'],
    [120, 'opened', 'ceo vp_engineering cto', 'executive paging', 'resolved'],
  ]);
  expect(ladder('P2')).toEqual([
    [60, 'opened', 'vp_engineering cto', 'executive paging', 'resolved'],
    [0, 'unacknowledged', 'primary_oncall', 'team_lead', 'acknowledged'],
    [30, 'unacknowledged', 'secondary_oncall', '', 'acknowledged'],
    [30, 'unacknowledged', 'team_lead', 'team paging', 'acknowledged'],
    [60, 'P2-secondary', 'oncall_manager', '', 'acknowledged'],
  ]);
  expect(ladder('P3')).toEqual([
    [0, 'unacknowledged', 'primary_oncall', '', 'acknowledged'],
    [30, 'unacknowledged', 'secondary_oncall', '', 'acknowledged'],
    [60, 'P3-secondary', 'oncall_manager', '', 'acknowledged'],
  ]);
  expect(ladder('P4')).toEqual([]);
});

test('levels 1 to 5 have the contacts, phones and hooks of the sheet', () => {
  expect(
    playbook.levels.map((l) => [
      l.level,
      l.notice,
      l.contacts.map((c) => `${c} ${String(people.targets[c]?.['phone'])}`),
    ]),
  ).toEqual([
    [1, 'team', ['primary_oncall +15550101', 'secondary_oncall +15550102']],
    [2, 'team', ['team_lead +15550201', 'senior_engineer +15550202']],
    [3, 'management', ['engineering_manager +15550301', 'product_manager +15550302']],
    [4, 'executive', ['vp_engineering +15550401', 'cto +15550402']],
    [5, 'executive', ['ceo +15550501']],
  ]);
  expect(people.external).toMatchObject({
    aws_support: { phone: '1-800-AWS-SUPPORT' },
    security_firm: { phone: '+1-555-SEC-HELP' },
    legal_counsel: { phone: '+1-555-LAW-HELP' },
  });
});

test.each([
  ['primary_oncall', 'alice'],
  ['secondary_oncall', 'bob'],
  ['oncall_manager', 'dana'],
  ['engineering_manager', 'ana'],
])('on 11 March 2026 at 14:02 %s is %s', (target, person) => {
  expect(onCall(people, target, at).map((o) => o.person)).toEqual([person]);
});

test('primary and secondary are never the same person, in any week of two years', () => {
  for (let week = 0; week < 104; week += 1) {
    const then = new Date(Date.UTC(2026, 0, 5, 9) + week * 604_800_000);
    expect(onCall(people, 'primary_oncall', then)[0]?.person).not.toBe(
      onCall(people, 'secondary_oncall', then)[0]?.person,
    );
  }
});

test('cadences and windows: 15 and 30 min inside, 15 to 30 then every 30 outside, final in 2 h, summary in 24 h', () => {
  expect(
    playbook.updates.map(({ id, first, every, final, writer }) => ({ id, first, every, final: final?.within, writer })),
  ).toEqual([
    { id: 'internal', first: undefined, every: { P1: '15m', P2: '30m', P3: '30m' }, final: undefined, writer },
    { id: 'customers', first: { from: '15m', within: '30m' }, every: '30m', final: '2h', writer },
    { id: 'stakeholders', first: undefined, every: undefined, final: '24h', writer },
  ]);
  const outside = Object.entries(playbook.places).filter(([, place]) => place.public === true);
  expect(outside.map(([id]) => id)).toEqual(['status-page', 'customers']);
});
const writer = ['CL', 'IC'];

test('the war room is for P1, named after the id, with bridge and three invitations', () => {
  expect(playbook.room).toMatchObject({
    if: { severity: 'P1' },
    name: 'incident-{id}',
    private: false,
    bridge: '1-800-TRACKTION ext. {ID}',
  });
  expect(playbook.room?.invite.flatMap((t) => onCall(people, t, at).map((o) => people.people[o.person]?.name))).toEqual(
    ['John Smith', 'Sarah Johnson', 'Mike Chen'],
  );
});

test.each([
  ['opened', 'incidents'],
  ['escalated', 'paging'],
  ['assessed', 'incidents status-page'],
  ['mitigation-started', 'paging incidents status-page'],
  ['attempt-failed', 'paging incidents status-page'],
  ['verification-failed', 'paging incidents status-page'],
  ['verified', 'paging incidents status-page'],
  ['unstable', 'paging incidents status-page'],
  ['resolved', 'paging incidents status-page'],
] as const)('at %s messages go to %s', (event, places) => {
  const told = rulesOn(playbook, event).flatMap((rule) => rule.do);
  expect(told.flatMap((action) => ('tell' in action ? action.tell : [])).join(' ')).toBe(places);
});

test('the words of the statuses are the four of the sheet', () => {
  expect(Object.fromEntries(Object.entries(playbook.statuses).map(([stage, { word }]) => [stage, word]))).toEqual({
    opened: 'investigating',
    mitigating: 'implementing_fix',
    attemptFailed: 'investigating',
    verificationFailed: 'investigating',
    verified: 'monitoring',
    unstable: 'monitoring',
    resolved: 'resolved',
    closed: 'resolved',
    ended: 'resolved',
  });
});

test('resolution types are fix, rollback and workaround, with the numbers of the sheet, beside the runbooks', () => {
  expect(playbook.choice).toMatchObject({ ask: 'IC' });
  expect(playbook.choice.options.map((o) => o.id)).toEqual([
    'fix',
    'rollback',
    'workaround',
    'runbook-a',
    'runbook-b',
    'runbook-c',
  ]);
  expect(['fix', 'rollback', 'workaround'].map((id) => runbooks[id]?.steps[0])).toMatchObject([
    { act: { base: 'operations', path: '/actions/restart', parameters: { waitSeconds: 300 } }, timeout: '300s' },
    { act: { base: 'operations', path: '/actions/rollback', parameters: { release: 'tracktion', revisions: 2 } } },
    {
      act: {
        base: 'operations',
        path: '/actions/workaround',
        parameters: { 'analysis-service': 8, 'tracklist-service': 6, circuitBreakers: true, configMap: 'app-config' },
      },
    },
  ]);
});

test('verified: 60 s, 3 of 4 healthy, below 2 %, below 3000 ms; runbook B is stricter; stable: 5 in a row every 60 s within 600 s', () => {
  const services = [
    'health-analysis-service',
    'health-file-watcher',
    'health-tracklist-service',
    'health-notification-service',
  ];
  expect(playbook.verification).toMatchObject({
    settle: '60s',
    pass: [
      { of: services, atLeast: 3 },
      { check: 'error-rate', below: 2 },
      { check: 'p95', below: 3000 },
    ],
    stability: { interval: '60s', total: '600s', passes: 5, restarts: 1 },
    exhausted: { ask: 'IC' },
  });
  expect(playbook.again).toBe('60m');
  expect(runbooks['service-down']?.pass).toMatchObject([
    { of: services, atLeast: 4 },
    { check: 'pods-not-running', atMost: 0 },
    { check: 'error-rate', below: 1 },
    { check: 'p95', below: 3000 },
  ]);
});

test('review: day 2 at 14:00 for an hour, P1 and P2, business days, warned about after 48 h; items and follow-ups', () => {
  expect(playbook.moments['review-day']).toEqual({ days: 2, time: '14:00', orNext: 'business' });
  expect(playbook.meeting).toMatchObject({
    at: { P1: 'review-day', P2: 'review-day' },
    lasts: '1h',
    within: '48h',
    invitation: {
      producer: '-//Tracktion//PIR//EN',
      uid: 'pir-{id}@tracktion.com',
      organizer: { name: 'DevOps Team', email: 'devops@tracktion.com' },
      attendees: ['engineering@tracktion.com', 'product@tracktion.com', 'support@tracktion.com'],
    },
  });
  expect(playbook.items).toMatchObject({
    id: 'AI-{id}-{n:3}',
    horizons: { immediate: '1w', 'short-term': '30d', 'long-term': '90d' },
    samples: [
      { title: 'Monitoring alerts', priority: 'high', owner: 'engineering', due: '1w', category: 'monitoring' },
      { title: 'Response documentation', priority: 'medium', owner: 'devops', due: '2w', category: 'process' },
    ],
  });
  expect(playbook.review).toMatchObject([
    { checklist: 'review-30-days', after: '30d', since: 'review-published' },
    { checklist: 'review-quarterly', after: '90d', since: 'review-published' },
  ]);
  expect(playbook.report.sections).toHaveLength(10);
});

test('assessment: 15 points in windows of 2, 4 and 5 minutes, then 5 immediate actions', () => {
  const rapid = rulesOf(playbook).find(({ id }) => id === 'rapid');
  const within = (rapid?.do ?? []).map((action) => ('task' in action ? action.within : 'no task'));
  expect([
    within.filter((w) => w === '2m').length,
    within.filter((w) => w === '4m').length,
    within.filter((w) => w === '5m').length,
    within.filter((w) => w === undefined).length,
  ]).toEqual([5, 5, 5, 5]);
});

test('every rule of ours is marked as added', () => {
  expect(playbook.escalation.flatMap((entry) => (entry.added === true && 'id' in entry ? [entry.id] : []))).toEqual([
    'P1-secondary',
    'P1-secondary-hour',
  ]);
  expect(playbook.roles.filter((r) => r.added).map((r) => r.id)).toEqual(['IC']);
});

const whole = largestView({ roles: ['IC', 'TL', 'CL', 'SME'], fields: [] });
const view: View = {
  ...whole,
  now: '2026-03-11T14:20:00Z',
  playbook: { name: 'tracktion', title: 'Tracktion', zone: 'UTC' },
  incident: {
    ...whole.incident,
    id: 'INC-20260311-7720',
    title: 'High error rate',
    source: 'alarm',
    reporter: null,
    serviceTitle: 'Audio analysis',
    severity: 'P1',
    severityBecause: '23 % > 20 %',
    status: 'investigating',
    began: '2026-03-11T13:57:00Z',
    opened: '2026-03-11T14:02:00Z',
    acknowledged: null,
    acknowledgedBy: null,
    resolved: '2026-03-11T15:07:00Z',
    duration: 3900,
  },
  roles: { IC: 'Ana Alvarez', TL: null, CL: null, SME: null },
  links: {
    incident: 'https://t.example/i',
    acknowledge: 'https://t.example/a',
    dashboard: 'https://t.example',
    console: null,
  },
  escalation: { level: 3, title: 'management', reason: 'rule A: 15 min unacknowledged' },
};
const written = (template: string, more: Partial<View> = {}) => render(pack, template, { ...view, ...more });

test('the first thread message says id, source, responder and details, and calls all hands for P1', () => {
  expect(written('opened').text).toMatchInlineSnapshot(`
    "🚨 *P1* INC-20260311-7720
    Source: alarm
    Responder: nobody yet
    Details: High error rate, Audio analysis; began 2026-03-11 13:57:00 UTC, rated P1: 23 % > 20 %
    All effects: whoever works on Tracktion joins this thread now.
    https://t.example/i"
  `);
});

test.each([
  [3, 'Management escalation', false],
  [4, 'Executive escalation', true],
  [5, 'Executive escalation', true],
])('the notice of level %i is a %s; the executive one asks for immediate attention', (level, headline, urgent) => {
  const { text } = written('escalated', { escalation: { level, title: '', reason: 'rule' } });
  expect(text.split('\n')[0]).toMatch(new RegExp(headline));
  expect(/immediate attention/.test(text)).toBe(urgent);
});

test('the resolution mail speaks of data only where somebody wrote about it', () => {
  const update = {
    by: 'Ana',
    what: 'final',
    cause: 'a bad deployment',
    services: 'analysis',
    'action-1': 'rolled back',
  };
  expect(written('resolution-mail', { update })).toMatchInlineSnapshot(`
    {
      "subject": "Audio analysis works again",
      "text": "Dear customers,

    the disturbance of Audio analysis is fully fixed. It lasted 1 h 5 min.

    What caused it: a bad deployment
    Services concerned: analysis

    What we did:
    - rolled back

    We will now review the whole event. support@tracktion.com is there for your questions.

    Thank you for your patience.

    Your Tracktion team",
    }
  `);
  expect(written('resolution-mail', { update: { ...update, data: 'none was lost' } }).text).toMatch(
    /Effect on your data: none was lost/,
  );
});

test('the internal update has its fields in order', () => {
  const update = {
    by: 'Ana',
    what: 'update',
    situation: 'errors at 23 %',
    actions: 'rollback, 14:48, Ana',
    'next-steps': 'verify, Ana, 15:00',
    'error-rate': '23',
    next: '2026-03-11T14:35:00Z',
  };
  expect(written('internal-update', { update }).text).toMatchInlineSnapshot(`
    "*Status update* INC-20260311-7720
    Time: 2026-03-11 14:20:00 UTC
    Status: Investigating
    Severity: P1
    Situation: errors at 23 %
    Actions taken: rollback, 14:48, Ana
    Next steps: verify, Ana, 15:00
    Impact: users not known, services down not known, error rate 23
    Team: IC Ana Alvarez, TL nobody, CL nobody
    Next update: 14:35 UTC"
  `);
});

test('the customer mail has its parts in order and a subject with the service', () => {
  const update = {
    by: 'Ana',
    what: 'update',
    state: 'we look into it',
    notice: 'uploads fail',
    doing: 'we roll back',
    next: '2026-03-11T14:50:00Z',
  };
  expect(written('customer-mail', { update })).toMatchInlineSnapshot(`
    {
      "subject": "Audio analysis: some of you are affected by a disturbance",
      "text": "Dear customers,

    Audio analysis answers slowly or with errors for some of you.

    Where we stand: we look into it

    What you may notice: uploads fail

    What we are doing: we roll back

    We will write again by 14:50 UTC.

    We are sorry for the trouble. The newest state is on status.tracktion.com, and support@tracktion.com is there for your questions.

    Your Tracktion team",
    }
  `);
});

test('the report has the sections 0 to 9 in order, with the timeline, the items and the four metrics', () => {
  const timeline = [{ at: '2026-03-11T14:02:00Z', kind: 'opened', to: 'INC-20260311-7720', because: 'a | b' }];
  const items = ['immediate', 'short-term'].map((horizon, n) => ({
    id: `AI-INC-20260311-7720-00${n + 1}`,
    title: 'Alerts',
    priority: 'high',
    owner: 'engineering',
    due: '2026-03-18',
    status: 'open',
    category: 'monitoring',
    horizon,
  }));
  const { text } = written('report', {
    timeline,
    facts: {},
    review: { at: '2026-03-13T14:00:00Z', until: '2026-03-13T15:00:00Z', items },
    triage: [],
  });
  expect(text.match(/^## .*$/gm)).toEqual([
    '## 0. Head',
    '## 1. Executive summary',
    '## 2. Details',
    '## 3. Root cause',
    '## 4. Response',
    '## 5. Action items',
    '## 6. Prevention',
    '## 7. Lessons',
    '## 8. Follow-up',
    '## 9. Foot',
  ]);
  expect(text.match(/^(\| 2026.*|- \[ \] AI.*|- .* time: .*|- Review: .*)$/gm)).toEqual([
    '| 2026-03-11 14:02:00 UTC | opened | a \\| b | INC-20260311-7720 |',
    '- Detection time: 5 min',
    '- Response time: 16 min',
    '- Resolution time: 49 min',
    '- Communication time: 1 min',
    '- [ ] AI-INC-20260311-7720-001 Alerts, engineering, due 2026-03-18',
    '- [ ] AI-INC-20260311-7720-002 Alerts, engineering, due 2026-03-18',
    '- Review: 2026-03-13 14:00:00 UTC',
  ]);
});
