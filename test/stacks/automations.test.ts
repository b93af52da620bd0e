import { Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { IncidentResponse } from '#lib/index';
import { type HandlerName, type Right, rights } from '#lib/rights';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const made = (acts: readonly { kind: string; document: string; role?: string }[]) => {
  const { pack, people } = structuredClone(loadPlaybook(tracktion));
  pack.runbooks['fix']?.steps.push(
    ...acts.map((act, n) => ({
      kind: 'act' as const,
      id: `automation-${n}`,
      title: 'Automation',
      act: { parameters: {}, ...act },
      timeout: '5m',
      destructive: false,
    })),
  );
  const app = scratchApp();
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: { pack, people }, catchAll: 'oncall_manager' });
  return synthesized({ app, stack, tocsin });
};
/** What a handler may do with Systems Manager, and which roles it may hand to it. */
const saidOf = (template: ReturnType<typeof made>, handler: string) =>
  template
    .one('AWS::IAM::Role', `Handlers/${handler}/Role`)
    ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement)
    .filter(({ Action }: any) => JSON.stringify(Action).match(/ssm:|iam:PassRole/));
const acting = (Object.keys(rights) as HandlerName[]).filter((handler) =>
  (rights[handler] as readonly Right[]).includes('run-actions'),
);

test('who runs actions may start exactly the documents that the playbook names, and hand them exactly their roles', () => {
  const template = made([
    { kind: 'ssm', document: 'restart-workers', role: 'automation/restart' },
    { kind: 'ssm', document: 'AWS-RestartEC2Instance' },
    { kind: 'ssm', document: 'restart-workers', role: 'automation/restart' },
  ]);
  const executions = 'arn:<AWS::Partition>:ssm:eu-central-1:123456789012:automation-execution/*';
  expect(acting).toContain('mitigate/run-step');
  for (const handler of acting)
    expect(saidOf(template, handler)).toEqual([
      {
        Effect: 'Allow',
        Action: 'ssm:StartAutomationExecution',
        Resource: [
          'arn:<AWS::Partition>:ssm:eu-central-1:123456789012:document/restart-workers',
          'arn:<AWS::Partition>:ssm:eu-central-1:123456789012:automation-definition/restart-workers:*',
          executions,
        ],
      },
      {
        Effect: 'Allow',
        Action: ['ssm:GetAutomationExecution', 'ssm:StopAutomationExecution'],
        Resource: executions,
      },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: 'arn:<AWS::Partition>:iam::123456789012:role/automation/restart',
        Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
      },
      {
        Effect: 'Allow',
        Action: 'ssm:StartAutomationExecution',
        Resource: [
          'arn:<AWS::Partition>:ssm:eu-central-1::document/AWS-RestartEC2Instance',
          'arn:<AWS::Partition>:ssm:eu-central-1::automation-definition/AWS-RestartEC2Instance:*',
          executions,
        ],
      },
    ]);
  for (const handler of Object.keys(rights).filter((one) => !(acting as string[]).includes(one)))
    expect(saidOf(template, handler), handler).toEqual(
      handler === 'effects/carry-out' ? [expect.objectContaining({ Action: 'iam:PassRole' })] : [],
    );
});
