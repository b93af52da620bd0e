import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { rights } from '#lib/rights';
import { allowedTo, shopWith } from './shop.ts';

const via = (service: string) => ({ StringEquals: { 'kms:ViaService': `${service}.<AWS::Region>.amazonaws.com` } });
const handlers = Object.keys(rights);
const mayUse = (synth: ReturnType<typeof shopWith>, key: string) =>
  Object.fromEntries(
    handlers.flatMap((handler) => {
      const uses = allowedTo(synth, handler, 'kms').filter(({ resources }) => resources.includes(`<${key}.Arn>`));
      return uses.length === 0 ? [] : [[handler, uses.map(({ actions, condition }) => ({ actions, condition }))]];
    }),
  );

test('without keys no role may use any, and everything is encrypted all the same', () => {
  const synth = shopWith({});
  expect(handlers.filter((handler) => allowedTo(synth, handler, 'kms').length > 0)).toEqual([]);
  expect(synth.all('AWS::SQS::Queue').filter(({ properties }) => properties['SqsManagedSseEnabled'] !== true)).toEqual(
    [],
  );
});

test('secrets under a customer key are decrypted by the functions that read secrets, through Secrets Manager only', () => {
  const synth = shopWith((stack) => ({ keys: { secrets: [new Key(stack, 'Mine')] } }));
  const decrypts = [{ actions: ['kms:Decrypt'], condition: via('secretsmanager') }];
  const checks = ['detect/take-snapshot', 'mitigate/gather-evidence', 'resolve/measure', 'doctor/read-checks'];
  const actions = ['mitigate/run-step', 'mitigate/look-at-step', 'sweep/watch-actions'];
  const readers = ['page/send-page', 'send/send-message', 'api/serve', ...checks, ...actions];
  expect(mayUse(synth, 'Mine')).toEqual(Object.fromEntries(readers.map((name) => [name, decrypts])));
});

test('topics under a customer key are published to by the function that publishes, through SNS only', () => {
  const synth = shopWith((stack) => {
    const key = new Key(stack, 'Mine');
    return { topics: { team: new Topic(stack, 'Team', { masterKey: key }) }, keys: { topics: [key] } };
  });
  expect(mayUse(synth, 'Mine')).toEqual({
    'send/send-message': [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], condition: via('sns') }],
  });
});

test('assets under a customer key are read by the publisher, through S3 only', () => {
  const synth = shopWith((stack) => ({ keys: { assets: new Key(stack, 'Mine') } }));
  expect(mayUse(synth, 'Mine')).toEqual({ 'deploy/publish': [{ actions: ['kms:Decrypt'], condition: via('s3') }] });
});

