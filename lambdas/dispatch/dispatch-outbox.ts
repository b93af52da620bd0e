import * as z from 'zod';
import { type Ports, type QueueName, queueNames } from '#app/ports';
import { queueOf } from '#app/store/keys';
import type { Json } from '#core/json';
import { awsDispatching } from '#runtime/aws-dispatching';
import { handler as on } from '#runtime/lambda';

const Stream = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({ Keys: z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) }) }),
    }),
  ),
});

/** Puts the ids of outbox rows into their queues, and does nothing else; throws when a queue refuses, so that the stream brings them again. */
export async function dispatchOutbox(
  { queues }: Pick<Ports, 'queues'>,
  { Records }: z.infer<typeof Stream>,
): Promise<void> {
  const waiting: { [queue in QueueName]?: Json[] } = {};
  for (const { eventName, dynamodb } of Records) {
    const { pk, sk } = dynamodb.Keys;
    const queue = eventName === 'INSERT' ? queueOf(sk.S) : undefined;
    if (queue !== undefined) (waiting[queue] ??= []).push({ pk: pk.S, sk: sk.S });
  }
  for (const queue of queueNames) {
    const bodies = waiting[queue];
    if (bodies !== undefined) await queues.put(queue, bodies);
  }
}

export const handler = on(Stream, dispatchOutbox, awsDispatching);
