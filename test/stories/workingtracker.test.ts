import { beforeAll, expect, test } from 'vitest';
import type { FactValue } from '#core/playbook/facts';
import { all, answer, compared, played, type Script, type Step, say, system, together } from '#test/scripted';
import type { Story } from '#test/story';
import { happenedThen, trackerAt, uptime } from '#test/workingtracker-run';
import type { Scenario, Told } from '../playbooks/golden/row.ts';
import {
  workingTrackerOutcome as outcome,
  workingTrackerScenario,
  workingTrackerVariants,
} from '../playbooks/golden/workingtracker-scenario.ts';

const play = (scenario: Scenario, ...scripts: Script[]): Promise<{ story: Story; rows: Told[] }> =>
  played(scenario, together(...scripts), { begin: trackerAt, happened: happenedThen });
const variant = (begins: string): Scenario => {
  const found = workingTrackerVariants.find(({ title }) => title.startsWith(begins));
  if (found === undefined) throw new Error(`no variant ${begins}`);
  return found;
};

const tick = (...items: string[]): Step => all(...items.map((item) => say({ do: 'tick', by: 'nadia', item })));
const state = (facts: Record<string, FactValue>): Step => say({ do: 'state-facts', by: 'nadia', facts });
/** The five questions, answered as `said` says. */
const answers = (said: Record<string, FactValue>): Step =>
  state({
    customers: 1200,
    extent: 'few',
    functions: 'none',
    'data-at-risk': false,
    security: false,
    business: 'high: hours cannot be logged',
    ...said,
  });
const fields: Record<string, Record<string, string>> = {
  team: { impact: 'all API calls time out' },
  page: { issue: 'time-outs of the API' },
  mail: { feature: 'The API', impact: 'hours cannot be logged' },
};
const write =
  (...audiences: string[]): Step =>
  async (story) => {
    for (const audience of audiences)
      await story.say({ do: 'update', by: 'nadia', audience, what: 'update', fields: fields[audience] ?? {} });
  };
const writeLast = (audience: string, note: string): Step =>
  say({ do: 'update', by: 'nadia', audience, what: 'final', fields: { note } });

/** 14:02 to 14:06: the uptime monitor fires, the on-call engineer acknowledges. */
const start: Script = {
  '14:02': async (story) => {
    story.world.measuring = true;
    story.world.demoService.setState({ components: { api: 'down' }, errorRate: 40 });
    // half an hour of a rollout is not ours to wait for: it takes 4 min
    story.world.demoService.setAction('rollback', {
      seconds: 240,
      components: { api: 'ok' },
      errorRate: 0.2,
      metrics: { kube_deployment_status_replicas_updated: 3, kube_deployment_spec_replicas: 3 },
    });
    await story.signal(uptime('2026-03-12T14:02:00Z'));
  },
  '14:06': all(say({ do: 'acknowledge', by: 'nadia' }), tick('first.dashboards', 'first.extent')),
};
/** 14:35 to 14:50: rolled back, confirmed on production, and all but the customer's word is ticked. */
const mended: Script = {
  '14:35': answer('nadia', 'rollback'),
  '14:45': all((story) => story.signal(uptime('2026-03-12T14:45:00Z', 'recovered')), answer('nadia', 'done')),
  '14:50': all(
    tick('lines.main', 'lines.monitoring', 'lines.rates'),
    state({ cause: 'a deployment 40 min before the alert', remedy: 'rolled back', feature: 'The API' }),
  ),
};
const word: Script = { '15:05': tick('customer-word') };

let worked: { story: Story; rows: Told[] };
beforeAll(async () => {
  worked = await play(workingTrackerScenario, start, mended, word, {
    '14:12': answers({ extent: 'all', functions: 'core' }),
    '14:17': write('team'),
    '14:18': write('page'),
    '14:22': write('mail'),
    '15:16': all(
      tick('all-green'),
      writeLast('end', 'Hours that were not logged can be added until Friday.'),
      writeLast('team', 'rolled back'),
      tick('runbooks', 'schedule'),
    ),
    '15:18': tick('close-ticket'),
    '2026-03-14T10:00:00Z': tick('post-mortem'),
  });
});

