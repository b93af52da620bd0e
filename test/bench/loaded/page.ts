import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const table = new DynamoDBClient({});

/** As `empty/page`, with one conditional claim before the POST. */
export const handler = async ({ Records }: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of Records) {
    await table.send(
      new UpdateItemCommand({
        TableName: process.env['TABLE_NAME'],
        Key: { pk: { S: 'empty' }, sk: { S: body } },
        UpdateExpression: 'SET leaseUntil = :until',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(leaseUntil)',
        ExpressionAttributeValues: { ':until': { S: new Date(Date.now() + 30_000).toISOString() } },
      }),
    );
    await fetch(process.env['INBOX_URL'] ?? '', { method: 'POST', body: JSON.stringify({ text: body }) });
  }
};
