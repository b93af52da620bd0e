import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

const queues = new SQSClient({});

/** The bare counterpart of `dispatch/dispatch-outbox`: the keys of new rows into the queue. */
export const handler = async ({
  Records,
}: {
  Records: { dynamodb: { Keys: { pk: { S: string }; sk: { S: string } } } }[];
}): Promise<void> => {
  const Entries = Records.map(({ dynamodb: { Keys } }, n) => ({
    Id: String(n),
    MessageBody: JSON.stringify({ pk: Keys.pk.S, sk: Keys.sk.S }),
  }));
  await queues.send(new SendMessageBatchCommand({ QueueUrl: process.env['PAGE_QUEUE_URL'], Entries }));
};
