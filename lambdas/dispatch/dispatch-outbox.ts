import * as z from 'zod';
import { type Ports, queueNames } from '#app/ports';
import { queueOf } from '#app/store/keys';
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
  const rows = Records.filter((r) => r.eventName === 'INSERT').map((r) => ({
    pk: r.dynamodb.Keys.pk.S,
    sk: r.dynamodb.Keys.sk.S,
  }));
  for (const queue of queueNames) {
    const bodies = rows.filter(({ sk }) => queueOf(sk) === queue);
    if (bodies.length > 0) await queues.put(queue, bodies);
  }
}

export const handler = on(Stream, dispatchOutbox, awsDispatching);
