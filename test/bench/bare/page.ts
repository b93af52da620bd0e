import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** The bare counterpart of `page/send-page` for a page that is sent already: its row is read. */
export const handler = async ({ Records }: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of Records) {
    const Key = JSON.parse(body) as { pk: string; sk: string };
    await table.send(new GetCommand({ TableName: process.env['TABLE_NAME'], Key, ConsistentRead: true }));
  }
};
