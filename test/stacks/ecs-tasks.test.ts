import { Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { IncidentResponse } from '#lib/index';
import { type HandlerName, type Right, rights } from '#lib/rights';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const acting = (Object.keys(rights) as HandlerName[]).filter((handler) =>
  (rights[handler] as readonly Right[]).includes('run-actions'),
);

test('who runs actions may run exactly the task definitions that the playbook names, in their clusters, with their roles', () => {
  const { pack, people } = structuredClone(loadPlaybook(tracktion));
  pack.runbooks['fix']?.steps.push({
    id: 'drain',
    title: 'Drain',
    act: { kind: 'ecs-task', parameters: {}, cluster: 'shop', task: 'drain-queue', roles: ['shop/drain'] },
    timeout: '5m',
    destructive: false,
  });
  const app = scratchApp();
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: { pack, people }, catchAll: 'oncall_manager' });
  const template = synthesized({ app, stack, tocsin });
  const saidOf = (handler: string) =>
    template
      .one('AWS::IAM::Role', `Handlers/${handler}/Role`)
      ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement)
      .filter(({ Action }: any) => JSON.stringify(Action).match(/ecs:|iam:PassRole/));
  const ecs = 'arn:<AWS::Partition>:ecs:eu-central-1:123456789012';
  for (const handler of acting)
    expect(saidOf(handler)).toEqual([
      {
        Effect: 'Allow',
        Action: 'ecs:RunTask',
        Resource: `${ecs}:task-definition/drain-queue:*`,
        Condition: { ArnLike: { 'ecs:cluster': 'arn:*:ecs:*:*:cluster/shop' } },
      },
      { Effect: 'Allow', Action: ['ecs:DescribeTasks', 'ecs:StopTask'], Resource: `${ecs}:task/shop/*` },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: 'arn:<AWS::Partition>:iam::123456789012:role/shop/drain',
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
    ]);
});

test('a service of ECS may be changed by its own name alone; a tag is set only where a deployment is forced', () => {
  const { pack, people } = structuredClone(loadPlaybook(tracktion));
  const of = { kind: 'ecs-service', cluster: 'shop' } as const;
  const step = { title: 'Change', timeout: '15m', destructive: false } as const;
  pack.runbooks['fix']?.steps.push(
    { id: 'back', ...step, act: { ...of, parameters: {}, service: 'web', taskDefinition: 'web:41', roles: ['web'] } },
    { id: 'anew', ...step, act: { ...of, parameters: {}, service: 'search', forceNewDeployment: true } },
  );
  const app = scratchApp();
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: { pack, people }, catchAll: 'oncall_manager' });
  const template = synthesized({ app, stack, tocsin });
  const ecs = 'arn:<AWS::Partition>:ecs:eu-central-1:123456789012';
  for (const handler of acting)
    expect(
      template
        .one('AWS::IAM::Role', `Handlers/${handler}/Role`)
        ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement)
        .filter(({ Action }: any) => JSON.stringify(Action).match(/ecs:|iam:PassRole/)),
    ).toEqual([
      {
        Effect: 'Allow',
        Action: ['ecs:DescribeServices', 'ecs:UpdateService'],
        Resource: `${ecs}:service/shop/web`,
      },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: 'arn:<AWS::Partition>:iam::123456789012:role/web',
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      {
        Effect: 'Allow',
        Action: ['ecs:DescribeServices', 'ecs:UpdateService', 'ecs:TagResource'],
        Resource: `${ecs}:service/shop/search`,
      },
    ]);
});
