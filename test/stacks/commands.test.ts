import { Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import type { Act } from '#core/playbook/mitigation';
import { IncidentResponse } from '#lib/index';
import { type HandlerName, type Right, rights } from '#lib/rights';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const acting = (Object.keys(rights) as HandlerName[]).filter((handler) =>
  (rights[handler] as readonly Right[]).includes('run-actions'),
);
/** What every handler that runs actions may do of these services, with such actions in a runbook. */
const saidOf = (services: RegExp, ...acts: Act[]) => {
  const { pack, people } = structuredClone(loadPlaybook(tracktion));
  for (const [n, act] of acts.entries())
    pack.runbooks['fix']?.steps.push({ id: `act-${n}`, title: 'Act', act, timeout: '5m', destructive: false });
  const app = scratchApp();
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: { pack, people }, catchAll: 'oncall_manager' });
  const template = synthesized({ app, stack, tocsin });
  const said = acting.map((handler) =>
    template
      .one('AWS::IAM::Role', `Handlers/${handler}/Role`)
      ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement)
      .filter(({ Action }: any) => services.test(JSON.stringify(Action))),
  );
  for (const other of said) expect(other).toEqual(said[0]);
  return said[0];
};

test('who runs actions may send exactly the documents that the playbook names, to the nodes or tags that it names', () => {
  const named: Act = {
    kind: 'run-command',
    parameters: {},
    document: 'fail-over',
    instances: ['i-0a1b2c3d', 'mi-0123456789abcdef0'],
    deliverWithin: '1m',
  };
  const tagged: Act = {
    kind: 'run-command',
    parameters: {},
    document: 'AWS-RestartEC2Service',
    tags: { Role: ['worker', 'spare'], Stage: ['prod'] },
    deliverWithin: '1m',
  };
  const ssm = 'arn:<AWS::Partition>:ssm:eu-central-1';
  const instance = 'arn:<AWS::Partition>:ec2:eu-central-1:123456789012:instance';
  const looks = {
    Effect: 'Allow',
    Action: ['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:CancelCommand'],
    Resource: '*',
  };
  expect(saidOf(/ssm:/, named, tagged)).toEqual([
    { Effect: 'Allow', Action: 'ssm:SendCommand', Resource: `${ssm}:123456789012:document/fail-over` },
    {
      Effect: 'Allow',
      Action: 'ssm:SendCommand',
      Resource: [`${instance}/i-0a1b2c3d`, `${ssm}:123456789012:managed-instance/mi-0123456789abcdef0`],
    },
    looks,
    { Effect: 'Allow', Action: 'ssm:SendCommand', Resource: `${ssm}::document/AWS-RestartEC2Service` },
    {
      Effect: 'Allow',
      Action: 'ssm:SendCommand',
      Resource: [`${instance}/*`, `${ssm}:123456789012:managed-instance/*`],
      Condition: { StringEquals: { 'ssm:resourceTag/Role': ['worker', 'spare'], 'ssm:resourceTag/Stage': ['prod'] } },
    },
  ]);
});

test('who runs actions may switch flags in exactly the profiles and environments that the playbook names', () => {
  const flag: Act = {
    kind: 'feature-flag',
    parameters: {},
    application: 'shop123',
    environment: 'prod123',
    profile: 'flags12',
    flag: 'new-checkout',
    enabled: false,
    strategy: 'AppConfig.AllAtOnce',
  };
  const arn = (name: string) => `arn:<AWS::Partition>:appconfig:eu-central-1:123456789012:${name}`;
  const app = arn('application/shop123');
  const profile = `${app}/configurationprofile/flags12`;
  const environment = `${app}/environment/prod123`;
  expect(saidOf(/appconfig:/, flag)).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'appconfig:ListHostedConfigurationVersions',
        'appconfig:GetHostedConfigurationVersion',
        'appconfig:CreateHostedConfigurationVersion',
      ],
      Resource: [app, profile, `${profile}/hostedconfigurationversion/*`],
    },
    {
      Effect: 'Allow',
      Action: [
        'appconfig:ListDeployments',
        'appconfig:GetDeployment',
        'appconfig:StartDeployment',
        'appconfig:StopDeployment',
      ],
      Resource: [
        app,
        environment,
        profile,
        `${environment}/deployment/*`,
        arn('deploymentstrategy/AppConfig.AllAtOnce'),
      ],
    },
  ]);
});
