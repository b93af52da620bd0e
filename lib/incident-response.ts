import { Annotations, ArnFormat, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { variablesOf } from '#adapters/aws/environment';
import { type MachineName, machines } from '#core/machines';
import type { Pack } from '#core/playbook/pack';
import type { People } from '#core/playbook/people';
import { Api } from './api.ts';
import { Deadlines } from './deadlines.ts';
import { DoesNotFit, doesNotFit } from './does-not-fit.ts';
import { Handlers } from './handlers.ts';
import { IncomingAlarms } from './incoming-alarms.ts';
import { Ingest } from './ingest.ts';
import { publishedMetric } from './metrics.ts';
import { machineArn, nameOf } from './names.ts';
import { Phase } from './phase.ts';
import { playbookOf } from './playbook.ts';
import type { IncidentResponseProps, Watches } from './props.ts';
import { deadLetters } from './queue.ts';
import { Reactions } from './reactions.ts';
import { Recovery } from './recovery.ts';
import { Store } from './store.ts';
import { ownAlarms, Watch } from './watch.ts';

export type { MachineName } from '#core/machines';
export type { SignIn } from './api.ts';
export { DoesNotFit } from './does-not-fit.ts';
export type { Endpoints, IncidentResponseProps, PackedPlaybook, Watches } from './props.ts';

/** Incident response by a team's own playbook: alarms that are added open incidents, and six phases take them to their review. */
export class IncidentResponse extends Construct {
  readonly table: Table;
  readonly machines: Record<MachineName, StateMachine>;
  readonly queues: { page: Queue; send: Queue; effects: Queue; signals: Queue };
  readonly api: Api['api'];
  readonly users: Api['users'];
  readonly apiUrl: string;
  readonly dashboardUrl: string;
  /** Alarms that cannot be added (other accounts, other stacks) have this as their action for ALARM, OK and INSUFFICIENT_DATA. */
  readonly alarmTopic: Topic;
  /** Where Tocsin's own alarms go: subscribe somebody. They never open an incident. */
  readonly watchTopic: Topic;
  private readonly playbook: { pack: Pack; people: People };
  private readonly incoming: IncomingAlarms;

  constructor(scope: Construct, id: string, props: IncidentResponseProps) {
    super(scope, id);
    const keepData = props.keepData ?? true;
    this.playbook = playbookOf(props.playbook);
    this.check(props);
    this.warn(props);

    const { table } = new Store(this, 'Store', { keepData });
    const dead = deadLetters(this, 'MachineryDead');
    const deadlines = new Deadlines(this, 'Deadlines', { dead });
    const reactions = new Reactions(this, 'Reactions');
    const ingest = new Ingest(this, 'Ingest', {
      dead,
      accounts: props.alarmAccounts ?? [],
      prefix: props.alarmNamePrefix,
    });
    this.incoming = new IncomingAlarms(this, 'IncomingAlarms', { pack: this.playbook.pack, ingest });
    const api = new Api(this, 'Api', { signIn: props.signIn, local: props.local ?? false, keepData });
    const watch = new Watch(this, 'Watch');
    this.table = table;
    this.queues = { ...reactions.queues, signals: ingest.queue };
    this.api = api.api;
    this.users = api.users;
    // the local engine serves an API below its own address, under an id that only the deployment knows
    this.apiUrl = props.endpoints?.api?.replace('{apiId}', api.api.apiId) ?? api.api.apiEndpoint;
    this.dashboardUrl = watch.dashboardUrl;
    this.alarmTopic = ingest.topic;
    this.watchTopic = watch.topic;

    const secretPrefix = props.secretPrefix ?? 'tocsin/';
    const { page, send, effects } = reactions.queues;
    const handlers = new Handlers(this, 'Handlers', {
      keepData,
      playbook: JSON.stringify(this.playbook),
      alarms: this.incoming.named,
      alarmsInEnvironment: this.incoming.unnamed,
      granted: {
        tableArn: table.tableArn,
        streamArn: table.tableStreamArn ?? '',
        signalsArn: ingest.queue.queueArn,
        deadArn: dead.queueArn,
        queueArns: { page: page.queueArn, send: send.queueArn, effects: effects.queueArn },
        scheduleGroupName: deadlines.groupName,
        scheduleRoleArn: deadlines.role.roleArn,
        secretPrefix,
        mailIdentities: this.mailIdentities(props.mail?.from),
        originationArns: props.sms ? [this.originationArn(props.sms.originationIdentity)] : [],
        topics: Object.values(props.topics ?? {}),
        actions: Object.values(props.actions ?? {}),
      },
      environment: this.environment(props, { table, deadlines, dead, reactions, secretPrefix }),
    });

    const log = new LogGroup(this, 'MachineLog', {
      // Of this name CloudWatch takes any number of machines; of others its resource policy is soon full.
      logGroupName: `/aws/vendedlogs/states/${nameOf(this, 'machines')}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const made = new Map(
      machines.map((name) => [name, new Phase(this, name, { handlers: handlers.functions, log }).machine]),
    );
    this.machines = Object.fromEntries(made) as Record<MachineName, StateMachine>;

    reactions.connect(table, dead, handlers);
    ingest.readBy(handlers.get('ingest/receive-alarm'));
    new Recovery(this, 'Recovery', { sweep: handlers.get('sweep/sweep'), takeUp: handlers.get('sweep/take-up'), dead });
    api.serve(handlers.get('api/serve'));
    watch.over({
      machines: made,
      dispatcher: handlers.get('dispatch/dispatch-outbox'),
      sweeper: handlers.get('sweep/sweep'),
      queues: this.queues,
      dead: {
        machinery: dead,
        ...Object.fromEntries(Object.entries(this.queues).map(([name, queue]) => [name, deadOf(queue)])),
      },
    });
  }

  /** Lets an alarm open incidents, as what it stands for in the playbook. It comes by EventBridge and, where its actions can be set, by SNS. */
  addAlarm(alarm: IAlarm, watches: Watches): void {
    this.incoming.add(alarm, watches);
  }

  /** Seconds from the detection of an incident to its acknowledgement, by the severity that it resolved with. */
  metricTimeToAcknowledge(severity: string, options?: MetricOptions): Metric {
    return this.metricOf('TimeToAcknowledge', severity, options);
  }

  /** Seconds from the detection of an incident to its resolution, by the severity that it resolved with. */
  metricTimeToResolve(severity: string, options?: MetricOptions): Metric {
    return this.metricOf('TimeToResolve', severity, options);
  }

  /** Items that a sweep could not bring forward. */
  metricSweepFailed(options?: MetricOptions): Metric {
    return publishedMetric({ name: 'SweepFailed' }, { statistic: 'sum', ...options });
  }

  /** Runs of incidents that died. */
  metricRunsFailed(options?: MetricOptions): Metric {
    return this.machines.lifecycle.metricFailed(options);
  }

  /** Seconds that the oldest page has been waiting. */
  metricPageAge(options?: MetricOptions): Metric {
    return this.queues.page.metricApproximateAgeOfOldestMessage(options);
  }

  private metricOf(name: 'TimeToAcknowledge' | 'TimeToResolve', severity: string, options?: MetricOptions) {
    const { playbook, places } = this.playbook.pack;
    const severities = playbook.severities.map(({ id }) => id);
    if (!severities.includes(severity))
      throw doesNotFit(`${this.node.path}: metric${name}`, 'severity', severity, severities, places['severities']);
    return publishedMetric({ name, severity }, options);
  }

  private check({ services = {}, catchAll, alarmNamePrefix }: IncidentResponseProps) {
    const { pack, people } = this.playbook;
    const who = this.node.path;
    const known = addressed(pack);
    for (const name of Object.keys(services))
      if (!known.includes(name))
        throw doesNotFit(`${who}: services`, 'service or base', name, known, pack.places['services']);
    const targets = Object.keys(people.targets);
    if (!targets.includes(catchAll)) throw doesNotFit(`${who}: catchAll`, 'target', catchAll, targets, 'people.yaml');
    if (
      alarmNamePrefix !== undefined &&
      (ownAlarms.startsWith(alarmNamePrefix) || alarmNamePrefix.startsWith(ownAlarms))
    )
      throw new DoesNotFit(
        `${who}: alarmNamePrefix '${alarmNamePrefix}' would let Tocsin's own alarms (${ownAlarms}…) open incidents: take a longer one`,
      );
  }

  /** What the playbook speaks of and the app does not give would only fail in the middle of an incident: it is said now. */
  private warn({ topics = {}, actions = {} }: IncidentResponseProps) {
    const { playbook, runbooks } = this.playbook.pack;
    const named = Object.values(playbook.communication.places).flatMap((place) =>
      place.tool === 'sns' ? [place.topic] : [],
    );
    const called = Object.values(runbooks).flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === 'act' && step.act.kind === 'lambda' ? [step.act.function] : [])),
    );
    const lacking = (what: string, names: string[], given: object) => {
      for (const name of new Set(names))
        if (!(name in given))
          Annotations.of(this).addWarningV2(
            `tocsin:${what}:${name}`,
            `the playbook speaks of ${what}.${name}, which is not given`,
          );
    };
    lacking('topics', named, topics);
    lacking('actions', called, actions);
  }

  private environment(
    props: IncidentResponseProps,
    at: { table: Table; deadlines: Deadlines; dead: Queue; reactions: Reactions; secretPrefix: string },
  ) {
    const { endpoints = {}, services = {} } = props;
    const names = addressed(this.playbook.pack);
    const { page, send, effects } = at.reactions.queues;
    const optional = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });
    return {
      ...variablesOf(
        {
          TABLE_NAME: at.table.tableName,
          PAGE_QUEUE_URL: page.queueUrl,
          SEND_QUEUE_URL: send.queueUrl,
          EFFECTS_QUEUE_URL: effects.queueUrl,
          MACHINE_ARNS: Object.fromEntries(machines.map((name) => [name, machineArn(this, name)])),
          SCHEDULE_GROUP: at.deadlines.groupName,
          SCHEDULE_ROLE_ARN: at.deadlines.role.roleArn,
          SCHEDULE_DLQ_ARN: at.dead.queueArn,
          SECRET_PREFIX: at.secretPrefix,
          TOPIC_ARNS: Object.fromEntries(
            Object.entries(props.topics ?? {}).map(([name, topic]) => [name, topic.topicArn]),
          ),
          ALARMS: {},
          BASES: Object.fromEntries(names.map((name) => [name, services[name] ?? null])),
          SPEED: props.speed ?? 1,
          MARGIN_SECONDS: (props.margin ?? Duration.minutes(1)).toSeconds(),
          API_URL: this.apiUrl,
          DASHBOARD_URL: this.dashboardUrl,
          CATCH_ALL: props.catchAll,
          ...optional('ALARM_PREFIX', props.alarmNamePrefix),
          ...optional('SLACK_API_URL', endpoints.slack),
          ...optional('PAGERDUTY_URL', endpoints.pagerduty),
          ...optional('STATUSPAGE_URL', endpoints.statuspage),
          ...optional('ORIGINATION_IDENTITY', props.sms?.originationIdentity),
          ...optional('MAIL_FROM', props.mail?.from),
        },
        (value) => Stack.of(this).toJsonString(value),
      ),
      ACTION_ARNS: Stack.of(this).toJsonString(
        Object.fromEntries(Object.entries(props.actions ?? {}).map(([name, fn]) => [name, fn.functionArn])),
      ),
      ...optional('AWS_ENDPOINT_URL_SESV2', endpoints.mail),
      ...optional('AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2', endpoints.sms),
    };
  }

  /** Senders are the app's own and those that the playbook names: SES knows each by its address or by its domain. */
  private mailIdentities(from: string | undefined) {
    const { communication, review } = this.playbook.pack.playbook;
    const places = Object.values(communication.places);
    const inviter = review.invitation === undefined ? [] : [review.invitation.organizer.email];
    const senders = [...places.flatMap((place) => (place.tool === 'email' ? [place.from] : [])), ...inviter];
    const known = [...senders, ...(from ? [from] : [])].flatMap((address) => [
      address,
      address.slice(address.indexOf('@') + 1),
    ]);
    return [...new Set(known)].map((resourceName) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName }),
    );
  }

  private originationArn(identity: string) {
    if (identity.startsWith('arn:') || Token.isUnresolved(identity)) return identity;
    const [kind] = /^(phone|pool)-/.exec(identity) ?? [];
    if (!kind)
      throw new DoesNotFit(
        `${this.node.path}: sms.originationIdentity '${identity}' is neither an ARN nor an id (phone-…, pool-…)`,
      );
    return Stack.of(this).formatArn({
      service: 'sms-voice',
      resource: kind === 'phone-' ? 'phone-number' : 'pool',
      resourceName: identity,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}

/** What checks and actions speak to: the playbook's services, and its other bases. */
const addressed = ({ playbook }: Pack) => [...Object.keys(playbook.services), ...Object.keys(playbook.bases)];

const deadOf = (queue: Queue) => {
  if (!queue.deadLetterQueue) throw new Error(`${queue.node.path} has no dead letter queue`);
  return queue.deadLetterQueue.queue as Queue;
};
