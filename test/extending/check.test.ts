import { expect, test } from 'vitest';
import { createDemoService } from '#local/demo-service/demo-service';
import { type Plugins, plugins } from '#plugins/registry';
import { Story } from '#test/story';
import { checkContract } from '../plugins/checks/check.contract.ts';
import { elasticsearch } from './check/check.ts';
import { playbookOf, problemsOf, textsWith } from './playbook.ts';
import { errors } from './signal.ts';

const mine: Plugins = { ...plugins, checks: [...plugins.checks, elasticsearch] };

checkContract(elasticsearch);

const crashes = 'kind: elasticsearch, title: Crashes, base: logs, index: shop, query: "level:fatal"';
const texts = textsWith([
  ['playbook.yaml', 'prometheus: { title: Prometheus }', 'logs: { title: Log cluster }'],
  ['playbook.yaml', 'kind: promql, title: Errors, base: prometheus, query: errors', crashes],
  ['playbook.yaml', 'snapshot: [health]', 'snapshot: [health, errors]'],
]);

test('the playbook takes it by its own schema, and knows which address it needs', () => {
  expect(problemsOf(mine, texts)).toEqual([]);
  expect(problemsOf(plugins, texts)).toEqual(['playbook.yaml:38: "elasticsearch" is not allowed for kind']);
  const elsewhere = texts['playbook.yaml']?.replace('base: logs, index: shop', 'base: log, index: Shop') ?? '';
  expect(problemsOf(mine, { ...texts, 'playbook.yaml': elsewhere })).toEqual([
    'playbook.yaml:38: there is no base or service "log"',
    'playbook.yaml:38: "Shop" does not fit index',
  ]);
});

test('what it counts stands in the snapshot and decides when the incident is over', async () => {
  const story = new Story({ ...playbookOf(mine, texts), plugins: mine, catchAll: 'lead' });
  story.world.measuring = true;
  story.world.demoService.setState({ metrics: { shop: 12 } });
  await story.signal(errors);
  await story.until('14:03');
  expect(await story.incident()).toMatchObject({
    snapshot: [
      { check: 'health', title: 'Health', value: 1, because: 'answers 200' },
      { check: 'errors', title: 'Crashes', value: 12, because: '12 entries in the last 5m' },
    ],
  });
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.say({ do: 'resolve', by: 'bob', as: 'fixed', reason: 'restarted by hand' });
  await story.until('14:10');
  story.world.demoService.setState({ metrics: { shop: 1 } });
  await story.say({ do: 'resolve', by: 'bob', as: 'fixed', reason: 'restarted again' });
  await story.signal({ ...errors, state: 'recovered', at: '2026-03-11T14:10:00.000Z' });
  await story.until('14:40');
  expect(await story.why(['verification', 'resolved'])).toEqual([
    '14:03:00 | requested | reported as fixed, verification starts: restarted by hand (bob)',
    '14:03:00 | - | first measurement after 1 min (playbook.yaml:70)',
    '14:04:00 | failed | Health 1; Crashes 12 (not < 2) (playbook.yaml:72)',
    '14:10:00 | requested | reported as fixed, verification starts: restarted again (bob)',
    '14:10:00 | - | first measurement after 1 min (playbook.yaml:70)',
    '14:11:00 | verified | Health 1; Crashes 1 (playbook.yaml:72)',
    '14:12:00 | pass 1 | Health 1; Crashes 1 (playbook.yaml:72)',
    '14:13:00 | pass 2 | Health 1; Crashes 1 (playbook.yaml:72)',
    '14:14:00 | pass 3 | Health 1; Crashes 1 (playbook.yaml:72)',
    '14:15:00 | pass 4 | Health 1; Crashes 1 (playbook.yaml:72)',
    '14:16:00 | pass 5 | Health 1; Crashes 1 (playbook.yaml:72)',
    '14:16:00 | fixed | 5 passes in a row (playbook.yaml:75)',
  ]);
});

test('the demo service answers for it', async () => {
  const service = createDemoService({ plugins: mine.checks });
  service.setState({ metrics: { shop: 3 } });
  const asked = { method: 'GET', path: '/bases/logs/shop/_count', headers: {}, body: '' };
  expect(await service.handle(asked)).toMatchObject({ status: 405 });
  expect(await createDemoService().handle(asked)).toMatchObject({ status: 404 });
});
