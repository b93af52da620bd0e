import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { variablesOf } from '#adapters/aws/environment';
import { machines } from '#core/machines';
import type { Plugins } from '#plugins/registry';
import type { Deadlines } from './deadlines.ts';
import { machineArn } from './names.ts';
import type { IncidentResponseProps } from './props.ts';
import type { Reactions } from './reactions.ts';

interface Made {
  table: Table;
  deadlines: Deadlines;
  dead: Queue;
  reactions: Reactions;
  apiUrl: string;
  dashboardUrl: string;
  secretPrefix: string;
  /** What checks and actions speak to: the playbook's services, and its other bases. */
  addressed: readonly string[];
}

/** The variables of every handler: the engine's own, and those that the plugins declare. */
export function environmentOf(
  product: IConstruct,
  props: IncidentResponseProps,
  made: Made,
  { channels, checks, actions: mitigations }: Plugins,
): Record<string, string> {
  const { services = {}, endpoints = {}, topics = {}, actions = {} } = props;
  const { page, send, effects } = made.reactions.queues;
  const toJson = (value: object): string => Stack.of(product).toJsonString(value);
  const arns = (of: Record<string, { topicArn: string }>) =>
    Object.fromEntries(Object.entries(of).map(([name, { topicArn }]) => [name, topicArn]));
  const deployment = {
    endpoints,
    apiUrl: made.apiUrl,
    mailFrom: props.mail?.from,
    originationIdentity: props.sms?.originationIdentity,
    topicArns: arns(topics),
    toJson,
  };
  const declared = [...channels, ...checks, ...mitigations].flatMap((plugin) =>
    Object.entries(plugin.environment(deployment)),
  );
  return {
    ...variablesOf(
      {
        TABLE_NAME: made.table.tableName,
        PAGE_QUEUE_URL: page.queueUrl,
        SEND_QUEUE_URL: send.queueUrl,
        EFFECTS_QUEUE_URL: effects.queueUrl,
        MACHINE_ARNS: Object.fromEntries(machines.map((name) => [name, machineArn(product, name)])),
        SCHEDULE_GROUP: made.deadlines.groupName,
        SCHEDULE_ROLE_ARN: made.deadlines.role.roleArn,
        SCHEDULE_DLQ_ARN: made.dead.queueArn,
        SECRET_PREFIX: made.secretPrefix,
        ALARMS: {},
        BASES: Object.fromEntries(made.addressed.map((name) => [name, services[name] ?? null])),
        SPEED: props.speed ?? 1,
        MARGIN_SECONDS: (props.margin ?? Duration.minutes(1)).toSeconds(),
        API_URL: made.apiUrl,
        DASHBOARD_URL: made.dashboardUrl,
        CATCH_ALL: props.catchAll,
        ...(props.alarmNamePrefix === undefined ? {} : { ALARM_PREFIX: props.alarmNamePrefix }),
      },
      toJson,
    ),
    ACTION_ARNS: toJson(Object.fromEntries(Object.entries(actions).map(([name, fn]) => [name, fn.functionArn]))),
    ...Object.fromEntries(declared.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  };
}
