import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MachineName, machines } from '#core/machines';
import type { Pack } from '#core/playbook/pack';
import type { People } from '#core/playbook/people';
import { vocabularyOf } from '#plugins/registry';
import { Api, type OwnUsers } from './api.ts';
import { bundles, digestOf } from './bundle.ts';
import { warnOfClearText } from './clear-text.ts';
import { Deadlines } from './deadlines.ts';
import { doesNotFit } from './does-not-fit.ts';
import { environmentOf, settingsOf } from './environment.ts';
import { addressed, checkFits } from './fits.ts';
import { grantsOf, otherSecrets } from './grants.ts';
import { Handlers } from './handlers.ts';
import { mailingOf } from './identities.ts';
import { IncomingAlarms } from './incoming-alarms.ts';
import { Ingest } from './ingest.ts';
import { keptOf } from './kept.ts';
import { keyUses, letServicesUse } from './keys.ts';
import { machineLog } from './machine-log.ts';
import { publishedMetric } from './metrics.ts';
import { readChecksArn } from './names.ts';
import { actsOf, calledIn, needsOf, warnOfMissing } from './needs.ts';
import { Network } from './network.ts';
import { pastedOn } from './pasted.ts';
import { Phase } from './phase.ts';
import { playbookOf } from './playbook.ts';
import { plugged } from './plugged.ts';
import type { IncidentResponseProps, Watches } from './props.ts';
import { Publication } from './publication.ts';
import { deadLetters, tagQueues } from './queue.ts';
import { Reactions } from './reactions.ts';
import { Receipts } from './receipts.ts';
import { Recovery } from './recovery.ts';
import { Store } from './store.ts';
import { Watch } from './watch.ts';
import { subscribe, warnWhileNobodyWatches } from './watchers.ts';

/** The queues of work. Each has dead letters of its own, which `tocsin redrive` moves back. */
export interface WorkQueues {
  /** Pages to people, one at a time. */
  readonly page: Queue;
  /** Messages to channels. */
  readonly send: Queue;
  /** Work on Tocsin's own state machines and schedules. */
  readonly effects: Queue;
  /** Alarms that arrived, and what providers tell of pages. */
  readonly signals: Queue;
}

/** Incident response by a team's own playbook: the alarms that are added open incidents, and six phases lead each to its review. */
export class IncidentResponse extends Construct {
  /** Everything that has a state: incidents, their timelines, their outbox. */
  readonly table: Table;
  /** The eight state machines, by their names. */
  readonly machines: Record<MachineName, StateMachine>;
  /** The queues of work. */
  readonly queues: WorkQueues;
  /** The HTTP API. */
  readonly api: HttpApi;
  /** Who may sign in; undefined where `signIn` names another issuer. */
  readonly users: OwnUsers | undefined;
  /** Where people and tools reach the API. */
  readonly apiUrl: string;
  /** Where people open the links of their pages. */
  readonly publicUrl: string;
  /** Where people open the board. */
  readonly boardUrl: string;
  /** What the name of `domain` has to point at, by a CNAME or an alias. */
  readonly domainTarget: string | undefined;
  /** The dashboard in the CloudWatch console; without one, Tocsin's own alarms there. */
  readonly dashboardUrl: string;
  /** The action, for ALARM, OK and INSUFFICIENT_DATA, of alarms that cannot be added because another account or stack owns them. */
  readonly alarmTopic: Topic;
  /** Tocsin's own alarms go here and never open an incident: subscribe somebody, by `watch` or by hand. */
  readonly watchTopic: Topic;
  private readonly playbook: { pack: Pack; people: People };
  private readonly incoming: IncomingAlarms;

