import { beforeAll, expect, test } from 'vitest';
import type { PersonCommand } from '#core/incident/command';
import type { Signal } from '#core/incident/signal';
import { sweep } from '#lambdas/sweep/sweep';
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

test('what is said in social media is approved by level 4 as it reads, and posted by a person, who ticks it', async () => {
  const story = guardAt('2026-03-13T14:02:00Z');
  await story.signal(alert('integration-failing'));
  await story.until('14:05');
  await taken(story);
  await story.say({ do: 'state-facts', by: 'sven', facts: { 'social-media': true } });
  const [approval] = Object.values((await story.incident()).approvals ?? {});
  expect(approval?.text).toBe(
    'Give CL or IC the task “Post it in social media”, with this text:\nHealing Guard: we have trouble with finding and mending pipeline failures, and are at work on it.',
  );
  const question = `approve-social-${approval?.seq}`;
  await expect(story.say({ do: 'answer', by: 'sven', question, option: 'approve' })).rejects.toThrow('must approve');
  await story.say({ do: 'answer', by: 'victor', question, option: 'approve' });
  await story.say({ do: 'tick', by: 'sven', item: 'social' });
  expect((await story.why(['note'])).at(-1)).toBe(
    '03-13 14:05:00 | social | “Post it in social media” ticked by sven: Healing Guard: we have trouble with finding and mending pipeline failures, and are at work on it.',
  );
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
