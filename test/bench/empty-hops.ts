import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { engineEnv } from '#local/engine/engine';
import { zip } from '../engine/support/zip.ts';

export const emptyAlarm = 'bench-empty-alarm';

/** Settings of an SDK client that speaks to the local engine. */
export function clientOf(engineUrl: string) {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  return { endpoint: engineUrl, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
}

/**
 * The same hops as from an alarm to a page, with nothing in them: topic, queue, function, row, stream of keys, function, queue, function, POST.
 * Names, batch sizes and memory are those of the stack, so that the engine treats both alike. Gives the way to take it all down.
 */
export async function layEmptyHops(engineUrl: string, inboxUrl: string): Promise<() => Promise<void>> {
  const config = clientOf(engineUrl);
  const lambda = new LambdaClient(config);
  const sqs = new SQSClient(config);
  const sns = new SNSClient(config);
  const table = new DynamoDBClient(config);
  const cloudwatch = new CloudWatchClient(config);
  const undo: (() => Promise<unknown>)[] = [
    async () => [lambda, sqs, sns, table, cloudwatch].forEach((client) => client.destroy()),
  ];
  const down = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const queue = async (QueueName: string) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    undo.push(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return { url: QueueUrl, arn: Attributes?.['QueueArn'] ?? '' };
  };
  const fn = async (FunctionName: string, file: string, MemorySize: number, Variables: Record<string, string>) => {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        MemorySize,
        Timeout: 30,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/bench-empty',
        Code: { ZipFile: zip({ 'index.js': await bundled(file) }) },
        Environment: { Variables },
      }),
    );
    undo.push(() => lambda.send(new DeleteFunctionCommand({ FunctionName })));
  };
  const reads = async (mapping: ConstructorParameters<typeof CreateEventSourceMappingCommand>[0]) => {
    const { UUID } = await lambda.send(new CreateEventSourceMappingCommand(mapping));
    undo.push(() => lambda.send(new DeleteEventSourceMappingCommand({ UUID })));
  };
  try {
    const signals = await queue('bench-empty-signals');
    const pages = await queue('bench-empty-pages');
    const { TableDescription } = await table.send(
      new CreateTableCommand({
        TableName: 'bench-empty',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    undo.push(() => table.send(new DeleteTableCommand({ TableName: 'bench-empty' })));
    await fn('bench-empty-receive-alarm', 'receive', 256, { TABLE_NAME: 'bench-empty' });
    await fn('bench-empty-dispatch-outbox', 'dispatch', 256, { PAGE_QUEUE_URL: pages.url });
    await fn('bench-empty-send-page', 'page', 512, { INBOX_URL: `${inboxUrl}/webhook/bench` });
    const each = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] };
    await reads({ FunctionName: 'bench-empty-receive-alarm', EventSourceArn: signals.arn, BatchSize: 10, ...each });
    const pattern = { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'O#' }] } } } };
    await reads({
      FunctionName: 'bench-empty-dispatch-outbox',
      EventSourceArn: TableDescription?.LatestStreamArn ?? '',
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      ParallelizationFactor: 4,
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] },
    });
    await reads({ FunctionName: 'bench-empty-send-page', EventSourceArn: pages.arn, BatchSize: 1, ...each });
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'bench-empty-alarms' }));
    undo.push(() => sns.send(new DeleteTopicCommand({ TopicArn })));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: signals.arn }));
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: emptyAlarm,
        Namespace: 'Bench',
        MetricName: 'Empty',
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 5,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'ignore',
        AlarmActions: [TopicArn],
        OKActions: [TopicArn],
      }),
    );
    undo.push(() => cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [emptyAlarm] })));
    return down;
  } catch (error) {
    await down();
    throw error;
  }
}

/** Bundled as the product's own handlers are. */
async function bundled(file: string): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'tocsin-bench-'));
  try {
    await build({
      entryPoints: [fileURLToPath(new URL(`empty/${file}.ts`, import.meta.url))],
      outfile: join(scratch, 'index.js'),
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      mainFields: ['module', 'main'],
      minify: true,
      logLevel: 'error',
    });
    return readFileSync(join(scratch, 'index.js'), 'utf8');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
