import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { IncidentResponse } from '#lib/index';
import { type HandlerName, type Right, rights } from '#lib/rights';
import { sampleApp, scratchApp, synthesized, tracktion } from './synthesized.ts';

/** An app whose systems are in a VPC of its own. */
const privateApp = (given: 'groups' | 'none' = 'groups', app: App = scratchApp()) => {
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-a', 'subnet-b'],
    isolatedSubnetIds: ['subnet-c', 'subnet-d'],
  });
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: tracktion,
    catchAll: 'oncall_manager',
    services: { 'analysis-service': 'https://analysis.internal.example' },
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    ...(given === 'groups' && { securityGroups: [new SecurityGroup(stack, 'Probes', { vpc })] }),
  });
  return { app, stack, tocsin };
};
const made = synthesized(privateApp());

const functions = made.all('AWS::Lambda::Function').filter(({ path }) => path.startsWith('Handlers/'));
const handlerOf = (path: string) => path.replace(/^Handlers\//, '').replace(/\/Function$/, '');
const policyOf = (template: typeof made, handler: string): { Effect: string; Action: unknown; Resource: unknown }[] =>
  template
    .one('AWS::IAM::Role', `Handlers/${handler}/Role`)
    ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement);
const reaching = (Object.keys(rights) as HandlerName[]).filter((handler) =>
  (rights[handler] as readonly Right[]).some((right) => right === 'read-checks' || right === 'run-actions'),
);
/** Whatever stands between an alarm and a page, or calls it back when it was lost. */
const onThePagePath: HandlerName[] = [
  'ingest/receive-alarm',
  'dispatch/dispatch-outbox',
  'page/send-page',
  'send/send-message',
  'effects/carry-out',
  'clock/say-time-passed',
  'sweep/sweep',
  'sweep/take-up',
  'api/serve',
];

test('exactly the functions that read checks or run actions are in the VPC, with its subnets and groups', () => {
  const inside = functions.filter(({ properties }) => properties['VpcConfig'] !== undefined);
  expect(inside.map(({ path }) => handlerOf(path)).sort()).toEqual([...reaching].sort());
  expect(inside.length).toBeGreaterThanOrEqual(6);
  for (const { properties } of inside)
    expect(properties['VpcConfig']).toEqual({
      SecurityGroupIds: ['<Probes.GroupId>'],
      SubnetIds: ['subnet-c', 'subnet-d'],
    });
});

test('no function of the way of a page reads checks or runs actions', () => {
  expect(onThePagePath.filter((handler) => reaching.includes(handler))).toEqual([]);
});

const interfaces = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'];
test('the rights to network interfaces belong to the roles of these functions alone', () => {
  const allowed = functions
    .map(({ path }) => handlerOf(path))
    .filter((handler) =>
      policyOf(made, handler).some(
        ({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes('ec2:CreateNetworkInterface'),
      ),
    );
  expect(allowed.sort()).toEqual([...reaching].sort());
  const statement = policyOf(made, 'resolve/measure').find(({ Action }) => JSON.stringify(Action).includes('ec2:'));
  expect(statement).toMatchObject({ Effect: 'Allow', Action: expect.arrayContaining(interfaces), Resource: '*' });
});

test('the code of such a function may not make interfaces itself: AWS does it, by the role, outside of the function', () => {
  expect(policyOf(made, 'resolve/measure')).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      Action: expect.arrayContaining(interfaces),
      Condition: { ArnLike: { 'lambda:SourceFunctionArn': expect.stringContaining(':function:*') } },
    }),
  );
});

test('without groups the functions share one of their own, which lets nobody in', () => {
  const own = synthesized(privateApp('none'));
  const groups = own.all('AWS::EC2::SecurityGroup').filter(({ path }) => path.startsWith('Network/'));
  expect(groups).toHaveLength(1);
  expect(groups[0]?.properties['SecurityGroupIngress']).toBeUndefined();
  expect(groups[0]?.properties['SecurityGroupEgress']).toEqual([
    expect.objectContaining({ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }),
  ]);
});

test('without a VPC no function has one, nor the rights that go with it', () => {
  const open = synthesized(sampleApp());
  expect(JSON.stringify(open.template)).not.toContain('VpcConfig');
  expect(JSON.stringify(open.template)).not.toContain('ec2:');
});

