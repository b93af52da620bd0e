import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import { documentClient } from '#adapters/aws/document-client';
import { dynamoTable } from '#adapters/aws/table';
import { engineAtHand, localClient, type TestEngine, testEngine } from './support/engine.ts';
import { tableContract } from './table.contract.ts';

describe.skipIf(!engineAtHand)('DynamoDB on the local engine', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await testEngine();
  }, 120_000);
  afterAll(() => engine.stop());

  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const index = (IndexName: string, partition: string, sort: string) => ({
    IndexName,
    KeySchema: keys(partition, sort),
    Projection: { ProjectionType: 'ALL' as const },
  });

  tableContract('engine', async () => {
    const tableName = `contract-${randomUUID()}`;
    const created = new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'duePk', 'dueAt', 'listPk', 'listSk'].map(text),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [index('due', 'duePk', 'dueAt'), index('list', 'listPk', 'listSk')],
    });
    await new DynamoDBClient(localClient(engine.url)).send(created);
    return dynamoTable({ client: documentClient(localClient(engine.url)), tableName });
  });
});
