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
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MachineName } from '#core/machines';
import { nameOf } from './names.ts';

/** Names of Tocsin's own alarms begin with this, whatever the stack is called: by it they are kept out of incidents. */
export const ownAlarms = 'tocsin-self-';

export interface Watched {
  machines: Map<MachineName, StateMachine>;
  dispatcher: IFunction;
  sweeper: IFunction;
  queues: { page: Queue; send: Queue; effects: Queue; signals: Queue };
  dead: Record<string, Queue>;
}

/** Alarms on Tocsin itself, by a topic of their own that opens no incident, and the dashboard. */
export class Watch extends Construct {
  readonly topic: Topic;
  readonly dashboardName: string;
  private readonly product: Construct;

  constructor(product: Construct, id: string) {
    super(product, id);
    this.product = product;
    this.dashboardName = nameOf(product, 'incidents');
    this.topic = new Topic(this, 'Topic', { displayName: 'Tocsin itself is in trouble', enforceSSL: true });
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

  /** Where a person sees it all; the name is known before the dashboard is made. */
  get dashboardUrl() {
    const { region } = Stack.of(this);
    return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${this.dashboardName}`;
  }

  /** Sets the alarms and draws the dashboard. */
  over(watched: Watched) {
    const minute = Duration.minutes(1);
    const { dispatcher, sweeper, queues, machines } = watched;
    const lifecycle = machineOf(machines, 'lifecycle');
    const deadline = machineOf(machines, 'deadline');
    for (const [name, queue] of Object.entries(watched.dead))
      this.alarm(`dead-letters-${name}`, 'Something was given up: read the message, mend, send it back.', {
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'max' }),
        above: 0,
      });
    // A phase that dies takes its lifecycle with it: one alarm sees them all. Machines have no time limit of their own.
    this.alarm(
      'lifecycle-failed',
      'A run of an incident has died; take-up makes the next run, this tells that it had to.',
      {
        metric: lifecycle.metricFailed(),
        above: 0,
      },
    );
    this.alarm('deadline-failed', 'A deadline could not be done when it rang; the sweeper does it within a minute.', {
      metric: deadline.metricFailed(),
      above: 0,
    });
    this.alarm(
      'dispatcher-late',
      'What is owed to people waits for more than a minute in the stream: the dispatcher is slow, or fails.',
      {
        metric: iteratorAge(dispatcher, minute),
        above: 60_000,
      },
    );
    this.alarm('page-late', 'A page waits for more than two minutes to be sent.', {
      metric: queues.page.metricApproximateAgeOfOldestMessage({ period: minute }),
      above: 120,
    });
    // None of our functions stands between the sweeper's silence and this alarm: Lambda counts, and missing counts are the alarm.
    this.alarm('sweeper-silent', 'Nothing is swept up for five minutes: nobody would find what was lost.', {
      metric: sweeper.metricInvocations({ period: Duration.minutes(5) }),
      below: 1,
    });
    this.alarm('sweeper-errors', 'The sweeper fails again and again: what is overdue stays overdue.', {
      metric: sweeper.metricErrors({ period: minute }),
      above: 0,
      times: 3,
    });
    this.draw(watched, lifecycle, deadline);
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
        title: 'What waits (age of the oldest, seconds)',
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
