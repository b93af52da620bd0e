import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
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

/** Settings of an SDK client that speaks to the local engine. */
export function clientOf(engineUrl: string) {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  return { endpoint: engineUrl, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
}

/** Things that a measurement lays beside the stack on the engine, each with its way to be taken down again; all begin with one name. */
export class Laid {
  readonly name: string;
  readonly #undo: (() => Promise<unknown>)[] = [];
  readonly #lambda: LambdaClient;
  readonly #sqs: SQSClient;
  readonly #sns: SNSClient;
  readonly #table: DynamoDBClient;
  readonly #cloudwatch: CloudWatchClient;

  constructor(engineUrl: string, name: string) {
    this.name = name;
    const config = clientOf(engineUrl);
    this.#lambda = new LambdaClient(config);
    this.#sqs = new SQSClient(config);
    this.#sns = new SNSClient(config);
    this.#table = new DynamoDBClient(config);
    this.#cloudwatch = new CloudWatchClient(config);
    const clients = [this.#lambda, this.#sqs, this.#sns, this.#table, this.#cloudwatch];
    this.#undo.push(async () => clients.forEach((client) => client.destroy()));
  }

  async down(): Promise<void> {
    for (const step of this.#undo.splice(0).reverse()) await step();
  }

  async queue(part: string): Promise<{ url: string; arn: string }> {
    const { QueueUrl = '' } = await this.#sqs.send(new CreateQueueCommand({ QueueName: `${this.name}-${part}` }));
    this.#undo.push(() => this.#sqs.send(new DeleteQueueCommand({ QueueUrl })));
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    return { url: QueueUrl, arn: Attributes?.['QueueArn'] ?? '' };
  }

  /** A table of keys and a stream of them, as the product's. */
  async table(): Promise<{ name: string; streamArn: string }> {
    const TableName = this.name;
    const { TableDescription } = await this.#table.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    this.#undo.push(() => this.#table.send(new DeleteTableCommand({ TableName })));
    return { name: TableName, streamArn: TableDescription?.LatestStreamArn ?? '' };
  }

  /** A function from a file of this folder; gives its name. */
  async fn(part: string, file: string, MemorySize: number, Variables: Record<string, string>): Promise<string> {
    const FunctionName = `${this.name}-${part}`;
    await this.#lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        MemorySize,
        Timeout: 30,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/bench',
        Code: { ZipFile: zip({ 'index.js': await bundled(file) }) },
        Environment: { Variables },
      }),
    );
    this.#undo.push(() => this.#lambda.send(new DeleteFunctionCommand({ FunctionName })));
    return FunctionName;
  }

  async reads(mapping: CreateEventSourceMappingCommandInput): Promise<void> {
    const { UUID } = await this.#lambda.send(new CreateEventSourceMappingCommand(mapping));
    this.#undo.push(() => this.#lambda.send(new DeleteEventSourceMappingCommand({ UUID })));
  }

  /** An alarm whose topic goes to a queue; gives its name. */
  async alarm(queueArn: string): Promise<string> {
    const { TopicArn = '' } = await this.#sns.send(new CreateTopicCommand({ Name: `${this.name}-alarms` }));
    this.#undo.push(() => this.#sns.send(new DeleteTopicCommand({ TopicArn })));
    await this.#sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }));
    const AlarmName = `${this.name}-alarm`;
    await this.#cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'Bench',
        MetricName: this.name,
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
    this.#undo.push(() => this.#cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] })));
    return AlarmName;
  }
}

/** Bundled as the product's own handlers are. */
async function bundled(file: string): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'tocsin-bench-'));
  try {
    await build({
      entryPoints: [fileURLToPath(new URL(`${file}.ts`, import.meta.url))],
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
