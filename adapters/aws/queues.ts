import { SQSClient } from '@aws-sdk/client-sqs';
import { settings } from '#adapters/aws/environment';
import { provides } from '#adapters/aws/provide';
import { sdk } from '#adapters/aws/sdk';
import { checkDelay } from '#adapters/queue-delay';
import type { QueueName, Queues } from '#app/ports';
import { putAll } from './put-all.ts';

/**
 * Queues of work, on SQS. Messages that SQS refuses are sent once more; throws when it refuses again, and then some of the bodies may be
 * in the queue (put all again: receivers bear repeats). Throws `RangeError`, with nothing sent, for a body over 1 MiB or a delay over 15 min.
 */
export function sqsQueues({ client, urls }: { client: SQSClient; urls: Record<QueueName, string> }): Queues {
  return {
    async put(queue, bodies, delaySeconds = 0) {
      checkDelay(delaySeconds);
      await putAll(client, { name: queue, url: urls[queue] }, bodies, { delaySeconds });
    },
  };
}

/** The queues that this handler's environment names. */
export const queuePorts = provides('queues', () => {
  const { PAGE_QUEUE_URL: page, SEND_QUEUE_URL: send, EFFECTS_QUEUE_URL: effects } = settings('queues');
  return sqsQueues({ client: new SQSClient(sdk), urls: { page, send, effects } });
});
