import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env['TABLE_NAME'];

/** The bare counterpart of `ingest/receive-alarm`: one row read and one written for each record. */
export const handler = async ({ Records }: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of Records) {
    const { detail } = JSON.parse(body) as { detail: { alarmName: string } };
    await table.send(new GetCommand({ TableName, Key: { pk: detail.alarmName, sk: 'S' }, ConsistentRead: true }));
    await table.send(new PutCommand({ TableName, Item: { pk: detail.alarmName, sk: 'S' } }));
  }
};
