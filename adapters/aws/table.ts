import { setTimeout as pause } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { cursorOf, indexKeys, projected, readCursor } from '#adapters/aws/cursor';
import { documentClient } from '#adapters/aws/document-client';
import { settings } from '#adapters/aws/environment';
import { placeholders } from '#adapters/aws/expression';
import { provides } from '#adapters/aws/provide';
import type { Key, Row, Table, Write } from '#app/ports';
import { Refused } from '#core/errors';
import type { Json } from '#core/json';

type Item = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const given = <T>(record: Record<string, T | undefined>): [string, T][] =>
  Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== undefined);

/** A row that was read may stand for its key; DynamoDB refuses a key that has more than its two attributes. */
const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk });

/** One write as DynamoDB's transactions name it; a plain request has the same fields. */
function itemOf(TableName: string, write: Write): Item {
  const use = placeholders();
  if ('check' in write) {
    return {
      ConditionCheck: {
        TableName,
        Key: keyOf(write.check),
        ConditionExpression: use.condition(write.when),
        ...use.done(),
      },
    };
  }
  const guard = write.when && { ConditionExpression: use.condition(write.when) };
  if ('put' in write)
    return { Put: { TableName, Item: Object.fromEntries(given(write.put)), ...guard, ...use.done() } };
  if ('delete' in write) return { Delete: { TableName, Key: keyOf(write.delete), ...guard, ...use.done() } };
  const set = given<Json>(write.set ?? {}).map(([name, value]) => `${use.name(name)} = ${use.value(value)}`);
  const add = given<number>(write.add ?? {}).map(([name, value]) => `${use.name(name)} ${use.value(value)}`);
  const remove = (write.remove ?? []).map(use.name);
  if (set.length + add.length + remove.length === 0) throw new TypeError('an update that changes nothing');
  if (write.remove?.some((name) => write.set?.[name] !== undefined))
    throw new TypeError('an attribute both set and removed');
  if (Object.keys(write.add ?? {}).some((name) => write.set?.[name] !== undefined || write.remove?.includes(name)))
    throw new TypeError('an attribute both counted and set or removed');
  const UpdateExpression = [
    set.length > 0 && `SET ${set.join(', ')}`,
    add.length > 0 && `ADD ${add.join(', ')}`,
    remove.length > 0 && `REMOVE ${remove.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ');
  return { Update: { TableName, Key: keyOf(write.update), UpdateExpression, ...guard, ...use.done() } };
}

/** Keys that one batch reads, and how often what a batch left out is asked for again. */
const MOST_AT_ONCE = 100;
const MOST_TRIES = 8;
const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);

/** What DynamoDB says of a refused write, as the port says it; anything else (throttling, a fault of ours) stays as it is. */
function refusal(error: unknown): unknown {
  if (error instanceof ConditionalCheckFailedException) return new Refused(['condition']);
  if (error instanceof TransactionConflictException) return new Refused(['conflict']);
  if (!(error instanceof TransactionCanceledException)) return error;
  const codes = error.CancellationReasons?.map((reason) => reason.Code ?? 'None') ?? [];
  const known = { None: undefined, ConditionalCheckFailed: 'condition', TransactionConflict: 'conflict' } as const;
  const reasons = codes.map((code) => known[code as keyof typeof known]);
  return reasons.some(Boolean) && codes.every((code) => code in known) ? new Refused(reasons) : error;
}

/**
 * The one table, on DynamoDB: keys `pk`/`sk`, indexes `due` (`duePk`, `dueAt`) and `list` (`listPk`, `listSk`).
 * Throws `Refused` as the port says, `RangeError` for more than 100 writes, `TypeError` for a condition or update of nothing,
 * `InvalidInput` for a foreign cursor, and what DynamoDB throws. A lost answer is asked for again by the SDK: a transaction then answers as the
 * first time did, a plain write with a condition may be `Refused` by its own first try.
 */
export function dynamoTable({ client, tableName }: { client: DynamoDBDocumentClient; tableName: string }): Table {
  const TableName = tableName;

  const send = (items: Item[]) => {
    const [only] = items;
    if (items.length === 1 && only?.Put) return client.send(new PutCommand(only.Put));
    if (items.length === 1 && only?.Update) return client.send(new UpdateCommand(only.Update));
    if (items.length === 1 && only?.Delete) return client.send(new DeleteCommand(only.Delete));
    return client.send(new TransactWriteCommand({ TransactItems: items }));
  };

  return {
    async get(key) {
      const { Item } = await client.send(new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true }));
      return Item as Row | undefined;
    },

    async getAll(keys) {
      const found = new Map<string, Row>();
      for (let n = 0; n < keys.length; n += MOST_AT_ONCE) {
        const unique = new Map(keys.slice(n, n + MOST_AT_ONCE).map((key) => [nameOf(key), keyOf(key)]));
        let asked: BatchGetCommandInput['RequestItems'] = {
          [TableName]: { Keys: [...unique.values()], ConsistentRead: true },
        };
        for (let tries = 0; asked !== undefined && Object.keys(asked).length > 0; tries += 1) {
          // an answer holds 16 MB, and what is throttled: the rest is asked for again
          if (tries > 0) await pause(Math.min(1000, 25 * 2 ** tries));
          if (tries === MOST_TRIES) throw new Error(`${TableName} does not answer for all of ${keys.length} rows`);
          const page: BatchGetCommandOutput = await client.send(new BatchGetCommand({ RequestItems: asked }));
          for (const row of (page.Responses?.[TableName] ?? []) as Row[]) found.set(nameOf(row), row);
          asked = page.UnprocessedKeys;
        }
      }
      return [...new Set(keys.map(nameOf))].flatMap((name) => found.get(name) ?? []);
    },

    async query(pk, { prefix = '', after, limit = Number.POSITIVE_INFINITY, backwards = false } = {}) {
      const rows: Row[] = [];
      const use = placeholders();
      const tests = [`${use.name('pk')} = ${use.value(pk)}`];
      const beside = after !== undefined && !after.startsWith(prefix);
      // DynamoDB takes one test of the sort key: with a prefix, `after` is where the page before ended, and one
      // outside the prefix stands before all rows or behind them.
      const behind = beside && Buffer.compare(Buffer.from(after), Buffer.from(prefix)) > 0;
      if (beside && behind !== backwards) return [];
      if (prefix !== '') tests.push(`begins_with(${use.name('sk')}, ${use.value(prefix)})`);
      else if (after !== undefined) tests.push(`${use.name('sk')} ${backwards ? '<' : '>'} ${use.value(after)}`);
      let start: QueryCommandInput['ExclusiveStartKey'] =
        prefix === '' || after === undefined || beside ? undefined : { pk, sk: after };
      do {
        if (rows.length >= limit) return rows;
        const page = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: tests.join(' AND '),
            ...use.done(),
            ConsistentRead: true,
            ScanIndexForward: !backwards,
            ...(limit < Number.POSITIVE_INFINITY && { Limit: limit - rows.length }),
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        rows.push(...((page.Items ?? []) as Row[]));
        start = page.LastEvaluatedKey;
      } while (start);
      return rows;
    },

    async index(name, partition, { upTo, limit, backwards = false, next }) {
      const [partitionKey, sortKey] = indexKeys[name];
      const use = placeholders();
      const tests = [`${use.name(partitionKey)} = ${use.value(partition)}`];
      if (upTo !== undefined) tests.push(`${use.name(sortKey)} <= ${use.value(upTo)}`);
      const page = await client.send(
        new QueryCommand({
          TableName,
          IndexName: name,
          KeyConditionExpression: tests.join(' AND '),
          ...use.done(),
          ScanIndexForward: !backwards,
          Limit: limit,
          ...(next !== undefined && { ExclusiveStartKey: readCursor(name, partition, next) }),
        }),
      );
      const end = page.LastEvaluatedKey && { next: cursorOf(name, page.LastEvaluatedKey) };
      return { rows: ((page.Items ?? []) as Row[]).map((row) => projected(name, row)), ...end };
    },

    async write(writes) {
      if (writes.length > 100) throw new RangeError(`a transaction holds at most 100 writes, not ${writes.length}`);
      const items = writes.map((write) => itemOf(TableName, write));
      if (items.length === 0) return;
      try {
        await send(items);
      } catch (error) {
        throw refusal(error);
      }
    },

    async count({ pk, sk }, attribute) {
      const use = placeholders();
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName,
          Key: { pk, sk },
          UpdateExpression: `ADD ${use.name(attribute)} ${use.value(1)}`,
          ...use.done(),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.[attribute]);
    },
  };
}

/** The table that this handler's environment names. */
export const tablePorts = provides('table', () =>
  dynamoTable({ client: documentClient(), tableName: settings('table').TABLE_NAME }),
);