test('API time-outs: every row of the worked scenario at its time, and none of those that must not be', () => {
  compared(workingTrackerScenario, worked.rows);
});

test('it is resolved after 30 min of watching, at 15:15, and closed at 15:18 with its ticket; the post-mortem lies within 24 to 48 h', async () => {
  const { story } = worked;
  const { id, severity, life, review } = await story.incident();
  expect([id, severity, life, review?.at]).toEqual([outcome.id, 'P0', 'closed', outcome.postMortem.at]);
  expect(await story.lines(['resolved', 'closed'])).toEqual([
    `03-12 ${outcome.resolvedAt.slice(11, 19)} resolved fixed`,
    `03-12 ${outcome.closedAt.slice(11, 19)} closed`,
  ]);
});

test('a: 30 min begin anew after the next fix', async () => {
  const scenario = variant('a:');
  const { story, rows } = await play(scenario, start, mended, word, {
    '14:12': answers({ extent: 'all', functions: 'core' }),
    '14:17': write('team', 'page', 'mail'),
    '14:59': system({ errorRate: 5 }),
    '15:10': system({ errorRate: 0.2 }),
    '15:17': write('page', 'mail'),
  });
  compared(scenario, rows);
  expect(await story.lines(['resolved'])).toEqual(['03-12 15:40:00 resolved fixed']);
});

test('b: without the customer’s word it stays open, and is resolved in the minute in which it comes', async () => {
  const scenario = variant('b:');
  const { story, rows } = await play(scenario, start, mended, {
    '14:12': answers({ extent: 'all', functions: 'core' }),
    '14:17': write('team', 'page', 'mail'),
    '15:17': write('page', 'mail'),
    '16:17': write('page', 'mail'),
    '16:30': tick('customer-word'),
  });
  compared(scenario, rows);
  expect(await story.lines(['resolved'])).toEqual(['03-12 16:30:00 resolved fixed']);
});

test('c, P1: a core function for many; status page, no customer mail until the end, and the customer’s word', async () => {
  const scenario = variant('c: the same as P1');
  const { story, rows } = await play(scenario, start, mended, word, {
    '14:12': answers({ extent: 'many', functions: 'core' }),
    '14:17': write('team'),
    '14:18': write('page'),
  });
  compared(scenario, rows);
  expect((await story.incident()).severity).toBe('P1');
  expect(await story.lines(['resolved'])).toEqual(['03-12 15:15:00 resolved fixed']);
});

test('c, P2: a part of the product; Slack only, resolved without the customer’s word, and a post-mortem that nobody holds is recorded', async () => {
  const scenario = variant('c: the same as P2');
  const { story, rows } = await play(scenario, start, mended, {
    '14:12': answers({ functions: 'part' }),
    '14:17': write('team'),
  });
  compared(scenario, rows);
  expect((await story.incident()).severity).toBe('P2');
  expect(await story.lines(['resolved'])).toEqual(['03-12 15:15:00 resolved fixed']);
});

test('c, P3: nothing that customers use; Slack only, and no post-mortem', async () => {
  const scenario = variant('c: the same as P3');
  const { story, rows } = await play(scenario, start, mended, { '14:12': answers({}), '14:17': write('team') });
  compared(scenario, rows);
  const { severity, review } = await story.incident();
  expect([severity, review]).toEqual(['P3', undefined]);
});

test('data at risk, stated at 15:00, raises P1 to P0: who has stated it is not called for it, and customers are owed a mail within 15 min', async () => {
  const scenario = variant('an answer at 15:00');
  const { rows } = await play(scenario, start, {
    '14:12': answers({ extent: 'many', functions: 'core' }),
    '14:17': write('team'),
    '14:18': write('page'),
    '15:00': state({ 'data-at-risk': true }),
  });
  compared(scenario, rows);
});
