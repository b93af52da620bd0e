import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { parsedJson } from '#core/json';
import type { Account } from './clients.ts';
import { type Deployment, lookAt } from './queues.ts';

/** What became of the dead letters of the machinery. */
export interface Settled {
  moved: number;
  settled: number;
  left: number;
}

const Notification = z.object({ Type: z.literal('Notification'), TopicArn: z.string() });
const StreamBatch = z.object({ DDBStreamBatchInfo: z.object({}) });

/**
 * Where a dead letter was going. EventBridge and Scheduler name the target in the message's attributes; SNS and Lambda leave what they could
 * not deliver as it is. Rules and the topic deliver alarms, and nobody but their queue knows of those: they are sent to it. Whatever else
 * was lost there, a schedule, the end of a run, a batch of the outbox, a minute of the sweeper, the sweeper does from the table within two minutes.
 */
function kindOf({ Body = '', MessageAttributes = {} }: Message, signalsArn: string): 'signal' | 'settled' | 'unknown' {
  const target = MessageAttributes['TARGET_ARN']?.StringValue;
  const body = parsedJson(Body);
  if (target === signalsArn) return 'signal';
  if (target === undefined && Notification.safeParse(body).success) return 'signal';
  if (target !== undefined && /^arn:[\w-]+:(lambda|states):/.test(target)) return 'settled';
  if (MessageAttributes['SCHEDULE_ARN'] !== undefined || StreamBatch.safeParse(body).success) return 'settled';
  return 'unknown';
}

/** Brings each dead letter of rules, schedules, the topic and the stream to where it belongs; what nobody knows stays. A message is deleted only after it was sent. */
export async function settle(account: Account, deployment: Deployment, url: string, most: number): Promise<Settled> {
  const signals = deployment.queues.find(({ name }) => name === 'signals');
  if (!signals) throw new Error(`${deployment.name} has no queue of signals`);
  const to = await lookAt(account, signals);
  const done: Settled = { moved: 0, settled: 0, left: 0 };
  const held: Message[] = [];
  const { sqs } = account;
  try {
    while (done.moved + done.settled + done.left < most) {
      const { Messages: messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          VisibilityTimeout: 60,
          WaitTimeSeconds: 1,
        }),
      );
      if (messages.length === 0) break;
      held.push(...messages);
      for (const message of messages) {
        const kind = kindOf(message, signals.arn);
        if (kind === 'unknown') {
          done.left += 1;
          continue;
        }
        if (kind === 'signal')
          await sqs.send(new SendMessageCommand({ QueueUrl: to.url, MessageBody: message.Body ?? '' }));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle ?? '' }));
        held.splice(held.indexOf(message), 1);
        done[kind === 'signal' ? 'moved' : 'settled'] += 1;
      }
    }
  } finally {
    // the next read finds at once what stays
    for (const { ReceiptHandle = '' } of held)
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  return done;
}
