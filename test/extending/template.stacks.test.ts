import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { afterAll, expect, test } from 'vitest';
import { IncidentResponse } from '#lib/index';
import { withPlugins } from '#lib/plugged';
import { email } from '#plugins/channels/email/channel';
import { http } from '#plugins/checks/http/check';
import type { Plugins } from '#plugins/registry';
import { scratchApp, synthesized } from '../stacks/synthesized.ts';
import { failover } from './action/action.ts';
import { mattermost } from './channel/channel.ts';
import { elasticsearch } from './check/check.ts';
import { textsWith } from './playbook.ts';
import { grafana } from './source/source.ts';

const mine: Plugins = {
  channels: [email, mattermost],
  checks: [http, elasticsearch],
  actions: [failover],
  sources: [grafana],
};
const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:failover-shop';
const place = 'tool: mattermost, channel: incidents, secret: chat';
const texts = textsWith([
  ['playbook.yaml', "tool: slack, channel: '#incidents', thread: true, secret: slack", place],
  ['playbook.yaml', 'tool: statuspage, page: shop, secret: statuspage', place],
  ['playbook.yaml', 'prometheus: { title: Prometheus }', 'logs: { title: Log cluster }'],
  [
    'playbook.yaml',
    'kind: promql, title: Errors, base: prometheus, query: errors',
    'kind: elasticsearch, title: Crashes, base: logs, index: shop, query: "level:fatal"',
  ],
  ['people.yaml', 'phone: +1-555-0111, ', ''],
  ['people.yaml', 'channels: [sms, email]', 'mattermost: alice, channels: [mattermost, email]'],
  ['runbooks/restart.yaml', 'kind: http, base: shop, path: /restart', `kind: failover, machine: "${machine}"`],
]);

const directory = mkdtempSync(join(tmpdir(), 'tocsin-extending-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
for (const [file, text] of Object.entries(texts)) {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), text);
}

const { all } = withPlugins(mine, () => {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: directory,
    catchAll: 'lead',
    services: { shop: 'https://shop.example.com', logs: 'https://logs.example.com' },
    mail: { from: 'tocsin@example.com' },
    endpoints: { mattermost: 'https://chat.example.com', failover: 'https://states.example.com' },
  });
  return synthesized({ app, stack, tocsin });
});

interface Statement {
  Action: string | string[];
  Resource: string | string[];
}
/** What each role may do, for the statements that a test asks for. */
const roles = (asked: (statement: Statement) => boolean): Record<string, Statement[]> =>
  Object.fromEntries(
    all('AWS::IAM::Role').flatMap(({ path, properties }) => {
      const statements: Statement[] = properties['Policies']?.[0]?.PolicyDocument.Statement ?? [];
      const found = statements.filter(asked).map(({ Action, Resource }) => ({ Action, Resource }));
      return found.length === 0 ? [] : [[path, found]];
    }),
  );
const own = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';

test('the variables that a record declares are those of the handlers that use it, and of no other plugin', () => {
  const having = (name: string) =>
    all('AWS::Lambda::Function')
      .filter(({ properties }) => properties['Environment']?.Variables[name] !== undefined)
      .map(({ path }) => path.replace(/^Handlers\/|\/Function$/g, ''));
  expect(having('MATTERMOST_URL')).toEqual(['page/send-page', 'send/send-message']);
  expect(having('MAIL_FROM')).toEqual(['page/send-page', 'send/send-message']);
  expect(having('FAILOVER_URL')).toEqual(['mitigate/run-step', 'mitigate/look-at-step', 'sweep/watch-actions']);
  const names = all('AWS::Lambda::Function').flatMap(({ properties }) =>
    Object.keys(properties['Environment']?.Variables ?? {}),
  );
  expect(names.filter((name) => /SLACK|PAGERDUTY|STATUSPAGE|SMS/.test(name))).toEqual([]);
});

test('a channel: handlers that send pages or messages may read its secrets, and no others', () => {
  const reads = {
    Action: 'secretsmanager:GetSecretValue',
    Resource: 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:tocsin/*',
  };
  expect(roles(({ Action, Resource }) => Action === reads.Action && Resource === reads.Resource)).toEqual({
    'Handlers/page/send-page/Role': [reads],
    'Handlers/send/send-message/Role': [reads],
  });
});

test('an action: handlers that run steps or watch them may start and look at the machines that its record names, and no others', () => {
  const runs = [
    { Action: 'states:StartExecution', Resource: `${own}:stateMachine:failover-*` },
    { Action: 'states:DescribeExecution', Resource: `${own}:execution:failover-*:*` },
  ];
  expect(roles(({ Resource }) => JSON.stringify(Resource).includes('failover'))).toEqual({
    'Handlers/mitigate/run-step/Role': runs,
    'Handlers/mitigate/look-at-step/Role': runs,
    'Handlers/sweep/watch-actions/Role': runs,
  });
});

test('a check and a source that declare no rights add none', () => {
  const usual = [
    'logs:CreateLogStream',
    'xray:PutTraceSegments',
    'dynamodb:GetItem',
    's3:GetObject',
    'sqs:ReceiveMessage',
  ];
  // what the check over HTTP beside it declares
  const beside = (resource: unknown) => String(resource).endsWith(':secret:tocsin/checks/*');
  const more = roles(({ Action, Resource }) => !beside(Resource) && !usual.some((action) => Action.includes(action)));
  expect(Object.keys(more)).not.toContain('Handlers/resolve/measure/Role');
  expect(Object.keys(more)).not.toContain('Handlers/ingest/receive-alarm/Role');
});
