import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type MachineName, type PhaseName, phases } from '#core/machines';
import type { Act } from '#core/playbook/mitigation';
import type { Check } from '#core/playbook/verification';
import { carriesMessages } from '#core/playbook/vocabulary';
import type { Grant, Named, Right as PluginRight } from '#plugins/plugin';
import type { Plugins } from '#plugins/registry';
import { anyIdentity } from './identities.ts';
import type { KeyUses } from './keys.ts';
import { executionsOf, machineArn } from './names.ts';
import type { HandlerName, Right } from './rights.ts';
import { rights } from './rights.ts';
import { allow, deny, type Statement } from './role.ts';

/** The resources that the permissions refer to; the construct provides them. */
export interface Granted {
  tableArn: string;
  streamArn: string;
  signalsArn: string;
  deadArn: string;
  queueArns: { page: string; send: string; effects: string };
  scheduleGroupName: string;
  scheduleRoleArn: string;
  /** The bucket with the one object that functions read, and what it is made from. */
  published: { bucketArn: string; sourceArns: string[] };
  plugins: Plugins;
  /** The actions of the playbook, whose kinds may ask for rights on what they name. */
  acts: readonly Act[];
  /** The checks of the playbook, likewise. */
  checks: readonly Check[];
  /** ARNs that plugins name by their use. */
  grants: Record<Grant, string[]>;
  /** Secrets below the prefix that are no channel's: who may read those is refused these. */
  otherSecrets: string[];
  /** The function that reads checks for the doctor. */
  readChecksArn: string;
  /** How roles use customer keys. */
  keys: KeyUses;
  /** In the SES sandbox, the senders that may write to any verified identity of the account. */
  sandboxed: string[] | undefined;
}

/** Reading and writing by key. A transaction needs no permission besides those of its writes. */
const tableActions = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
];

/** Why what is granted by its use has a wildcard in its ARN. */
const grantReasons: Partial<Record<Grant, string>> = {
  workspaces: 'The playbook signs calls to a workspace whose address only the deployment knows.',
  'apis-of-checks':
    'The wildcard covers methods and paths of the APIs that checks of the playbook sign their calls for.',
  'apis-of-actions': 'The wildcard covers methods and paths of the APIs that actions sign their calls for.',
  'check-secrets': 'Each check may have a secret of its own below this prefix, and AWS appends six characters.',
  'action-secrets': 'Each action may have a secret of its own below this prefix, and AWS appends six characters.',
  'database-secrets': 'The app gives a secret that it knows by its name alone, and AWS appends six characters to that.',
  'hook-secrets': 'Each hook has a secret of its own below this prefix, and AWS appends six characters.',
  'source-secrets': 'Each source has a secret of its own below this prefix, and AWS appends six characters.',
  'mail-identities':
    'An identity may have a configuration set by default; SES asks for a right on it, and only the account knows its name.',
  'channel-secrets':
    'people.yaml may name new channel secrets at any time; only they have this prefix, and AWS appends six characters.',
};

const inSandbox =
  'In the sandbox SES asks for a right on the identity of each recipient; people are in no template, so none can be named. Only the senders of the deployment may write.';
const ofTheAccount = 'AWS supports these actions on * only: they read limits of the account, and nothing in it.';
/** Why rights to the published object have a wildcard. */
const oneObject =
  'The bucket holds one object for each release of the functions; while a release is replaced, those of both read theirs.';
const ownAssets = 'The name of an asset ends with the hash of its content; only files of this product begin so.';