  constructor(scope: Construct, id: string, props: IncidentResponseProps) {
    super(scope, id);
    const given = plugged();
    const kept = keptOf(this, props);
    const reserved = props.reservedConcurrency;
    const vocabulary = vocabularyOf(given);
    this.playbook = playbookOf(props.playbook, vocabulary);
    const { pack } = this.playbook;
    const needs = needsOf(pack, vocabulary);
    checkFits(this.node.path, this.playbook, props);
    warnOfMissing(
      this,
      { ...needs, services: calledIn(pack, vocabulary) },
      {
        topics: props.topics ?? {},
        actions: props.actions ?? {},
        databases: props.databases ?? {},
        services: props.services ?? {},
      },
    );
    // the local engine's systems are on this machine
    if (!props.local) warnOfClearText(this, pack, props.services ?? {});

    const keys = keyUses(this, props.keys ?? {});
    const key = props.keys?.data;
    if (key) letServicesUse(this, key, props.alarmAccounts ?? []);
    const { table } = new Store(this, 'Store', { kept, key });
    const dead = deadLetters(this, 'MachineryDead', key);
    const deadlines = new Deadlines(this, 'Deadlines', { dead, keys });
    const reactions = new Reactions(this, 'Reactions', { key, reserved });
    const ingest = new Ingest(this, 'Ingest', {
      dead,
      accounts: props.alarmAccounts ?? [],
      prefix: props.alarmNamePrefix,
      key,
    });
    const told = {
      mailConfigurationSet: props.mail?.configurationSet,
      originationIdentity: props.sms?.originationIdentity,
    };
    new Receipts(this, 'Receipts', { ingest, channels: given.channels, deployment: told });
    this.incoming = new IncomingAlarms(this, 'IncomingAlarms', { pack: this.playbook.pack, ingest });
    const api = new Api(this, 'Api', {
      signIn: props.signIn,
      domain: props.domain,
      local: props.local ?? false,
      kept,
      key,
    });
    const watch = new Watch(this, 'Watch', { dashboard: props.dashboard ?? true, key });
    subscribe(this, watch.topic, props.watch ?? {});
    // on the local engine nobody has to watch
    if (!props.local) warnWhileNobodyWatches(this, watch.topic);
    this.table = table;
    this.queues = { ...reactions.queues, signals: ingest.queue };
    this.api = api.api;
    this.users = api.users;
    // the local engine serves an API below its own address, under an id that only the deployment knows
    this.apiUrl = props.endpoints?.api?.replace('{apiId}', api.api.apiId) ?? api.api.apiEndpoint;
    this.publicUrl = props.domain === undefined ? this.apiUrl : `https://${props.domain.name}`;
    this.boardUrl = `${this.publicUrl}/console`;
    this.domainTarget = api.domainTarget;
    this.dashboardUrl = watch.dashboardUrl;
    this.alarmTopic = ingest.topic;
    this.watchTopic = watch.topic;

    const mailing = mailingOf(this, pack, { mail: props.mail, senders: needs.senders });
    const secretPrefix = props.secretPrefix ?? 'tocsin/';
    const { page, send, effects } = reactions.queues;
    const from = bundles();
    const publication = new Publication(this, 'Publication', {
      release: digestOf(from),
      key,
      playbook: JSON.stringify(this.playbook),
      alarms: this.incoming,
      settings: settingsOf(props, {
        addressed: addressed(pack),
        apiUrl: this.apiUrl,
        dashboardUrl: this.dashboardUrl,
        publicUrl: this.publicUrl,
        secretPrefix,
        settings: api.settings,
        ...pastedOn(props, api),
      }),
    });
    const { deployed } = publication;
    const handlers = new Handlers(this, 'Handlers', {
      reserved,
      kept,
      key,
      from,
      granted: {
        tableArn: table.tableArn,
        streamArn: table.tableStreamArn ?? '',
        signalsArn: ingest.queue.queueArn,
        deadArn: dead.queueArn,
        queueArns: { page: page.queueArn, send: send.queueArn, effects: effects.queueArn },
        scheduleGroupName: deadlines.groupName,
        scheduleRoleArn: deadlines.role.roleArn,
        published: { bucketArn: publication.bucket.bucketArn, sourceArns: publication.sourceArns },
        plugins: given,
        acts: actsOf(pack),
        checks: Object.values(pack.playbook.checks),
        grants: grantsOf(this, props, { pack, databases: needs.databases, mail: mailing.arns, secretPrefix }),
        otherSecrets: otherSecrets(this, secretPrefix),
        readChecksArn: readChecksArn(this),
        sandboxed: mailing.sandboxed,
        keys,
      },
      network: new Network(this, 'Network', props),
      environment: environmentOf(
        this,
        props,
        { table, deadlines, dead, reactions, ingest, secretPrefix, deployed, apiUrl: this.apiUrl },
        given,
      ),
    });
    publication.by(handlers.get('deploy/publish'));
    handlers.readers.forEach((reader) => publication.precedes(reader));

    const log = machineLog(this, 'MachineLog', { kept, key });
    const made = new Map(
      machines.map((name) => [name, new Phase(this, name, { handlers: handlers.functions, log }).machine]),
    );
    this.machines = Object.fromEntries(made) as Record<MachineName, StateMachine>;

    reactions.connect(table, dead, handlers);
    ingest.readBy(handlers.get('ingest/receive-alarm'), reserved);
    const watchActions = handlers.get('sweep/watch-actions');
    const [sweep, takeUp] = [handlers.get('sweep/sweep'), handlers.get('sweep/take-up')];
    new Recovery(this, 'Recovery', { sweep, watchActions, takeUp, dead });
    api.serve(handlers.get('api/serve'));
    const queues = { ...this.queues };
    const deadOfAll = {
      machinery: dead,
      ...Object.fromEntries(Object.entries(queues).map(([name, queue]) => [name, deadOf(queue)])),
    };
    tagQueues(this, queues, deadOfAll);
    watch.over({
      machines: made,
      dispatcher: handlers.get('dispatch/dispatch-outbox'),
      sweeper: sweep,
      watchActions,
      queues,
      dead: deadOfAll,
    });
  }

  /** Lets an alarm open incidents for a service and a detection rule of the playbook. It arrives through EventBridge and, where its actions can be set, through SNS too. */
  addAlarm(alarm: IAlarm, watches: Watches): void {
    this.incoming.add(alarm, watches);
  }

  /** What `TocsinAlarmAction` does: lets an alarm open incidents, and returns the ARN of the topic that its actions publish to. */
  admitAlarm(alarm: IAlarm, watches?: Watches): string {
    this.incoming.admit(alarm, watches);
    return this.alarmTopic.topicArn;
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

  /** Failed runs of incidents. */
  metricRunsFailed(options?: MetricOptions): Metric {
    return this.machines.lifecycle.metricFailed(options);
  }

  /** Seconds that the oldest unsent page has waited. */
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
}

const deadOf = (queue: Queue) => {
  if (!queue.deadLetterQueue) throw new Error(`${queue.node.path} has no dead letter queue`);
  return queue.deadLetterQueue.queue as Queue;
};
