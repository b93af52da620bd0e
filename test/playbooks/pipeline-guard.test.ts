import { expect, test } from 'vitest';
import { largestView } from '#core/message/largest-view';
import { render } from '#core/message/render';
import type { View } from '#core/message/view';
import { onCall } from '#core/on-call';
import { actsOf } from '#core/playbook/runbook';
import { rulesOf } from '#core/rules/expand';
import { guard } from '#test/golden-run';

const { pack, people } = guard;
const { playbook, runbooks } = pack;

test('severities, their targets and their observation are those of the sheet', () => {
  expect(
    playbook.severities.map((s) => [s.id, s.names.join(), s.targets.respond, s.targets.resolve, playbook.watch[s.id]]),
  ).toEqual([
    ['SEV-1', 'Critical', '15m', undefined, '24h'],
    ['SEV-2', 'High', '1h', undefined, '2h'],
    ['SEV-3', 'Medium', '4h business', undefined, '2h'],
    ['SEV-4', 'Low', 'next-business-day', undefined, '2h'],
  ]);
  expect(playbook.severities.map((s) => s.examples.length)).toEqual([4, 3, 3, 3]);
  expect(playbook.detection.rules.filter((r) => r.threshold).map((r) => [r.id, r.threshold?.above])).toEqual([
    ['performance', 50],
  ]);
});

test('business hours, next day and the two reviews', () => {
  expect(playbook.calendars['business']).toEqual({
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '09:00',
    to: '17:00',
    holidays: [],
  });
  expect(playbook.moments).toEqual({
    'next-day': { days: 1, time: '09:00' },
    'next-business-day': { days: 1, of: 'business' },
    monday: { weekday: 'mon', time: '09:00' },
    month: { first: 'month', of: 'business', time: '09:00' },
    quarter: { first: 'quarter', of: 'business', time: '09:00' },
    year: { first: 'year', of: 'business', time: '09:00' },
    'third-day': { days: 3, time: '10:00', orNext: 'business' },
  });
  expect(playbook.digests).toEqual({ weekly: { at: 'monday' }, monthly: { at: 'month' } });
});

test('the matrix of role and severity', () => {
  expect(playbook.escalation[0]).toMatchObject({
    unless: 'resolved',
    columns: ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4'],
    page: {
      oncall_engineer: ['0m', '0m', '0m business', '0m business'],
      team_lead: ['15m', '1h', '4h business', '8h business'],
      engineering_manager: ['30m', '4h', '8h business', 'weekly'],
      vp_engineering: ['1h', 'next-day', 'weekly', 'monthly'],
      cto: ['1h', 'next-day', 'weekly', 'monthly'],
    },
  });
  expect(playbook.levels.map((l) => [l.level, l.contacts.join()])).toEqual([
    [1, 'oncall_engineer'],
    [2, 'team_lead,senior_engineer'],
    [3, 'engineering_manager'],
    [4, 'vp_engineering'],
  ]);
});

test('cadences: 15 and 30 min, 2 h and daily inside, 30 min outside, the summary for SEV-1 and SEV-2', () => {
  expect(playbook.updates.map(({ id, if: when, every, during, to }) => ({ id, if: when, every, during, to }))).toEqual([
    {
      id: 'internal',
      if: undefined,
      every: { 'SEV-1': '15m', 'SEV-2': '30m', 'SEV-3': '2h', 'SEV-4': '24h' },
      during: { 'SEV-2': 'business', 'SEV-3': 'business', 'SEV-4': 'business' },
      to: 'incident-response',
    },
    {
      id: 'leadership',
      if: { severity: ['SEV-1', 'SEV-2'] },
      every: undefined,
      during: undefined,
      to: ['leadership', 'leadership-mail'],
    },
    {
      id: 'customers',
      if: {
        any: [
          { severity: ['SEV-1', 'SEV-2'] },
          { fact: { 'user-facing': true } },
          { severity: 'SEV-3', openFor: '2h' },
        ],
      },
      every: '30m',
      during: undefined,
      to: ['status-page', 'mail'],
    },
  ]);
});

test('statuses are Investigating, Mitigating and Resolved', () => {
  expect([...new Set(Object.values(playbook.statuses).map(({ word }) => word))]).toEqual([
    'Investigating',
    'Mitigating',
    'Resolved',
  ]);
});

