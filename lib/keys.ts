import { Annotations, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { DoesNotFit } from './does-not-fit.ts';
import type { KeyProps } from './props.ts';
import { allow, type Statement } from './role.ts';

/** A service through which a role uses a key. */
type Service = 'dynamodb' | 's3' | 'secretsmanager' | 'sns' | 'sqs';

/** What a service does with a key on behalf of a reader. */
const reading = ['kms:Decrypt'];
/** … and of a writer: it takes a data key, and opens one that it has taken before. */
const writing = ['kms:Decrypt', 'kms:GenerateDataKey'];
/** What DynamoDB asks of a table's users (docs.aws.amazon.com/amazondynamodb, encryption.usagenotes), and CloudWatch Logs of its own. */
const whole = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** How a role uses keys, by what it does: of no key where none is given. */
export interface KeyUses {
  usesTable: Statement[];
  readsStream: Statement[];
  readsObjects: Statement[];
  writesObjects: Statement[];
  readsAssets: Statement[];
  readsQueues: Statement[];
  fillsQueues: Statement[];
  readsSecrets: Statement[];
  publishes: Statement[];
}

/** The statements by which roles use the keys of a deployment, each through one service only. Throws `DoesNotFit` for an alias. */
export function keyUses(product: IConstruct, { data, secrets = [], topics = [], assets }: KeyProps): KeyUses {
  const of = (service: Service, actions: readonly string[], what: string, keys: readonly (IKey | undefined)[]) => {
    const arns = keys.flatMap((key) => (key === undefined ? [] : [arnOf(product, what, key)]));
    const conditions = { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(product).region}.amazonaws.com` } };
    return arns.length === 0 ? [] : [allow(actions, arns, { conditions })];
  };
  return {
    usesTable: of('dynamodb', whole, 'data', [data]),
    readsStream: of('dynamodb', ['kms:Decrypt', 'kms:DescribeKey'], 'data', [data]),
    readsObjects: of('s3', reading, 'data', [data]),
    writesObjects: of('s3', writing, 'data', [data]),
    readsAssets: of('s3', reading, 'assets', [assets]),
    readsQueues: of('sqs', reading, 'data', [data]),
    fillsQueues: of('sqs', writing, 'data', [data]),
    readsSecrets: of('secretsmanager', reading, 'secrets', secrets),
    publishes: of('sns', writing, 'topics', topics),
  };
}

function arnOf(product: IConstruct, what: string, { keyArn }: IKey): string {
  const [, alias] = /:(alias\/.*)$/.exec(keyArn) ?? [];
  if (alias !== undefined)
    throw new DoesNotFit(
      `${product.node.path}: keys.${what}: '${alias}' is an alias, and IAM knows keys only by their own ARN; give the key`,
    );
  return keyArn;
}

/**
 * Lets the services use the key that send to queues and topics of a deployment, and that keep its logs. They are known by account and kind:
 * a statement that named what the key encrypts would have to wait for it, and it for the key.
 */
export function letServicesUse(product: IConstruct, key: IKey, alarmAccounts: readonly string[]): void {
  const { account, partition, region } = Stack.of(product);
  const sends = (service: string, accounts: string | string[], sourceArns: string | string[]) =>
    new PolicyStatement({
      principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
      actions: [...writing, 'kms:GenerateDataKeyWithoutPlaintext'],
      resources: ['*'],
      // an alarm must not be lost because a service does not tell KMS for whom it asks
      conditions: {
        StringEqualsIfExists: { 'aws:SourceAccount': accounts },
        ArnLikeIfExists: { 'aws:SourceArn': sourceArns },
      },
    });
  const senders = alarmAccounts.length === 0 ? account : [account, ...alarmAccounts];
  const alarmsOf = (one: string) => `arn:${partition}:cloudwatch:*:${one}:alarm:*`;
  const statements = [
    sends('sns', account, `arn:${partition}:sns:${region}:${account}:*`),
    sends('events', account, `arn:${partition}:events:${region}:${account}:rule/*`),
    sends('cloudwatch', senders, Array.isArray(senders) ? senders.map(alarmsOf) : alarmsOf(senders)),
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: whole,
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  ];
  if (statements.map((statement) => key.addToResourcePolicy(statement).statementAdded).includes(false))
    Annotations.of(product).addWarningV2(
      'tocsin:keys.data',
      'keys.data: the policy of an imported key cannot be changed here: unless it lets sns, events, cloudwatch and logs use the key (docs/deploy.md, "Customer keys"), alarms are lost and the deployment fails',
    );
}
