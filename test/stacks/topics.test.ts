import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { endpointsOf } from '#local/endpoints';
import { synthesize } from '#local/synthesize';
import { plugins } from '#plugins/registry';
import { tracktion } from './synthesized.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tocsin-topics-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('a topic of the playbook is made, and on the local engine delivers to the fake of its channel', async () => {
  const playbook = join(scratch, 'tracktion');
  cpSync(tracktion, playbook, { recursive: true });
  const file = join(playbook, 'playbook.yaml');
  const slack = 'team: { tool: slack, channel: "#team", secret: slack-bot }';
  writeFileSync(file, readFileSync(file, 'utf8').replace(slack, 'team: { tool: sns, topic: team }'));
  const endpoints = await endpointsOf(plugins, { inbox: 'http://127.0.0.1:9', demoService: 'http://127.0.0.1:10' });
  const context = { local: 'true', playbook, endpoints: JSON.stringify(endpoints) };
  const assembly = await synthesize(context, 'http://127.0.0.1:11');
  const { Resources } = JSON.parse(readFileSync(join(assembly, 'tocsin.template.json'), 'utf8'));
  rmSync(assembly, { recursive: true });
  const subscriptions = Object.values<{ Type: string; Properties: { Protocol: string; Endpoint: unknown } }>(
    Resources,
  ).filter(({ Type, Properties }) => Type === 'AWS::SNS::Subscription' && Properties.Protocol !== 'sqs');
  expect(subscriptions.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint])).toEqual([
    ['http', 'http://127.0.0.1:9/sns'],
  ]);
});
