import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlarmName, mostRules, patternsOf } from './alarm-patterns.ts';
import { letSend, workQueue } from './queue.ts';
import { readBy } from './reactions.ts';

/** How alarms come in: through EventBridge and through SNS into one queue. The receiver makes one signal of an alarm that arrives by both. */
export class Ingest extends Construct {
  readonly queue: Queue;
  /** The topic for alarm actions; alarms of other accounts may use it when their account is listed. */
  readonly topic: Topic;
  private readonly dead: Queue;
  private readonly prefix: string | undefined;
  private readonly names: AlarmName[] = [];
  private readonly rules: CfnRule[] = [];
  private readonly others: CfnRule[] = [];
  private patterns: ReturnType<typeof patternsOf> | undefined;

  constructor(
    scope: Construct,
    id: string,
    {
      dead,
      accounts,
      prefix,
      key,
    }: { dead: Queue; accounts: string[]; prefix?: string | undefined; key: IKey | undefined },
  ) {
    super(scope, id);
    const stack = Stack.of(this);
    this.dead = dead;
    this.queue = workQueue(this, 'Signals', { name: 'signals', key });
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Alarms that open incidents',
      enforceSSL: true,
      ...(key && { masterKey: key }),
    });
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
    const ofRules = Lazy.list({ produce: () => [...this.rules, ...this.others].map(({ attrArn }) => attrArn) });
    letSend(this.queue, 'events.amazonaws.com', ofRules);
    letSend(dead, 'events.amazonaws.com', ofRules);
    this.prefix = prefix;
    if (prefix !== undefined) this.makeRoom();
  }

  /** Accepts state changes of this alarm. */
  admit(alarm: AlarmName) {
    this.names.push(alarm);
    this.makeRoom();
  }

  /** Lets other events of the account's bus in, which the receiver knows by their source. */
  hear(id: string, description: string, eventPattern: object) {
    this.others.push(this.ruleOf(id, description, eventPattern));
  }

  /** Connects the function that receives the signals. */
  readBy(receiver: IFunction, atOnce: number | undefined) {
    readBy(this, 'Received', { queue: this.queue, target: receiver, atATime: 10, atOnce });
  }

  /** A rule is there before its pattern is known: that depends on the alarms that are still to come. */
  private makeRoom() {
    this.patterns = undefined;
    if (this.rules.length === mostRules) return;
    const { length } = patternsOf(this.names, this.prefix);
    while (this.rules.length < length) this.rules.push(this.rule(this.rules.length));
  }

  private rule(n: number) {
    const alarmName = Lazy.any({
      // no alarm has an empty name: a rule that prefixes have made superfluous matches nothing
      produce: () => (this.patterns ??= patternsOf(this.names, this.prefix))[n] ?? [''],
    });
    return this.ruleOf(`Rule${n + 1}`, 'State changes of alarms that open incidents.', {
      source: ['aws.cloudwatch'],
      // an alarm over many series tells of each one that fires or recovers, and of itself
      'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
      detail: { alarmName },
    });
  }

  private ruleOf(id: string, description: string, eventPattern: object): CfnRule {
    return new CfnRule(this, id, {
      description,
      eventPattern,
      targets: [
        {
          id: 'signals',
          arn: this.queue.queueArn,
          deadLetterConfig: { arn: this.dead.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: Duration.hours(1).toSeconds(), maximumRetryAttempts: 185 },
        },
      ],
    });
  }
}
