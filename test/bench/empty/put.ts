import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const table = new DynamoDBClient({});

/** The empty counterpart of a declaration: one conditional put for each call of the API, named by its body. */
export const handler = async ({ body }: { body: string }): Promise<{ statusCode: number; body: string }> => {
  const { title } = JSON.parse(body) as { title: string };
  try {
    await table.send(
      new PutItemCommand({
        TableName: process.env['TABLE_NAME'],
        Item: { pk: { S: title }, sk: { S: 'STATE' } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { statusCode: 409, body: '{}' };
    throw error;
  }
  return { statusCode: 201, body: JSON.stringify({ id: title }) };
};
