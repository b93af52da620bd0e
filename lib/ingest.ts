import { Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { timeoutOf } from './handlers.ts';
import { letSend, workQueue } from './queue.ts';
import { readBy } from './reactions.ts';
import { tries } from './tries.ts';

/** An event pattern may have 2048 characters and an alarm's name 255, so only a few names fit one rule. */
const namesPerRule = 6;

/** How alarms come in: through EventBridge and through SNS into one queue. The receiver makes one signal of an alarm that arrives by both. */
export class Ingest extends Construct {
  readonly queue: Queue;
  /** The topic for alarm actions; alarms of other accounts may use it when their account is listed. */
  readonly topic: Topic;
  private readonly dead: Queue;
  private names: string[] = [];
  private rules = 0;

  constructor(
    scope: Construct,
    id: string,
    { dead, accounts, prefix }: { dead: Queue; accounts: string[]; prefix?: string | undefined },
  ) {
    super(scope, id);
    const stack = Stack.of(this);
    this.dead = dead;
    this.queue = workQueue(this, 'Signals', { readFor: timeoutOf('ingest/receive-alarm'), tries: tries.signals });
    this.topic = new Topic(this, 'Topic', { displayName: 'Alarms that open incidents', enforceSSL: true });
    const senders = [stack.account, ...accounts];
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfTheseAccounts',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': senders },
          ArnLike: {
            'aws:SourceArn': senders.map((account) => `arn:${stack.partition}:cloudwatch:*:${account}:alarm:*`),
          },
        },
      }),
    );
    letSend(this.queue, 'sns.amazonaws.com', this.topic.topicArn);
    new CfnSubscription(this, 'Subscription', {
      topicArn: this.topic.topicArn,
      protocol: 'sqs',
      endpoint: this.queue.queueArn,
      redrivePolicy: { deadLetterTargetArn: dead.queueArn },
    });
    letSend(dead, 'sns.amazonaws.com', this.topic.topicArn);
    if (prefix !== undefined) this.rule([{ prefix }]);
  }

  /** Accepts state changes of this alarm. */
  admit(alarmName: string) {
    if (this.names.length % namesPerRule === 0) {
      this.names = [];
      this.rule(this.names);
    }
    this.names.push(alarmName);
  }

  /** Connects the function that receives the signals. */
  readBy(receiver: IFunction) {
    readBy(this, 'Received', { queue: this.queue, target: receiver, atATime: 10 });
  }

  private rule(alarmName: unknown[]) {
    this.rules += 1;
    const rule = new CfnRule(this, `Rule${this.rules}`, {
      description: 'State changes of alarms that open incidents.',
      eventPattern: {
        source: ['aws.cloudwatch'],
        // an alarm over many series tells of each one that fires or recovers, and of itself
        'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
        detail: { alarmName },
      },
      targets: [
        {
          id: 'signals',
          arn: this.queue.queueArn,
          deadLetterConfig: { arn: this.dead.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: Duration.hours(1).toSeconds(), maximumRetryAttempts: 185 },
        },
      ],
    });
    letSend(this.queue, 'events.amazonaws.com', rule.attrArn);
    letSend(this.dead, 'events.amazonaws.com', rule.attrArn);
  }
}
