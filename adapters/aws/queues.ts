import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { settings } from '#adapters/aws/environment';
import { provides } from '#adapters/aws/provide';
import { sdk } from '#adapters/aws/sdk';
import { checkDelay } from '#adapters/queue-delay';
import type { QueueName, Queues } from '#app/ports';

const maxEntries = 10;
const maxBytes = 1024 * 1024;

/** Entries in calls that SQS takes: at most 10, at most 1 MiB together. */
function callsOf(entries: (SendMessageBatchRequestEntry & { MessageBody: string })[]) {
  const calls: (typeof entries)[] = [];
  let size = 0;
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.MessageBody);
    if (bytes > maxBytes) throw new RangeError(`a message of ${bytes} bytes: SQS takes 1 MiB`);
    const last = calls.at(-1);
    if (last && last.length < maxEntries && size + bytes <= maxBytes) {
      last.push(entry);
      size += bytes;
    } else {
      calls.push([entry]);
      size = bytes;
    }
  }
  return calls;
}

/**
 * Queues of work, on SQS. Messages that SQS refuses are sent once more; throws when it refuses again, and then some of the bodies may be
 * in the queue (put all again: receivers bear repeats). Throws `RangeError`, with nothing sent, for a body over 1 MiB or a delay over 15 min.
 */
export function sqsQueues({ client, urls }: { client: SQSClient; urls: Record<QueueName, string> }): Queues {
  const send = async (queue: QueueName, Entries: SendMessageBatchRequestEntry[]) => {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: urls[queue], Entries }));
    return Failed;
  };
  return {
    async put(queue, bodies, delaySeconds = 0) {
      checkDelay(delaySeconds);
      const delay = delaySeconds === 0 ? {} : { DelaySeconds: delaySeconds };
      const entries = bodies.map((body, i) => ({ Id: String(i), MessageBody: JSON.stringify(body), ...delay }));
      for (const call of callsOf(entries)) {
        const failed = new Set((await send(queue, call)).map(({ Id }) => Id));
        if (failed.size === 0) continue;
        const refused = await send(
          queue,
          call.filter(({ Id }) => failed.has(Id)),
        );
        if (refused.length === 0) continue;
        throw new Error(
          `queue ${queue} refused ${refused.length} of ${call.length}: ${refused.map(({ Code }) => Code).join(', ')}`,
        );
      }
    },
  };
}

/** The queues that this handler's environment names. */
export const queuePorts = provides('queues', () => {
  const { PAGE_QUEUE_URL: page, SEND_QUEUE_URL: send, EFFECTS_QUEUE_URL: effects } = settings('queues');
  return sqsQueues({ client: new SQSClient(sdk), urls: { page, send, effects } });
});
