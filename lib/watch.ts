import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  SingleValueWidget,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MachineName } from '#core/machines';
import { nameOf } from './names.ts';
import { ownAlarms } from './own-alarms.ts';

export interface Watched {
  machines: Map<MachineName, StateMachine>;
  dispatcher: IFunction;
  sweeper: IFunction;
  watchActions: IFunction;
  queues: { page: Queue; send: Queue; effects: Queue; signals: Queue };
  dead: Record<string, Queue>;
}

/** Alarms on Tocsin itself, with a topic of their own that opens no incident, and the dashboard. */
export class Watch extends Construct {
  readonly topic: Topic;
  readonly dashboardName: string;
  private readonly product: Construct;
  private readonly hasDashboard: boolean;

  constructor(product: Construct, id: string, { dashboard, key }: { dashboard: boolean; key: IKey | undefined }) {
    super(product, id);
    this.product = product;
    this.hasDashboard = dashboard;
    this.dashboardName = nameOf(product, 'incidents');
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Alarms about Tocsin itself',
      enforceSSL: true,
      ...(key && { masterKey: key }),
    });
    const { account, partition } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:*:${account}:alarm:${ownAlarms}*` },
        },
      }),
    );
  }

  /** The dashboard's address; its name is known before the dashboard exists. Without one, that of Tocsin's own alarms. */
  get dashboardUrl() {
    const { region } = Stack.of(this);
    const page = this.hasDashboard ? `dashboards/dashboard/${this.dashboardName}` : `alarmsV2:?search=${ownAlarms}`;
    return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#${page}`;
  }

  /** Adds the alarms, and the dashboard where there is one. */
  over(watched: Watched) {
    const minute = Duration.minutes(1);
    const { dispatcher, sweeper, watchActions, queues, machines } = watched;
    const lifecycle = machineOf(machines, 'lifecycle');
    const deadline = machineOf(machines, 'deadline');
    for (const [name, queue] of Object.entries(watched.dead))
      this.alarm(
        `dead-letters-${name}`,
        'Messages could not be processed. Read one, fix the cause, then redrive the queue.',
        {
          metric: queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'max' }),
          above: 0,
        },
      );
    // A phase that fails makes its lifecycle fail, so one alarm covers them all. The machines have no time limit of their own.
    this.alarm(
      'lifecycle-failed',
      'A run of an incident has failed. The next run has taken over; look at the error of the failed execution.',
      {
        metric: lifecycle.metricFailed(),
        above: 0,
      },
    );
    this.alarm('deadline-failed', 'A deadline failed when it was due. The sweeper repeats it within two minutes.', {
      metric: deadline.metricFailed(),
      above: 0,
    });
    this.alarm(
      'dispatcher-late',
      'Outbox rows have waited in the stream for more than a minute: the dispatcher is slow or failing.',
      {
        metric: iteratorAge(dispatcher, minute),
        above: 60_000,
      },
    );
    this.alarm('page-late', 'A page has waited for more than two minutes to be sent.', {
      metric: queues.page.metricApproximateAgeOfOldestMessage({ period: minute }),
      above: 120,
    });
    // This alarm needs no function of ours: Lambda counts invocations, and missing counts are the alarm.
    this.alarm(
      'sweeper-silent',
      'The sweeper has not run for five minutes, so lost deadlines and unsent rows stay lost.',
      {
        metric: sweeper.metricInvocations({ period: Duration.minutes(5) }),
        below: 1,
      },
    );
    this.alarm('sweeper-errors', 'The sweeper has failed three times in a row: something overdue stays overdue.', {
      metric: sweeper.metricErrors({ period: minute }),
      above: 0,
      times: 3,
    });
    this.alarm(
      'actions-unwatched',
      'Actions that run on without a plan could not be looked at three times in a row: their incidents do not learn how they end.',
      { metric: watchActions.metricErrors({ period: minute }), above: 0, times: 3 },
    );
    if (this.hasDashboard) this.draw(watched, lifecycle, deadline);
  }

  private alarm(
    name: string,
    alarmDescription: string,
    on: { metric: IMetric; above?: number; below?: number; times?: number },
  ) {
    const alarm = new Alarm(this, name, {
      alarmName: `${ownAlarms}${nameOf(this.product, name)}`,
      alarmDescription,
      metric: on.metric,
      threshold: on.above ?? on.below ?? 0,
      comparisonOperator:
        on.above === undefined ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: on.times ?? 1,
      treatMissingData: on.above === undefined ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const tell = { bind: () => ({ alarmActionArn: this.topic.topicArn }) };
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
  }

  private draw({ queues, dispatcher, dead, machines }: Watched, lifecycle: StateMachine, deadline: StateMachine) {
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: this.dashboardName });
    const executions = (machine: StateMachine) =>
      `https://${Aws.REGION}.console.aws.amazon.com/states/home?region=${Aws.REGION}#/statemachines/view/${machine.stateMachineArn}`;
    const links = [...machines].map(([name, machine]) => `[${name}](${executions(machine)})`).join(' · ');
    dashboard.addWidgets(
      new TextWidget({
        markdown: `# Tocsin\nExecutions: ${links}\n\nAn incident's run is \`<incident>.<run>\` in lifecycle.`,
        width: 24,
        height: 3,
      }),
    );
    dashboard.addWidgets(
      new SingleValueWidget({
        title: 'Runs of incidents, last hour',
        metrics: [lifecycle.metricStarted(), lifecycle.metricSucceeded(), lifecycle.metricFailed()].map((metric) =>
          metric.with({ period: Duration.hours(1), statistic: 'sum' }),
        ),
        width: 8,
        height: 6,
      }),
      new GraphWidget({
        title: 'Deadlines',
        left: [deadline.metricStarted(), deadline.metricFailed()],
        width: 8,
        height: 6,
      }),
      new GraphWidget({
        title: 'Age of the oldest message in each queue (seconds)',
        left: Object.values(queues).map((queue) => queue.metricApproximateAgeOfOldestMessage()),
        width: 8,
        height: 6,
      }),
    );
    dashboard.addWidgets(
      new GraphWidget({
        title: 'Dispatcher',
        left: [dispatcher.metricErrors()],
        right: [iteratorAge(dispatcher, Duration.minutes(1))],
        width: 12,
        height: 6,
      }),
      new GraphWidget({
        title: 'Dead letters',
        left: Object.values(dead).map((queue) => queue.metricApproximateNumberOfMessagesVisible()),
        width: 12,
        height: 6,
      }),
    );
  }
}

const machineOf = (machines: Map<MachineName, StateMachine>, name: MachineName) => {
  const machine = machines.get(name);
  if (!machine) throw new Error(`no machine '${name}'`);
  return machine;
};

const iteratorAge = (fn: IFunction, period: Duration) =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensionsMap: { FunctionName: fn.functionName },
    statistic: 'max',
    period,
  });
