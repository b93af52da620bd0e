import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { engineEnv } from '#local/engine/engine';

/** How long a provider takes to tell what became of a message, in ms. */
const AFTER = 500;

/**
 * The part of the account's bus that the engine cannot play: it refuses events of AWS services, as AWS does from everybody else. What the
 * inbox tells goes into the queue to which the stack's own rules would lead it.
 */
export function busTo(engineUrl: () => string, queueUrl: () => string | undefined, say: (line: string) => void) {
  const waiting = new Set<NodeJS.Timeout>();
  let closed = false;
  const put = async (event: Record<string, unknown>): Promise<void> => {
    const QueueUrl = queueUrl();
    if (QueueUrl === undefined) return;
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl());
    const credentials = { accessKeyId, secretAccessKey };
    const sqs = new SQSClient({ endpoint: engineUrl(), region: 'us-east-1', credentials });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
    sqs.destroy();
  };
  return {
    tell(event: Record<string, unknown>): void {
      if (closed) return;
      const timer = setTimeout(() => {
        waiting.delete(timer);
        put(event).catch((error: unknown) => say(`an event of the inbox is lost: ${String(error)}`));
      }, AFTER);
      waiting.add(timer);
    },
    close(): void {
      closed = true;
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}
