import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Row } from '#app/ports';
import { keys } from '#app/store/keys';
import { copies, lines, longTitle } from '#test/board';
import { clientOf } from './laid.ts';

/** What stands in the table while the board is measured: open ones, ones that are over, and one with a long timeline. */
export interface Filled {
  open: number;
  over: number;
  lines: number;
}

/** Fills the deployed table with incidents like this one, and its own timeline with lines, without any machine behind them. */
export async function fill(engineUrl: string, id: string, { open, over, lines: long }: Filled): Promise<void> {
  const dynamo = new DynamoDBClient(clientOf(engineUrl));
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  try {
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
    const found = await Promise.all(
      TableNames.map(async (TableName) => {
        const { Item } = await client.send(new GetCommand({ TableName, Key: keys.state(id) }));
        return Item === undefined ? [] : [{ TableName, row: Item as Row }];
      }),
    );
    const [only] = found.flat();
    if (only === undefined) throw new Error(`no table holds ${id}`);
    const { TableName, row } = only;
    const rows = [
      ...copies(row, open, { title: longTitle }),
      ...copies(row, over, { title: longTitle, life: 'ended' }),
      ...lines(id, String(Object(row['incident']).openedAt), long),
    ];
    for (let n = 0; n < rows.length; n += 25)
      await client.send(
        new BatchWriteCommand({
          RequestItems: { [TableName]: rows.slice(n, n + 25).map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
  } finally {
    client.destroy();
    dynamo.destroy();
  }
}