describe('a customer key for what Tocsin keeps', () => {
  const synth = shopWith((stack) => ({ keys: { data: new Key(stack, 'Mine') }, alarmAccounts: ['210987654321'] }));

  test('encrypts table, queues, topics, the published object and all logs', () => {
    expect(synth.all('AWS::DynamoDB::Table').map(({ properties }) => properties['SSESpecification'])).toEqual([
      { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: '<Mine.Arn>' },
    ]);
    const keyOf = (type: string, name: string) => [
      ...new Set(synth.all(type).map(({ properties }) => properties[name])),
    ];
    expect([
      keyOf('AWS::SQS::Queue', 'KmsMasterKeyId'),
      keyOf('AWS::SNS::Topic', 'KmsMasterKeyId'),
      keyOf('AWS::Logs::LogGroup', 'KmsKeyId'),
    ]).toEqual([['<Mine.Arn>'], ['<Mine.Arn>'], ['<Mine.Arn>']]);
    const { BucketEncryption } = synth.one('AWS::S3::Bucket', 'Publication/Bucket');
    expect(BucketEncryption.ServerSideEncryptionConfiguration[0]).toEqual({
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { KMSMasterKeyID: '<Mine.Arn>', SSEAlgorithm: 'aws:kms' },
    });
  });

  test('is used by each function for what it does, and through that service only', () => {
    const table = {
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      condition: via('dynamodb'),
    };
    const reads = (service: string) => ({ actions: ['kms:Decrypt'], condition: via(service) });
    const writes = (service: string) => ({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], condition: via(service) });
    const uses = mayUse(synth, 'Mine');
    expect(Object.keys(uses)).toEqual(handlers);
    expect(uses).toMatchObject({
      'run/where-are-we': [table],
      'assess/rate-severity': [table, reads('s3')],
      'ingest/receive-alarm': [table, reads('s3'), reads('sqs')],
      'dispatch/dispatch-outbox': [
        { actions: ['kms:Decrypt', 'kms:DescribeKey'], condition: via('dynamodb') },
        writes('sqs'),
      ],
      'page/send-page': [table, reads('s3'), writes('sqs')],
      'effects/carry-out': [table, reads('s3'), reads('sqs')],
      'sweep/sweep': [table, reads('s3'), writes('sqs')],
      'deploy/publish': [writes('s3')],
      'api/serve': [table, reads('s3'), writes('sqs')],
    });
    const scheduler = synth.one('AWS::IAM::Role', 'Deadlines/Role')['Policies'][0].PolicyDocument.Statement;
    expect(scheduler.at(-1)).toEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '<Mine.Arn>',
      Condition: via('sqs'),
    });
  });

  test('lets the services that send and log use it, for this account and its alarms only', () => {
    const [ofRoot, ...others] = synth.one('AWS::KMS::Key', 'Mine')['KeyPolicy'].Statement as Record<string, unknown>[];
    expect(ofRoot?.['Action']).toBe('kms:*');
    const sends = {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      Resource: '*',
    };
    const from = (service: string, resource: string) => ({
      ...sends,
      Principal: { Service: `${service}.amazonaws.com` },
      Condition: {
        StringEqualsIfExists: { 'aws:SourceAccount': '<AWS::AccountId>' },
        ArnLikeIfExists: {
          'aws:SourceArn': `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`,
        },
      },
    });
    expect(others).toEqual([
      from('sns', '*'),
      from('events', 'rule/*'),
      {
        ...sends,
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEqualsIfExists: { 'aws:SourceAccount': ['<AWS::AccountId>', '210987654321'] },
          ArnLikeIfExists: {
            'aws:SourceArn': [
              'arn:<AWS::Partition>:cloudwatch:*:<AWS::AccountId>:alarm:*',
              'arn:<AWS::Partition>:cloudwatch:*:210987654321:alarm:*',
            ],
          },
        },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'logs.<AWS::Region>.amazonaws.com' },
        Action: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        Resource: '*',
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn':
              'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:*',
          },
        },
      },
    ]);
  });

  test('needs no resource of its own stack before it: no policy of the key names what the key encrypts', () => {
    expect(JSON.stringify(synth.one('AWS::KMS::Key', 'Mine')['KeyPolicy']).match(/<(?!AWS::)[^>]+>/g)).toBeNull();
  });
});

test('of a key from elsewhere the policy cannot be changed here: synthesis says which statements it needs', () => {
  const { tocsin } = shopWith((stack) => ({
    keys: { data: Key.fromKeyArn(stack, 'Mine', 'arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c') },
  }));
  const stack = Stack.of(tocsin);
  const warnings = Annotations.fromStack(stack).findWarning('/shop/Tocsin', Match.stringLikeRegexp('keys.data'));
  expect(warnings.map(({ entry }) => entry.data)).toEqual([
    expect.stringContaining(
      'the policy of an imported key cannot be changed here: unless it lets sns, events, cloudwatch and logs use the key (docs/deploy.md, "Customer keys"), alarms are lost and the deployment fails',
    ),
  ]);
});

test('an alias is refused at synthesis: IAM knows keys only by their own ARN', () => {
  expect(() => shopWith((stack) => ({ keys: { data: Alias.fromAliasName(stack, 'Mine', 'alias/shop') } }))).toThrow(
    "shop/Tocsin: keys.data: 'alias/shop' is an alias, and IAM knows keys only by their own ARN; give the key",
  );
});
