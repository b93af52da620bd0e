import { expect, test } from 'vitest';
import { largestView } from '#core/message/largest-view';
import { render } from '#core/message/render';
import type { View } from '#core/message/view';
import { onCall } from '#core/on-call';
import { rulesOf } from '#core/rules/expand';
import { tracker } from '#test/workingtracker-run';

const { pack, people } = tracker;
const { playbook, runbooks } = pack;

test('four severities with 5 min to acknowledge and no resolution target; the only sample is of P1', () => {
  expect(
    playbook.severities.map((s) => [s.id, s.targets.respond, s.targets.resolve, s.criteria.length, s.examples.length]),
  ).toEqual([
    ['P0', '5m', undefined, 3, 0],
    ['P1', '5m', undefined, 1, 1],
    ['P2', '5m', undefined, 1, 0],
    ['P3', '5m', undefined, 1, 0],
  ]);
  expect(playbook.detection.rules).toEqual([]);
});

test('one role, the Incident Commander, who is whoever acknowledges, with the duties of the sheet during and after', () => {
  expect(playbook.roles.map(({ id, title, takenBy, duties }) => [id, title, takenBy, duties.length])).toEqual([
    ['IC', 'Incident Commander', 'acknowledger', 8],
  ]);
  expect(playbook.levels.map(({ contacts }) => contacts.join())).toEqual([
    'oncall_engineer',
    'engineering_manager',
    'vp_engineering',
    'cto',
    'ceo',
  ]);
});

test('Investigating and Resolved are all the statuses, inside and on the status page', () => {
  const statuses = Object.values(playbook.statuses);
  expect([...new Set(statuses.map(({ word }) => word))]).toEqual(['Investigating', 'Resolved']);
  expect([...new Set(statuses.map((status) => status.public))]).toEqual(['investigating', 'resolved', undefined]);
});

test('the windows of the phases: 5, 15 and 30 min from the alert, 24 to 48 h from the resolution', () => {
  const given = rulesOf(playbook).flatMap((rule) =>
    rule.do.flatMap((act) => {
      if (!('within' in act) || act.within === undefined) return [];
      return [`${rule.id}${'item' in act ? `, ${act.item}` : ''}: ${act.within}`];
    }),
  );
  expect(given).toEqual([
    'first, first.dashboards: 5m',
    'first, first.extent: 5m',
    'questions: 15m',
    'post-mortem, post-mortem: 24h',
  ]);
  expect(playbook.updates.map(({ id, first, every, final }) => ({ id, first, every, final: final?.within }))).toEqual([
    { id: 'team', first: { from: '15m', within: '30m' }, every: undefined, final: '30m' },
    { id: 'page', first: { from: '15m', within: '30m' }, every: '1h', final: undefined },
    { id: 'mail', first: { from: '15m', within: '30m' }, every: '1h', final: undefined },
    { id: 'end', first: undefined, every: undefined, final: '30m' },
  ]);
  expect(playbook.meeting).toMatchObject({
    at: { P0: 'post-mortem', P1: 'post-mortem', P2: 'post-mortem' },
    within: '48h',
  });
});

test('the watch: 30 looks, one each minute; health and an error rate below the baseline', () => {
  const { settle, pass, stability } = playbook.verification;
  expect(settle).toBe('0s');
  expect(stability).toMatchObject({ interval: '60s', passes: 30, added: true });
  expect(pass).toEqual([
    { id: 'main', check: 'health', atLeast: 1 },
    { id: 'error-rate', check: 'error-rate', below: 1 },
  ]);
});

test('the investigation has the amounts of the sheet', () => {
  expect(playbook.evidence.map((check) => playbook.checks[check]?.['path'])).toEqual([
    '/checks/log?deployment=api&lines=100',
    '/checks/sessions?idle=false',
    '/checks/processes?lines=20',
    '/checks/disk',
    '/checks/commits?since=2h',
    '/checks/configuration-difference?of=production',
  ]);
});

test('five quick fixes, rollback first, and each ends with a confirmation on production', () => {
  expect(playbook.choice.options.map(({ id, runbook }) => [id, runbook])).toEqual([
    ['rollback', 'rollback'],
    ['restart', 'restart'],
    ['scale', 'scale'],
    ['breaker', 'breaker'],
    ['database', 'database'],
  ]);
  for (const { steps } of Object.values(runbooks)) expect(steps.at(-1)).toMatchObject({ id: 'confirm', human: 'IC' });
});

test('on Thursday 12 March 2026 the on-call engineer is Nadia, by PagerDuty first; the others of the chain have a phone', () => {
  const at = new Date('2026-03-12T14:02:00Z');
  const meant = ['oncall_engineer', 'engineering_manager', 'vp_engineering', 'cto', 'ceo'].map((target) =>
    onCall(people, target, at).map(({ person }) => people.people[person]?.channels[0]),
  );
  expect(onCall(people, 'oncall_engineer', at).map(({ person }) => person)).toEqual(['nadia']);
  expect(meant).toEqual([['pagerduty'], ['sms'], ['sms'], ['sms'], ['sms']]);
});

