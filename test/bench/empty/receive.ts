import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const table = new DynamoDBClient({});

/** The empty counterpart of `ingest/receive-alarm`: one row for each alarm that fires, named by its reason. */
export const handler = async ({ Records }: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of Records) {
    const { Message } = JSON.parse(body) as { Message: string };
    const { NewStateValue, NewStateReason } = JSON.parse(Message) as Record<string, string>;
    if (NewStateValue !== 'ALARM') continue;
    const Item = { pk: { S: 'empty' }, sk: { S: `O#page#${NewStateReason}` } };
    await table.send(new PutItemCommand({ TableName: process.env['TABLE_NAME'], Item }));
  }
};
