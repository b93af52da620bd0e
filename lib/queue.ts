import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { deploymentOf } from './names.ts';
import { tags } from './tags.ts';
import { showsAgainAfter, tries } from './tries.ts';

const encrypted = (key: IKey | undefined) =>
  key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };

/** A queue of dead letters, which keep their payload until a person looks; an alarm watches each. */
export const deadLetters = (scope: Construct, id: string, key: IKey | undefined) => {
  const queue = new Queue(scope, id, {
    ...encrypted(key),
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason:
      'This is a dead-letter queue itself: for a queue, or for rules, schedules, a subscription and the stream, which cdk-nag does not count.',
  });
  return queue;
};

/** A work queue with its dead letters, by the numbers of `tries.ts`. */
export const workQueue = (
  scope: Construct,
  id: string,
  { name, key }: { name: keyof typeof tries; key: IKey | undefined },
) => {
  const dlq = deadLetters(scope, `${id}Dead`, key);
  return new Queue(scope, id, {
    ...encrypted(key),
    enforceSSL: true,
    retentionPeriod: Duration.days(4),
    visibilityTimeout: Duration.seconds(showsAgainAfter[name]),
    deadLetterQueue: { queue: dlq, maxReceiveCount: tries[name] },
  });
};

/**
 * Lets an AWS service put messages into a queue on behalf of resources of this account, and of no others. All in one statement: a queue's
 * policy takes 20 statements and 8,192 bytes (docs.aws.amazon.com/AWSSimpleQueueService, quotas-policies).
 */
export const letSend = (queue: Queue, service: string, sourceArns: string | string[]) =>
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(service)],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      // The ARN names the account already; a page must not be lost because a service does not send the account as well.
      conditions: {
        ArnLike: { 'aws:SourceArn': sourceArns },
        StringEqualsIfExists: { 'aws:SourceAccount': Stack.of(queue).account },
      },
    }),
  );

/** Tags the queues, so that `tocsin redrive` finds them whatever they are called. */
export const tagQueues = (product: Construct, queues: Record<string, Queue>, dead: Record<string, Queue>) => {
  const tag = (key: string, of: Record<string, Queue>) => {
    for (const [name, queue] of Object.entries(of)) {
      Tags.of(queue).add(tags.deployment, deploymentOf(product));
      Tags.of(queue).add(key, name);
    }
  };
  tag(tags.queue, queues);
  tag(tags.deadLetters, dead);
};
