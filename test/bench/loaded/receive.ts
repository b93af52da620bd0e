import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';

const table = new DynamoDBClient({});
const TableName = process.env['TABLE_NAME'];
/** Bytes of the rows that an opening writes. */
const sizes = JSON.parse(process.env['ROW_BYTES'] ?? '[]') as number[];

/** As `empty/receive`, with one read and one transaction of as many rows, as large, as an opening writes. */
export const handler = async ({ Records }: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of Records) {
    const { Message } = JSON.parse(body) as { Message: string };
    const { NewStateValue, NewStateReason } = JSON.parse(Message) as Record<string, string>;
    if (NewStateValue !== 'ALARM') continue;
    const pk = { S: 'empty' };
    const sk = { S: `O#page#${NewStateReason}` };
    await table.send(new GetItemCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }));
    const TransactItems = sizes.map((bytes, n) => ({
      Put: {
        TableName,
        Item: { pk, sk: n === 0 ? sk : { S: `X#${NewStateReason}#${n}` }, row: { S: 'x'.repeat(bytes) } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    }));
    await table.send(new TransactWriteItemsCommand({ TransactItems }));
  }
};
