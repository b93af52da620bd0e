import { Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { IncidentResponse } from '#lib/index';
import { type HandlerName, type Right, rights } from '#lib/rights';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const made = (logGroups: readonly string[]) => {
  const { pack, people } = structuredClone(loadPlaybook(tracktion));
  for (const name of logGroups)
    pack.playbook.checks[name.replaceAll('/', '-').slice(1)] = {
      kind: 'logs',
      title: 'Errors',
      timeout: '20s',
      logGroups: [name],
      query: 'filter @message like /ERROR/',
    };
  const app = scratchApp();
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: { pack, people }, catchAll: 'oncall_manager' });
  return synthesized({ app, stack, tocsin });
};
/** What a handler may do with queries of logs. */
const saidOf = (template: ReturnType<typeof made>, handler: string) =>
  template
    .one('AWS::IAM::Role', `Handlers/${handler}/Role`)
    ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement)
    .filter(({ Action }: any) => JSON.stringify(Action).match(/logs:.*Query/));
const reading = (Object.keys(rights) as HandlerName[]).filter((handler) =>
  (rights[handler] as readonly Right[]).includes('read-checks'),
);

test('who reads checks may query exactly the log groups that the playbook names; without one, none', () => {
  const template = made(['/aws/lambda/payments', '/ecs/shop']);
  const arn = (name: string) => `arn:<AWS::Partition>:logs:eu-central-1:123456789012:log-group:${name}:*`;
  expect(reading).toContain('resolve/measure');
  for (const handler of reading)
    expect(saidOf(template, handler)).toEqual([
      { Effect: 'Allow', Action: 'logs:StartQuery', Resource: arn('/aws/lambda/payments') },
      { Effect: 'Allow', Action: ['logs:GetQueryResults', 'logs:StopQuery'], Resource: '*' },
      { Effect: 'Allow', Action: 'logs:StartQuery', Resource: arn('/ecs/shop') },
    ]);
  for (const handler of Object.keys(rights).filter((one) => !(reading as string[]).includes(one)))
    expect(saidOf(template, handler), handler).toEqual([]);
  const none = made([]);
  for (const handler of reading) expect(saidOf(none, handler)).toEqual([]);
});
