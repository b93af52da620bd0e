import { expect, test } from 'vitest';
import { endpointsOf } from '#local/endpoints';
import { type Plugins, plugins } from '#plugins/registry';
import { Story } from '#test/story';
import { actionContract } from '../plugins/actions/action.contract.ts';
import { failover } from './action/action.ts';
import { playbookOf, problemsOf, textsWith } from './playbook.ts';
import { errors } from './signal.ts';

const mine: Plugins = { ...plugins, actions: [...plugins.actions, failover] };

actionContract(failover);

const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:failover-shop';
const texts = textsWith([
  [
    'runbooks/restart.yaml',
    'kind: http, base: shop, path: /restart',
    `kind: failover, machine: "${machine}", parameters: { to: b }`,
  ],
]);

test('a runbook takes it by its own schema', () => {
  expect(problemsOf(mine, texts)).toEqual([]);
  expect(problemsOf(plugins, texts)).toEqual(['runbooks/restart.yaml:4: "failover" is not allowed for kind']);
  const other = texts['runbooks/restart.yaml']?.replace('failover-shop', 'lifecycle') ?? '';
  expect(problemsOf(mine, { ...texts, 'runbooks/restart.yaml': other })).toEqual([
    'runbooks/restart.yaml:4: "arn:aws:states:eu-central-1:123456789012:stateMachine:li…" does not fit machine',
  ]);
});

test('a runbook runs it once, with its parameters, and its outcome is on the timeline', async () => {
  const story = new Story({ ...playbookOf(mine, texts), plugins: mine, catchAll: 'lead' });
  story.world.demoService.setAction('failover-shop', { seconds: 60 });
  await story.signal(errors);
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.say({ do: 'answer', by: 'bob', question: 'resolution-type', option: 'restart' });
  await story.until('14:05');
  expect(story.world.demoService.actions()).toEqual([
    {
      at: '2026-03-11T14:02:00.000Z',
      incidentId: story.id,
      key: `${story.id}.1.1.0.0`,
      name: 'failover-shop',
      parameters: { to: 'b' },
      runId: 'run-000001',
    },
  ]);
  expect(await story.why(['mitigation'])).toEqual([
    '14:02:00 | restart | Restart, chosen by bob (playbook.yaml:69)',
    '14:02:00 | restart | Restart',
    '14:03:00 | restart done | failover-shop is done',
    '14:03:00 | done | all steps done',
  ]);
});

test('a local deployment is led to its fake', async () => {
  const at = { inbox: 'http://127.0.0.1:1', demoService: 'http://127.0.0.1:2' };
  expect(await endpointsOf(mine, at)).toEqual({ ...(await endpointsOf(plugins, at)), failover: 'http://127.0.0.1:2' });
});