test('subnets or groups without a VPC are refused with the cure', () => {
  const stack = new Stack(scratchApp(), 'shop');
  const props = { playbook: tracktion, catchAll: 'oncall_manager', services: {} };
  expect(() => new IncidentResponse(stack, 'Tocsin', { ...props, vpcSubnets: {} })).toThrow(
    "shop/Tocsin: 'vpcSubnets' is given without a VPC; give 'vpc' too",
  );
});

/** Resources of the secrets that a role may read (or not), by the last part of their ARN. */
const secretsOf = (template: typeof made, handler: string, effect: string) =>
  policyOf(template, handler)
    .filter(({ Effect, Action }) => Effect === effect && JSON.stringify(Action).includes('secretsmanager:'))
    .flatMap(({ Resource }) => [Resource].flat().map((arn) => String(arn).replace(/^.*:secret:/, '')))
    .sort();

test('secrets of checks are read where checks are, secrets of actions where actions are, and nowhere else', () => {
  const readers = (secret: string) =>
    functions.map(({ path }) => handlerOf(path)).filter((one) => secretsOf(made, one, 'Allow').includes(secret));
  const having = (right: Right) =>
    (Object.keys(rights) as HandlerName[]).filter((one) => (rights[one] as readonly Right[]).includes(right));
  expect(readers('tocsin/checks/*').sort()).toEqual(having('read-checks').sort());
  expect(readers('tocsin/actions/*').sort()).toEqual(having('run-actions').sort());
});

test('who may read the secrets of channels is refused those of checks and actions by name', () => {
  for (const sender of ['page/send-page', 'send/send-message']) {
    expect(secretsOf(made, sender, 'Allow')).toEqual(['tocsin/*']);
    expect(secretsOf(made, sender, 'Deny')).toEqual(['tocsin/actions/*', 'tocsin/checks/*', 'tocsin/sources/*']);
  }
});

/** Tracktion with credentials in one check, its address being this. */
const called = (auth: object, address: string) => {
  const { pack, people } = loadPlaybook(tracktion);
  const copy = structuredClone(pack);
  const [check] = Object.entries(copy.playbook.checks).filter(([, { kind }]) => kind === 'promql');
  if (check === undefined) throw new Error('no check of kind promql');
  Object.assign(check[1], { auth });
  const app = scratchApp();
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: { pack: copy, people },
    catchAll: 'oncall_manager',
    services: { [String(check[1]['base'])]: address },
  });
  return { app, stack, tocsin };
};
const workspace = 'https://aps-workspaces.us-east-2.amazonaws.com/workspaces/ws-0123-4567';
const rightsTo = (action: string, made: ReturnType<typeof called>) => {
  const template = synthesized(made);
  return functions
    .map(({ path }) => handlerOf(path))
    .flatMap((handler) =>
      policyOf(template, handler)
        .filter(({ Action }) => [Action].flat().includes(action))
        .map(({ Resource }) => `${handler} ${String(Resource).replace(/^arn:<AWS::Partition>:/, '')}`),
    )
    .sort();
};

test('a signed query may be made to the one workspace that the address names, in its own Region', () => {
  const signed = called({ sigv4: { service: 'aps', region: 'us-east-2' } }, workspace);
  expect(rightsTo('aps:QueryMetrics', signed)).toEqual(
    [
      'detect/take-snapshot',
      'doctor/read-checks',
      'mitigate/gather-evidence',
      'mitigate/run-step',
      'resolve/measure',
    ].map((handler) => `${handler} aps:us-east-2:123456789012:workspace/ws-0123-4567`),
  );
});

test('without a signature in the playbook nobody may query a workspace', () => {
  expect(rightsTo('aps:QueryMetrics', called({ bearer: 'prometheus' }, workspace))).toEqual([]);
});

test('credentials to an address without TLS are warned of at synth', () => {
  const warnings = ({ app, stack }: ReturnType<typeof called>) => {
    app.synth();
    return Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('without TLS'))
      .map(({ entry }) => (typeof entry.data === 'string' ? entry.data : ''));
  };
  expect(warnings(called({ bearer: 'prometheus' }, 'http://prometheus.internal:9090'))).toEqual([
    expect.stringMatching(/^services\.[\w-]+ is an address without TLS, and the playbook sends credentials there/),
  ]);
  expect(warnings(called({ bearer: 'prometheus' }, 'https://prometheus.internal:9090'))).toEqual([]);
});

test('no secret is named in a variable of a function, and none in the template', () => {
  const { template } = synthesized(called({ bearer: 'SENTINEL-name' }, 'https://prometheus.internal:9090'));
  expect(JSON.stringify(template)).not.toContain('SENTINEL');
});