/** The statements of one handler's role, with `Resource: *` only where AWS supports nothing narrower. */
export const statementsOf = (product: IConstruct, handler: HandlerName, granted: Granted): Statement[] => {
  const stack = Stack.of(product);
  const { keys } = granted;
  const runs: MachineName[] = ['lifecycle', ...phases];
  const executions = runs.map((machine) => executionsOf(product, machine));
  const receive = (queueArn: string) => [
    allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [queueArn],
    ),
    ...keys.readsQueues,
  ];
  const arnOf = ({ service, name: resource, ...of }: Named) =>
    stack.formatArn({ service, resource, ...of, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  const statementOf = (right: PluginRight): Statement => {
    if ('named' in right) {
      const { actions, named, because, conditions } = right;
      return allow(actions, named.map(arnOf), {
        ...(because !== undefined && { because }),
        ...(conditions !== undefined && { conditions }),
      });
    }
    if (!('because' in right)) {
      const because = grantReasons[right.resources];
      return allow(right.actions, granted.grants[right.resources], because === undefined ? {} : { because });
    }
    const { actions, resources, because } = right;
    if (resources === 'any') return allow(actions, ['*'], { because });
    return allow(actions, [arnOf(resources)], { because });
  };
  /** What a plugin's right needs besides, because of where the deployment stands. */
  const besidesOf = (right: PluginRight): Statement[] => {
    if ('named' in right) return [];
    const { actions, resources } = right;
    if (typeof resources === 'string' && resources.endsWith('-secrets')) return keys.readsSecrets;
    if (resources === 'topics') return keys.publishes;
    if (resources !== 'mail-identities' || granted.sandboxed === undefined) return [];
    const conditions = { StringEquals: { 'ses:FromAddress': granted.sandboxed } };
    return [allow(actions, [anyIdentity(product)], { conditions, because: inSandbox })];
  };
  /** What plugins ask for, each statement once. */
  const byPlugins = (asking: readonly { rights: readonly PluginRight[] }[]) => {
    const asked = asking.flatMap(({ rights }) => rights);
    return [...new Map(asked.map((right) => [JSON.stringify(right), right])).values()].flatMap((right) => [
      statementOf(right),
      ...besidesOf(right),
    ]);
  };
  const notOthersSecrets = () => deny(['secretsmanager:GetSecretValue'], granted.otherSecrets);
  const statements: Record<Right, () => Statement[]> = {
    table: () => [allow(tableActions, [granted.tableArn]), ...keys.usesTable],
    deployed: () => [
      allow(['s3:GetObject'], [`${granted.published.bucketArn}/*`], { because: oneObject }),
      ...keys.readsObjects,
    ],
    publish: () => [
      allow(['s3:GetObject'], granted.published.sourceArns, { because: ownAssets }),
      allow(['s3:PutObject', 's3:DeleteObject'], [`${granted.published.bucketArn}/*`], { because: oneObject }),
      ...keys.readsAssets,
      ...keys.writesObjects,
    ],
    'due-index': () => [allow(['dynamodb:Query'], [`${granted.tableArn}/index/due`])],
    'list-index': () => [allow(['dynamodb:Query'], [`${granted.tableArn}/index/list`])],
    'read-checks': () =>
      byPlugins(
        granted.plugins.checks.map(({ kind, rights: always, rightsOf = () => [] }) => ({
          rights: [...always, ...granted.checks.filter((check) => check.kind === kind).flatMap(rightsOf)],
        })),
      ),
    'run-actions': () =>
      byPlugins(
        granted.plugins.actions.map(({ kind, rights: always, rightsOf = () => [] }) => ({
          rights: [...always, ...granted.acts.filter((act) => act.kind === kind).flatMap(rightsOf)],
        })),
      ),
    'answer-own-tokens': () => [
      allow(
        ['states:SendTaskSuccess', 'states:SendTaskFailure'],
        [machineArn(product, handler.split('/')[0] as PhaseName)],
      ),
    ],
    'answer-tokens': () => [
      allow(
        ['states:SendTaskSuccess', 'states:SendTaskFailure'],
        phases.map((phase) => machineArn(product, phase)),
      ),
    ],
    'set-schedules': () => [
      allow(
        ['scheduler:CreateSchedule'],
        [
          stack.formatArn({
            service: 'scheduler',
            resource: 'schedule',
            resourceName: `${granted.scheduleGroupName}/*`,
          }),
        ],
      ),
      allow(['iam:PassRole'], [granted.scheduleRoleArn], {
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    ],
    'start-runs': () => [
      allow(['states:StartExecution'], [machineArn(product, 'lifecycle'), machineArn(product, 'deadline')]),
    ],
    'look-at-runs': () => [allow(['states:DescribeExecution'], [...executions, executionsOf(product, 'deadline')])],
    'stop-runs': () => [allow(['states:StopExecution'], executions)],
    'fill-queues': () => [allow(['sqs:SendMessage'], Object.values(granted.queueArns)), ...keys.fillsQueues],
    // A delivery that is to be tried again puts its own id back, for later.
    'wake-pages': () => [allow(['sqs:SendMessage'], [granted.queueArns.page]), ...keys.fillsQueues],
    'wake-messages': () => [allow(['sqs:SendMessage'], [granted.queueArns.send]), ...keys.fillsQueues],
    'read-stream': () => [
      allow(
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
        [granted.streamArn],
      ),
      ...keys.readsStream,
    ],
    // Lambda itself sends there what the dispatcher could not process, with the dispatcher's role.
    'give-up': () => [allow(['sqs:SendMessage'], [granted.deadArn]), ...keys.fillsQueues],
    'read-signals': () => receive(granted.signalsArn),
    'read-pages': () => receive(granted.queueArns.page),
    'read-messages': () => receive(granted.queueArns.send),
    'read-effects': () => receive(granted.queueArns.effects),
    'reach-people': () => [
      ...byPlugins(granted.plugins.channels.filter(({ person }) => person !== 'none')),
      notOthersSecrets(),
    ],
    // of secrets only those that calls are verified by: this handler reads what strangers send
    'hear-hooks': () =>
      granted.plugins.channels.some(({ hook }) => hook !== undefined)
        ? [statementOf({ actions: ['secretsmanager:GetSecretValue'], resources: 'hook-secrets' }), ...keys.readsSecrets]
        : [],
    // what a source sends is verified here, and worked off by the function that reads the queue
    'hear-sources': () => [
      statementOf({ actions: ['secretsmanager:GetSecretValue'], resources: 'source-secrets' }),
      ...keys.readsSecrets,
      allow(['sqs:SendMessage'], [granted.signalsArn]),
      ...keys.fillsQueues,
    ],
    'ask-for-readings': () => [allow(['lambda:InvokeFunction'], [granted.readChecksArn])],
    'ask-account': () => [allow(['lambda:GetAccountSettings', 'ses:GetAccount'], ['*'], { because: ofTheAccount })],
    'reach-places': () => [...byPlugins(granted.plugins.channels.filter(carriesMessages)), notOthersSecrets()],
  };
  const all = rights[handler].flatMap((right) => statements[right]()).filter(({ resources }) => resources.length > 0);
  // what two rights need alike stands once, and a right to write to a service covers the one to read from it
  const fills = keys.fillsQueues.some((one) => all.includes(one));
  return [...new Set(all)].filter((one) => !(fills && keys.readsQueues.includes(one)));
};
