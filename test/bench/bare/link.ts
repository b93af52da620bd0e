import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** The bare counterpart of `api/serve` for a link that nobody has: one row is looked for, and a page says that there is none. */
export const handler = async ({ rawPath }: { rawPath: string }): Promise<{ statusCode: number; body: string }> => {
  const Key = { pk: `LINK#${rawPath}`, sk: 'LINK' };
  const { Item } = await table.send(
    new GetCommand({ TableName: process.env['TABLE_NAME'], Key, ConsistentRead: true }),
  );
  return { statusCode: Item === undefined ? 404 : 200, body: '<!doctype html><title>link</title>' };
};