const whole = largestView({ roles: ['IC'], fields: [] });
const view: View = {
  ...whole,
  now: '2026-03-12T14:17:00Z',
  playbook: { name: 'workingtracker', title: 'WorkingTracker', zone: 'UTC' },
  incident: {
    ...whole.incident,
    id: 'INC-20260312-001',
    title: 'API time-outs',
    serviceTitle: 'API',
    severity: 'P0',
    severityBecause: 'all customers are hit',
    status: 'Investigating',
    publicStatus: 'investigating',
    opened: '2026-03-12T14:02:00Z',
    detected: '2026-03-12T14:02:00Z',
    acknowledged: '2026-03-12T14:06:00Z',
    resolved: '2026-03-12T15:15:00Z',
    duration: 4380,
  },
  roles: { IC: 'Nadia Nkosi' },
  facts: { customers: 1200, business: 'high: hours cannot be logged', cause: 'a deployment', remedy: 'rolled back' },
  timeline: [{ at: '2026-03-12T14:25:00Z', kind: 'note', to: 'cause', because: 'Root cause: a deployment' }],
  actions: [],
  fix: null,
  mitigation: null,
  review: {
    at: null,
    until: null,
    items: [
      {
        id: 'AI-INC-20260312-001-001',
        title: 'Alert on time-outs',
        priority: 'high',
        owner: 'nadia',
        due: '2026-03-20',
        status: 'open',
        category: 'monitoring improvement',
        horizon: '',
      },
    ],
  },
  links: {
    incident: 'https://t.example/i',
    acknowledge: 'https://t.example/a',
    dashboard: 'https://t.example',
    console: null,
  },
};
const written = (template: string, update: Record<string, string> = {}) =>
  render(pack, template, { ...view, update: { by: 'Nadia', what: 'update', next: null, ...update } });

test('the first Slack message: headline with severity, title, impact, customers, status, commander, and the thread', () => {
  expect(written('first-message', { impact: 'all API calls time out' }).text).toMatchInlineSnapshot(`
    "🚨 *INCIDENT P0*
    *API time-outs*
    💥 Impact: all API calls time out
    👥 Customers affected: 1200
    🔎 Status: Investigating
    🧑‍🚒 Commander: Nadia Nkosi
    🧵 Updates follow in this thread. https://t.example/i"
  `);
});

test('the status page: the mark, which issue, that the team is at work and since when; at the end the cause, the remedy and the time', () => {
  expect(written('page-investigating', { issue: 'time-outs of the API' })).toMatchInlineSnapshot(`
    {
      "subject": "🔴 Investigating: API",
      "text": "We are looking into time-outs of the API. Our team is at work on it.

    Last update: 2026-03-12 14:17:00 UTC",
    }
  `);
  expect(written('page-resolved')).toMatchInlineSnapshot(`
    {
      "subject": "🟢 Resolved: API",
      "text": "API works normally again.

    Root cause: a deployment
    Remedy: rolled back

    Resolved at 2026-03-12 14:17:00 UTC",
    }
  `);
});

test('the customer mail: a neutral subject, the feature, status, impact, work-around, end, and the promise of an hour', () => {
  expect(
    written('customer-mail', {
      feature: 'Time entry',
      impact: 'hours cannot be logged',
      workaround: 'note them on paper',
      eta: '16:00 UTC',
    }),
  ).toMatchInlineSnapshot(`
    {
      "subject": "WorkingTracker: disruption of Time entry",
      "text": "Dear customer,

    Time entry is disrupted at the moment.

    Status: Investigating
    Impact: hours cannot be logged
    Until then: note them on paper
    Expected end: 16:00 UTC

    We will write to you every hour until it is over.

    Your WorkingTracker team",
    }
  `);
});

test('the post-mortem has the sections 0 to 8, the five times of its timeline, and items with kind, owner and date', () => {
  const { text } = render(pack, playbook.report.template ?? '', view);
  expect(text.match(/^# .*$/gm)).toEqual([
    '# 0. Post-mortem INC-20260312-001: API time-outs',
    '# 1. Timeline',
    '# 2. Root cause',
    '# 3. Resolution',
    '# 4. Impact',
    '# 5. Strong points',
    '# 6. Weak points',
    '# 7. Action items',
    '# 8. Follow-up',
  ]);
  expect(text.match(/^- (Detected|Team together|Root cause found|Fix deployed|Resolved):.*$/gm)).toEqual([
    '- Detected: 2026-03-12 14:02:00 UTC',
    '- Team together: 2026-03-12 14:06:00 UTC',
    expect.stringMatching(/^- Root cause found: 2026-03-12 14:25:00 UTC/),
    expect.stringMatching(/^- Fix deployed:/),
    '- Resolved: 2026-03-12 15:15:00 UTC',
  ]);
  expect(text).toContain(
    '| monitoring improvement | AI-INC-20260312-001-001 Alert on time-outs | nadia | 2026-03-20 |',
  );
});
