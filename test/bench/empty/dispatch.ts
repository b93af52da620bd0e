import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';

const queues = new SQSClient({});

/** The empty counterpart of `dispatch/dispatch-outbox`: the keys of new rows into the queue. */
export const handler = async ({
  Records,
}: {
  Records: { dynamodb: { Keys: { sk: { S: string } } } }[];
}): Promise<void> => {
  const Entries = Records.map(({ dynamodb }, n) => ({ Id: String(n), MessageBody: dynamodb.Keys.sk.S }));
  await queues.send(new SendMessageBatchCommand({ QueueUrl: process.env['PAGE_QUEUE_URL'], Entries }));
};
