import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { type Environment, type Group, groups, variablesOf } from '#adapters/aws/environment';
import type { DeploymentSettings } from '#adapters/aws/published';
import type { SignInSettings } from '#app/sign-in/settings';
import { machines } from '#core/machines';
import type { Deployment } from '#plugins/plugin';
import type { Plugins } from '#plugins/registry';
import type { Deadlines } from './deadlines.ts';
import type { Ingest } from './ingest.ts';
import { machineArn, readChecksName } from './names.ts';
import { pluginVariables } from './plugin-variables.ts';
import type { IncidentResponseProps } from './props.ts';
import type { Reactions } from './reactions.ts';
import { type HandlerName, type Right, rights } from './rights.ts';

/** The settings that come with a right: who may read a table is told which. */
const byRight: Partial<Record<Right, Group[]>> = {
  table: ['table'],
  deployed: ['deployed'],
  'fill-queues': ['queues'],
  'wake-pages': ['queues'],
  'wake-messages': ['queues'],
  'hear-hooks': ['secrets'],
  'hear-sources': ['secrets', 'signals'],
  'read-checks': ['secrets'],
  'run-actions': ['secrets'],
  'ask-for-readings': ['readings'],
  'start-runs': ['executions'],
  'look-at-runs': ['executions'],
  'stop-runs': ['executions'],
  'set-schedules': ['schedules'],
  'reach-people': ['secrets', 'links'],
  'reach-places': ['secrets', 'links'],
};
/** Settings of handlers that have no right to go with them: to link to an execution is to name it. */
const besides: Partial<Record<HandlerName, Group[]>> = { 'api/serve': ['links'] };

/** The groups of settings that a handler reads. */
export const groupsOf = (handler: HandlerName): Group[] => [
  ...new Set([
    ...(rights[handler] as readonly Right[]).flatMap((right) => byRight[right] ?? []),
    ...(besides[handler] ?? []),
  ]),
];

interface Made {
  table: Table;
  deadlines: Deadlines;
  dead: Queue;
  reactions: Reactions;
  ingest: Ingest;
  /** `bucket/key` of the object with all that grows. */
  deployed: string;
  secretPrefix: string;
  apiUrl: string;
}

/** Gives a handler the variables that it reads, and no others: Lambda takes 4 KB of them (docs.aws.amazon.com/lambda, gettingstarted-limits). */
export function environmentOf(
  product: IConstruct,
  props: IncidentResponseProps,
  made: Made,
  plugins: Plugins,
): (handler: HandlerName) => Record<string, string> {
  const toJson = (value: object): string => Stack.of(product).toJsonString(value);
  const { page, send, effects } = made.reactions.queues;
  const all: Required<Environment> = {
    TABLE_NAME: made.table.tableName,
    PAGE_QUEUE_URL: page.queueUrl,
    SEND_QUEUE_URL: send.queueUrl,
    EFFECTS_QUEUE_URL: effects.queueUrl,
    SIGNAL_QUEUE_URL: made.ingest.queue.queueUrl,
    MACHINE_ARNS: Object.fromEntries(machines.map((name) => [name, machineArn(product, name)])),
    SCHEDULE_GROUP: made.deadlines.groupName,
    SCHEDULE_ROLE_ARN: made.deadlines.role.roleArn,
    SCHEDULE_DLQ_ARN: made.dead.queueArn,
    SECRET_PREFIX: made.secretPrefix,
    READ_CHECKS_FUNCTION: readChecksName(product),
    DEPLOYED: made.deployed,
  };
  const deployment: Deployment = {
    endpoints: props.endpoints ?? {},
    apiUrl: made.apiUrl,
    mailFrom: props.mail?.from,
    mailConfigurationSet: props.mail?.configurationSet,
    originationIdentity: props.sms?.originationIdentity,
  };
  // all of them once, so that what does not fit is said whichever handler would meet it
  pluginVariables(product, plugins, deployment);
  return (handler) => {
    const has = (...wanted: Right[]) => (rights[handler] as readonly Right[]).some((right) => wanted.includes(right));
    const own = groupsOf(handler).flatMap((group): readonly (keyof Environment)[] => groups[group]);
    const asked: Plugins = {
      ...plugins,
      channels: has('reach-people', 'reach-places') ? plugins.channels : [],
      checks: has('read-checks') ? plugins.checks : [],
      actions: has('run-actions') ? plugins.actions : [],
    };
    return {
      ...variablesOf(Object.fromEntries(own.map((name) => [name, all[name]])), toJson),
      ...pluginVariables(product, asked, deployment),
    };
  };
}

/** What a deployment says beside its playbook; it grows with services, functions and topics, so it is no variable of a function. */
export const settingsOf = (
  {
    services = {},
    actions = {},
    topics = {},
    databases = {},
    speed = 1,
    margin,
    alarmNamePrefix,
    catchAll,
    signIn,
  }: IncidentResponseProps,
  {
    addressed,
    apiUrl,
    dashboardUrl,
    publicUrl,
    secretPrefix,
    settings,
    pasted,
  }: {
    addressed: readonly string[];
    apiUrl: string;
    dashboardUrl: string;
    publicUrl: string;
    secretPrefix: string;
    settings: SignInSettings;
    pasted?: DeploymentSettings['pasted'];
  },
): Omit<DeploymentSettings, 'alarms'> => ({
  ...(alarmNamePrefix !== undefined && { alarmPrefix: alarmNamePrefix }),
  bases: Object.fromEntries(addressed.map((name) => [name, services[name] ?? null])),
  functions: Object.fromEntries(Object.entries(actions).map(([name, { functionArn }]) => [name, functionArn])),
  topics: Object.fromEntries(Object.entries(topics).map(([name, { topicArn }]) => [name, topicArn])),
  databases: Object.fromEntries(
    Object.entries(databases).map(([name, { clusterArn, secret, name: database }]) => [
      name,
      { clusterArn, secretArn: secret.secretArn, ...(database !== undefined && { name: database }) },
    ]),
  ),
  speed,
  marginSeconds: (margin ?? Duration.minutes(1)).toSeconds(),
  apiUrl,
  dashboardUrl,
  publicUrl,
  secretPrefix,
  catchAll,
  signIn: settings,
  ...(signIn?.groupRoles !== undefined && { groupRoles: signIn.groupRoles }),
  ...(pasted !== undefined && { pasted }),
});
