import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { Act } from '#core/playbook/mitigation';
import { Check, checkFields } from '#core/playbook/verification';
import { checkPlugin } from '#plugins/checks/check';
import { json } from '#plugins/fakes/wire';
import { plugins } from '#plugins/registry';
import type { SourcePlugin } from '#plugins/sources/source';
import { changed, Story } from '#test/story';

const theOnlyIncident = async (story: Story) => {
  const { rows } = await story.world.table.index('list', 'INCIDENT', { limit: 2 });
  expect(rows).toHaveLength(1);
  return story.incident(rows[0]?.pk);
};

test('a CloudWatch metric and a Lambda function are simulated too: by their own clients, without a socket', async () => {
  const { world } = new Story();
  world.measuring = true;
  world.demoService.setState({ metrics: { Age: 12 } });
  world.demoService.setAction('failover', { seconds: 60, metrics: { Age: 0 } });
  const age = Check.parse({ kind: 'cloudwatch', title: 'Age', namespace: 'AWS/SQS', metric: 'Age' });
  expect(await world.ports.checks.read(age)).toEqual({
    value: 12,
    because: 'reads 12 for the period from 2026-03-11T14:01:00.000Z',
  });
  const failover = Act.parse({ kind: 'lambda', function: 'failover' });
  const { handle } = await world.ports.actions.start('key', failover, 'INC-1');
  expect(await world.ports.actions.look(failover, handle, 'INC-1')).toEqual({ status: 'running' });
  await world.clock.wind(60_000);
  expect(await world.ports.actions.look(failover, handle, 'INC-1')).toEqual({
    status: 'succeeded',
    output: 'failover is done',
  });
  expect((await world.ports.checks.read(age)).value).toBe(0);
});

const Depth = z.strictObject({ kind: z.literal('depth'), ...checkFields, base: z.string() });
const depth = checkPlugin({
  kind: 'depth',
  title: 'Depth of a queue',
  measures: 'value',
  schema: Depth,
  references: ({ base }) => [{ path: ['base'], name: base, of: 'base' }],
  rights: [],
  environment: () => ({}),
  load: async () => ({
    connect: ({ http, addressOf }) => ({
      async read({ base }) {
        const { body } = await http.send({ method: 'GET', url: `${addressOf(base)}/depth` });
        return { value: Number(body), because: `${body} jobs wait` };
      },
    }),
  }),
  fake: async () => ({
    answer: ({ segments: [first] }, { state }) =>
      first === 'depth' ? json(200, state().metrics['queue_depth'] ?? null) : undefined,
  }),
  samples: [],
});
const smoke: SourcePlugin = {
  source: 'smoke',
  title: 'Smoke detector',
  recognises: (raw) => z.object({ smoke: z.string() }).safeParse(raw).success,
  parse: (raw) => {
    const { smoke: service } = z.object({ smoke: z.string() }).parse(raw);
    const at = '2026-03-11T14:02:00.000Z';
    return [{ source: 'smoke', key: service, state: 'firing', at, title: 'Smoke', service, summary: 'smoke' }];
  },
  recovery: 'never',
  samples: [{ payload: { smoke: 'database' }, allowed: { alarms: {}, services: [], rules: [] }, signals: [] }],
};

test('a check and a source that are in no registry but the one passed in carry an incident', async () => {
  const pack = changed(({ playbook }) => {
    playbook.checks['p95'] = Check.parse({ kind: 'depth', title: 'Depth', base: 'prometheus' });
    playbook.triage.snapshot = ['p95'];
  });
  const story = new Story({
    pack,
    plugins: { ...plugins, checks: [...plugins.checks, depth], sources: [...plugins.sources, smoke] },
  });
  story.world.measuring = true;
  story.world.demoService.setState({ metrics: { queue_depth: 41 } });
  await story.run(() => story.world.receive({ smoke: 'database' }));
  expect(await theOnlyIncident(story)).toMatchObject({
    service: 'database',
    signals: { database: { state: 'firing', title: 'Smoke' } },
    snapshot: expect.arrayContaining([{ check: 'p95', title: 'Depth', value: 41, because: '41 jobs wait' }]),
  });
});

test('the alarm of a file in the form of EventBridge is taken in by the ingest of a world', async () => {
  const story = new Story({
    alarms: { 'analysis-service--high-error-rate': { service: 'analysis-service', rule: 'high-error-rate' } },
  });
  const payload: unknown = JSON.parse(
    readFileSync(new URL('../fixtures/high-error-rate.json', import.meta.url), 'utf8'),
  );
  await story.run(() => story.world.receive(payload));
  expect(await theOnlyIncident(story)).toMatchObject({ service: 'analysis-service', severity: 'P1' });
});