test('every way of mending ends with health, integration test, load test of 100 users and the metrics', () => {
  expect(playbook.choice.options.map((o) => o.runbook)).toEqual(Object.keys(runbooks).toSorted(byOption));
  for (const runbook of Object.values(runbooks)) {
    expect(runbook.steps.slice(-4)).toMatchObject([
      { id: 'healthy', check: { health: { atLeast: 1 } } },
      { act: { path: '/actions/integration-test', parameters: { host: 'healing-guard.prod' } } },
      {
        act: {
          path: '/actions/load-test',
          parameters: { users: 100, spawnRate: 10, minutes: 10, headless: true, mostFailuresPercent: 1 },
        },
      },
      { id: 'baseline' },
    ]);
  }
  const samples = Object.values(runbooks).flatMap((r) => actsOf(r).flatMap(({ act }) => Object.values(act.parameters)));
  expect(samples).toEqual(expect.arrayContaining(['stable', 'healing-guard-config', 20]));
  expect(runbooks['workaround']?.steps[1]).toMatchObject({ act: { parameters: { replicas: 10 } } });
});
const order = ['workaround', 'resources', 'hotfix', 'configuration', 'rollback'];
const byOption = (a: string, b: string): number => order.indexOf(a) - order.indexOf(b);

test('what follows: documents in 24 h, a review between day 1 and 7, follow-up within 30 days', () => {
  const given = rulesOf(playbook).flatMap((rule) =>
    // the phases before the end have windows of their own
    /^(closure|review)\./.test(rule.path)
      ? rule.do.flatMap((act) => ('task' in act && act.within !== undefined ? [[act.item, act.within]] : []))
      : [],
  );
  expect(given).toEqual([
    ['afterwards.documents', '24h'],
    ['follow-up.technical', '30d'],
    ['follow-up.process', '30d'],
  ]);
  expect(playbook.meeting).toMatchObject({
    at: { 'SEV-1': 'third-day', 'SEV-2': 'third-day', 'SEV-3': 'third-day' },
    within: '7d',
  });
  expect(playbook.items).toMatchObject({ horizons: { 'follow-up': '30d' }, samples: [] });
});

test('on Friday 13 March 2026 the on-call engineer is Nora', () => {
  expect(onCall(people, 'oncall_engineer', new Date('2026-03-13T14:02:00Z')).map((o) => o.person)).toEqual(['nora']);
});

const whole = largestView({ roles: ['IC', 'TL', 'CL', 'SME'], fields: [] });
const view: View = {
  ...whole,
  now: '2026-03-13T14:12:00Z',
  playbook: { name: 'pipeline-guard', title: 'Healing Guard', zone: 'UTC' },
  incident: {
    ...whole.incident,
    id: 'INC-20260313-001',
    title: 'GitHub integration failing',
    severity: 'SEV-2',
    severityBecause: 'an integration fails',
    status: 'Investigating',
    opened: '2026-03-13T14:02:00Z',
  },
  roles: { IC: 'Sven Sommer', TL: null, CL: null, SME: null },
  facts: {},
  timeline: [],
  links: {
    incident: 'https://t.example/i',
    acknowledge: 'https://t.example/a',
    dashboard: 'https://t.example',
    console: null,
  },
};
const written = (template: string, update: View['update']) => render(pack, template, { ...view, update });

test('the status update, the executive summary and the customer message have their fields in order', () => {
  const next = '2026-03-13T14:42:00Z';
  const by = { by: 'Sven', what: 'update', next };
  expect(written('status-update', { ...by, impact: 'webhooks wait', actions: 'log read' }).text).toMatchInlineSnapshot(`
    "🚨 *INC-20260313-001* at 2026-03-13 14:12:00 UTC
    Severity: SEV-2
    Status: Investigating
    Impact now: webhooks wait
    Being done: log read
    Expected end: not known
    Next update: 2026-03-13 14:42:00 UTC"
  `);
  expect(
    written('executive-summary', {
      ...by,
      summary: 'webhooks wait',
      impact: '40 customers',
      team: 'Sven',
      communication: 'every 30 min',
    }),
  ).toMatchInlineSnapshot(`
    {
      "subject": "URGENT: Healing Guard, SEV-2 INC-20260313-001",
      "text": "*Summary*: webhooks wait
    *Status*: Investigating since 2026-03-13 14:02:00 UTC
    *Business impact*: 40 customers
    *Response team*: Sven
    *Expected end*: not known
    *Communication*: every 30 min
    https://t.example/i",
    }
  `);
  expect(written('customer-message', { ...by, state: 'Investigating', services: 'webhooks' })).toMatchInlineSnapshot(`
    {
      "subject": "Healing Guard: trouble with finding and mending pipeline failures",
      "text": "The healing service has trouble. Failures of your pipelines may be found late, or may not be mended. Our engineers are at work on it, and we will write every 30 minutes until it is over.

    Status: Investigating
    Services: webhooks",
    }
  `);
});

test('the report has the sections 0 to 6', () => {
  expect(render(pack, 'report', view).text.match(/^# .*$/gm)).toEqual([
    '# 0. Review of INC-20260313-001',
    '# 1. Summary',
    '# 2. Timeline',
    '# 3. Root cause',
    '# 4. Response evaluation',
    '# 5. Action items',
    '# 6. Lessons',
  ]);
});
