import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { type DatabaseProps, IncidentResponse, type KeyProps } from '#lib/index';
import { type HandlerName, type Right, rights } from '#lib/rights';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const arn = 'arn:aws:rds:eu-central-1:123456789012:cluster';
const secrets = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret';
/** A deployment whose checks read the database `shop`, and to which `given` are given. */
const made = (
  given: (stack: Stack) => Record<string, DatabaseProps>,
  keys: (stack: Stack) => KeyProps = () => ({}),
) => {
  const { pack, people } = structuredClone(loadPlaybook(tracktion));
  pack.playbook.checks['unpaid'] = {
    kind: 'sql',
    title: 'Unpaid',
    timeout: '10s',
    database: 'shop',
    sql: 'select count(*) from orders',
  };
  const app = scratchApp();
  const stack = new Stack(app, 'shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: { pack, people },
    catchAll: 'oncall_manager',
    databases: given(stack),
    keys: keys(stack),
  });
  return { stack, template: synthesized({ app, stack, tocsin }) };
};
type Template = ReturnType<typeof made>['template'];
/** What a handler may do with databases and their secrets. */
const saidOf = (template: Template, handler: string) =>
  template
    .one('AWS::IAM::Role', `Handlers/${handler}/Role`)
    ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement)
    .filter((statement: any) => /rds-data:|secret:shop|secret:other/.test(JSON.stringify(statement)));
const reading = (Object.keys(rights) as HandlerName[]).filter((handler) =>
  (rights[handler] as readonly Right[]).includes('read-checks'),
);

test('who reads checks may read exactly the databases that checks name, with their secrets', () => {
  const { template } = made((stack) => ({
    shop: {
      clusterArn: `${arn}:shop`,
      secret: Secret.fromSecretCompleteArn(stack, 'Reader', `${secrets}:shop-reader-a1b2c3`),
    },
    other: {
      clusterArn: `${arn}:other`,
      secret: Secret.fromSecretCompleteArn(stack, 'Other', `${secrets}:other-a1b2c3`),
    },
  }));
  expect(reading).toContain('resolve/measure');
  for (const handler of reading)
    expect(saidOf(template, handler)).toEqual([
      { Effect: 'Allow', Action: 'rds-data:ExecuteStatement', Resource: `${arn}:shop` },
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: `${secrets}:shop-reader-a1b2c3` },
    ]);
  for (const handler of Object.keys(rights).filter((one) => !(reading as string[]).includes(one)))
    expect(saidOf(template, handler), handler).toEqual([]);
});

test('of a secret that is known by its name alone, the six characters are left open', () => {
  const { template } = made((stack) => ({
    shop: {
      clusterArn: `${arn}:shop`,
      secret: Secret.fromSecretNameV2(stack, 'Reader', 'shop-reader'),
      name: 'orders',
    },
  }));
  const [, read] = saidOf(template, 'resolve/measure');
  expect(JSON.stringify(read.Resource)).toMatch(/secret:shop-reader-\?{6}"?$/);
});

test('a secret under a key of the customer’s own is decrypted through Secrets Manager alone', () => {
  const { template } = made(
    (stack) => ({
      shop: {
        clusterArn: `${arn}:shop`,
        secret: Secret.fromSecretCompleteArn(stack, 'Reader', `${secrets}:shop-reader-a1b2c3`),
      },
    }),
    (stack) => ({ secrets: [new Key(stack, 'Key')] }),
  );
  const statements = template
    .one('AWS::IAM::Role', 'Handlers/resolve/measure/Role')
    ['Policies'].flatMap((policy: any) => policy.PolicyDocument.Statement)
    .filter(({ Action }: any) => Action === 'kms:Decrypt');
  expect(statements).toEqual([
    expect.objectContaining({
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } },
    }),
  ]);
});

test('a database that checks name and the app does not give is said at synthesis, and may not be read', () => {
  const { stack, template } = made(() => ({}));
  for (const handler of reading) expect(saidOf(template, handler)).toEqual([]);
  Annotations.fromStack(stack).hasWarning(
    '/shop/Tocsin',
    Match.stringLikeRegexp('the playbook speaks of databases.shop, which is not given'),
  );
});
