import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { documentClient } from '#adapters/aws/document-client';
import { stepFunctions } from '#adapters/aws/executions';
import { sqsQueues } from '#adapters/aws/queues';
import { eventBridgeSchedules } from '#adapters/aws/schedules';
import { sdk } from '#adapters/aws/sdk';
import { secretsManager } from '#adapters/aws/secrets';
import { sqsSignals } from '#adapters/aws/signal-queue';
import { dynamoTable } from '#adapters/aws/table';
import { taskTokens } from '#adapters/aws/tokens';
import type { Write } from '#app/ports';
import { NotConfigured, Refused } from '#core/errors';
import type { Json } from '#core/json';
import { localClient } from './support/engine.ts';
import { wire } from './support/wire.ts';

const nameOf = async (call: Promise<unknown>) => call.then(String, (error: Error) => error.name);
const operations = ({ asked }: { asked: { operation: string }[] }) => asked.map(({ operation }) => operation);

describe('the table on the wire', () => {
  const put: Write = { put: { pk: 'a', sk: 'b' }, when: { pk: { absent: true } } };
  const cancelled = (...codes: string[]) => ({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

  test('of a row that stands for its key only the key goes over the wire', async () => {
    await using aws = await wire({}, {}, {});
    const table = dynamoTable({ client: documentClient(aws.config), tableName: 'T' });
    const row = { pk: 'a', sk: 'b', v: 1, text: 'more' };
    await table.write([{ update: row, set: { n: 1 } }]);
    await table.write([{ delete: row }]);
    await table.write([{ check: row, when: { pk: { present: true } } }, put]);
    const key = { pk: { S: 'a' }, sk: { S: 'b' } };
    expect(aws.asked.map(({ body }) => body)).toMatchObject([
      { Key: key },
      { Key: key },
      { TransactItems: [{ ConditionCheck: { Key: key } }, {}] },
    ]);
    expect(JSON.stringify(aws.asked)).not.toContain('more');
  });

  test('one write goes plain, a check alone and several as a transaction with a token for repeats', async () => {
    await using aws = await wire({}, {}, {}, {}, {});
    const table = dynamoTable({ client: documentClient(aws.config), tableName: 'T' });
    const key = { pk: 'a', sk: 'b' };
    await table.write([put]);
    await table.write([{ update: key, set: { n: 1 } }]);
    await table.write([{ delete: key }]);
    await table.write([{ check: key, when: { pk: { present: true } } }]);
    await table.write([put, { delete: { pk: 'a', sk: 'c' } }]);
    expect(operations(aws)).toEqual([
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'TransactWriteItems',
      'TransactWriteItems',
    ]);
    const wireKey = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } });
    expect(aws.asked[4]?.body).toEqual({
      TransactItems: [
        {
          Put: {
            TableName: 'T',
            Item: wireKey('b'),
            ConditionExpression: 'attribute_not_exists(#n0)',
            ExpressionAttributeNames: { '#n0': 'pk' },
          },
        },
        { Delete: { TableName: 'T', Key: wireKey('c') } },
      ],
      ClientRequestToken: expect.stringMatching(/^[\w-]{36}$/),
    });
  });

  test.each<[string, { [key: string]: never } | object, unknown]>([
    ['a failed condition', { __type: 'ConditionalCheckFailedException' }, ['condition']],
    ['a row in another transaction', { __type: 'TransactionConflictException' }, ['conflict']],
    [
      'reasons in order',
      cancelled('None', 'ConditionalCheckFailed', 'TransactionConflict'),
      [undefined, 'condition', 'conflict'],
    ],
    ['throttling', cancelled('None', 'ThrottlingError'), 'TransactionCanceledException'],
    [
      'throttling beside a condition',
      cancelled('ConditionalCheckFailed', 'ProvisionedThroughputExceeded'),
      'TransactionCanceledException',
    ],
    ['a validation error', cancelled('ValidationError'), 'TransactionCanceledException'],
    [
      'a plain throttle',
      { __type: 'ProvisionedThroughputExceededException' },
      'ProvisionedThroughputExceededException',
    ],
  ])('%s is told as it is', async (_what, answer, expected) => {
    await using aws = await wire(answer as { [key: string]: never });
    const table = dynamoTable({ client: documentClient(aws.config), tableName: 'T' });
    const error: unknown = await table.write([put]).catch((thrown: unknown) => thrown);
    expect(error instanceof Refused ? error.reasons : (error as Error).name).toEqual(expected);
  });

  test('reads by key are consistent, an index cannot be', async () => {
    await using aws = await wire({}, { Items: [] }, { Items: [] });
    const table = dynamoTable({ client: documentClient(aws.config), tableName: 'T' });
    await table.get({ pk: 'a', sk: 'b' });
    await table.query('a');
    await table.index('due', 'OUTBOX', { limit: 3, upTo: '2026' });
    expect(aws.asked.map(({ body }) => body)).toEqual([
      { TableName: 'T', Key: { pk: { S: 'a' }, sk: { S: 'b' } }, ConsistentRead: true },
      {
        TableName: 'T',
        KeyConditionExpression: '#n0 = :v0',
        ExpressionAttributeNames: { '#n0': 'pk' },
        ExpressionAttributeValues: { ':v0': { S: 'a' } },
        ConsistentRead: true,
        ScanIndexForward: true,
      },
      {
        TableName: 'T',
        IndexName: 'due',
        KeyConditionExpression: '#n0 = :v0 AND #n1 <= :v1',
        ExpressionAttributeNames: { '#n0': 'duePk', '#n1': 'dueAt' },
        ExpressionAttributeValues: { ':v0': { S: 'OUTBOX' }, ':v1': { S: '2026' } },
        ScanIndexForward: true,
        Limit: 3,
      },
    ]);
  });
});

const entriesOf = (aws: Awaited<ReturnType<typeof wire>>) =>
  aws.asked.map(({ body }) => (body as { Entries: { Id: string; MessageBody: string }[] }).Entries);
const failed = (...ids: string[]) => ({
  Failed: ids.map((Id) => ({ Id, Code: 'InternalError', SenderFault: false })),
});

describe('queues on the wire', () => {
  const urls = { page: 'https://sqs/page', send: 'https://sqs/send', effects: 'https://sqs/effects' };
  test('at most 10 a call, each body once', async () => {
    await using aws = await wire({}, {}, {});
    await sqsQueues({ client: new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false }), urls }).put(
      'send',
      Array.from({ length: 23 }, (_, i) => ({ i })),
    );
    expect(entriesOf(aws).map((entries) => entries.length)).toEqual([10, 10, 3]);
    expect(
      entriesOf(aws)
        .flat()
        .map(({ MessageBody }) => MessageBody),
    ).toEqual(Array.from({ length: 23 }, (_, i) => `{"i":${i}}`));
    expect(aws.asked[0]?.body).toMatchObject({ QueueUrl: 'https://sqs/send' });
  });

  test('at most 1 MiB a call, counted in bytes; a body that is larger sends nothing', async () => {
    await using aws = await wire({}, {}, {});
    const queues = sqsQueues({ client: new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false }), urls });
    const half = 'é'.repeat(256 * 1024 - 1); // With its quotes exactly half a MiB.
    await queues.put('page', [half, half, half]);
    expect(entriesOf(aws).map((entries) => entries.map(({ Id }) => Id))).toEqual([['0', '1'], ['2']]);
    await expect(queues.put('page', ['fine', 'é'.repeat(512 * 1024)])).rejects.toThrow(RangeError);
    expect(aws.asked).toHaveLength(2);
  });

  test('a delay goes with each body, again with what was refused; a longer one than SQS takes sends nothing', async () => {
    await using aws = await wire(failed('1'), {});
    const queues = sqsQueues({ client: new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false }), urls });
    await queues.put('page', ['a', 'b'], 30);
    expect(entriesOf(aws)).toEqual([
      [
        { Id: '0', MessageBody: '"a"', DelaySeconds: 30 },
        { Id: '1', MessageBody: '"b"', DelaySeconds: 30 },
      ],
      [{ Id: '1', MessageBody: '"b"', DelaySeconds: 30 }],
    ]);
    await expect(queues.put('page', ['a'], 901)).rejects.toThrow(RangeError);
    expect(aws.asked).toHaveLength(2);
  });

  test('what is refused is sent once more, alone', async () => {
    await using aws = await wire(failed('1', '2'), {});
    await sqsQueues({ client: new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false }), urls }).put('effects', [
      'a',
      'b',
      'c',
    ]);
    expect(entriesOf(aws)).toEqual([
      ['a', 'b', 'c'].map((body, i) => ({ Id: String(i), MessageBody: `"${body}"` })),
      [
        { Id: '1', MessageBody: '"b"' },
        { Id: '2', MessageBody: '"c"' },
      ],
    ]);
  });

  test('what is refused twice throws', async () => {
    await using aws = await wire(failed('0', '1'), failed('1'));
    const queues = sqsQueues({ client: new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false }), urls });
    await expect(queues.put('page', ['a', 'b'])).rejects.toThrow('queue page refused 1 of 2: InternalError');
    expect(aws.asked).toHaveLength(2);
  });
});

describe('the queue of signals on the wire', () => {
  const url = 'https://sqs/signals';
  const bodies = (n: number) => Array.from({ length: n }, (_, i) => i);

  test('calls that fail keep none of the others back', async () => {
    const all = failed(...bodies(120).map(String));
    await using aws = await wire(...Array.from({ length: 24 }, () => all));
    const queue = sqsSignals({ client: new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false }), url });
    await expect(queue.put(bodies(120))).rejects.toThrow(/queue signals refused/);
    const sent = entriesOf(aws).flatMap((entries) => entries.map(({ MessageBody }) => Number(MessageBody)));
    expect([...new Set(sent)].sort((a, b) => a - b)).toEqual(bodies(120));
  });

  test('what no message of SQS may hold goes as its escape', async () => {
    await using aws = await wire({});
    const text = 'a\ufffe\uffff\u0000é';
    await sqsSignals({ client: new SQSClient({ ...aws.config, useQueueUrlAsEndpoint: false }), url }).put([text]);
    const [[entry] = []] = entriesOf(aws);
    expect(entry?.MessageBody).toBe(String.raw`"a\ufffe\uffff\u0000é"`);
    expect(JSON.parse(entry?.MessageBody ?? '')).toBe(text);
  });
});

describe('schedules on the wire', () => {
  const options = { group: 'tocsin', targetArn: 'arn:machine', roleArn: 'arn:role', dlqArn: 'arn:dlq' };
  const schedule = { name: 'INC-1.1767582000', at: new Date('2026-01-05T03:00:00.999Z'), input: { id: 'INC-1' } };

  test('a schedule rings once in UTC, starts the machine, and goes', async () => {
    await using aws = await wire({ ScheduleArn: 'arn:schedule' });
    await eventBridgeSchedules({ client: new SchedulerClient(aws.config), ...options }).set(schedule);
    expect(aws.asked).toEqual([
      {
        operation: 'POST /schedules/INC-1.1767582000'.split('.').at(-1),
        body: {
          GroupName: 'tocsin',
          ScheduleExpression: 'at(2026-01-05T03:00:00)',
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: 'arn:machine',
            RoleArn: 'arn:role',
            Input: '{"id":"INC-1"}',
            DeadLetterConfig: { Arn: 'arn:dlq' },
            RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 60 },
          },
          ClientToken: expect.stringMatching(/^[\w-]{36}$/),
        },
      },
    ]);
  });

  test('one that is there already is fine; other refusals are not', async () => {
    await using aws = await wire(
      { __type: 'ConflictException', Message: 'exists' },
      { __type: 'ValidationException', Message: 'no' },
    );
    const schedules = eventBridgeSchedules({ client: new SchedulerClient(aws.config), ...options });
    await schedules.set(schedule);
    expect(await nameOf(schedules.set(schedule))).toBe('ValidationException');
  });
});

describe('executions and tokens on the wire', () => {
  const arns = { lifecycle: 'arn:aws:states:eu-west-1:123456789012:stateMachine:tocsin-lifecycle' };
  const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:tocsin-lifecycle:INC-1';

  test('a start says whether it started', async () => {
    await using aws = await wire(
      { executionArn, startDate: 1 },
      { __type: 'ExecutionAlreadyExists' },
      { __type: 'StateMachineDoesNotExist' },
    );
    const executions = stepFunctions({ client: new SFNClient(aws.config), arns });
    expect(await executions.start('lifecycle', 'INC-1', { a: 1 })).toEqual({ started: true });
    expect(await executions.start('lifecycle', 'INC-1', { a: 2 })).toEqual({ started: false });
    expect(await nameOf(executions.start('lifecycle', 'INC-1', {}))).toBe('StateMachineDoesNotExist');
    expect(aws.asked[0]).toEqual({
      operation: 'StartExecution',
      body: { stateMachineArn: arns.lifecycle, name: 'INC-1', input: '{"a":1}' },
    });
  });

  test('a status is what AWS says, unknown is undefined, and one that waits for its redrive runs', async () => {
    await using aws = await wire(
      { status: 'TIMED_OUT' },
      { status: 'PENDING_REDRIVE' },
      { __type: 'ExecutionDoesNotExist' },
      { __type: 'InvalidArn' },
    );
    const executions = stepFunctions({ client: new SFNClient(aws.config), arns });
    expect(await executions.status('lifecycle', 'INC-1')).toBe('TIMED_OUT');
    expect(await executions.status('lifecycle', 'INC-1')).toBe('RUNNING');
    expect(await executions.status('lifecycle', 'INC-1')).toBeUndefined();
    expect(await nameOf(executions.status('lifecycle', 'INC-1'))).toBe('InvalidArn');
    expect(aws.asked[0]).toEqual({ operation: 'DescribeExecution', body: { executionArn } });
  });

  test('a stop bears one that is unknown or over, but not one that runs on', async () => {
    const invalid = { __type: 'ValidationException' };
    await using aws = await wire(
      { stopDate: 1 },
      { __type: 'ExecutionDoesNotExist' },
      invalid,
      { status: 'FAILED' },
      invalid,
      { status: 'RUNNING' },
    );
    const executions = stepFunctions({ client: new SFNClient(aws.config), arns });
    await executions.stop('lifecycle', 'INC-1', 'x'.repeat(40_000));
    await executions.stop('lifecycle', 'INC-1', 'merged');
    await executions.stop('lifecycle', 'INC-1', 'merged');
    expect(await nameOf(executions.stop('lifecycle', 'INC-1', 'merged'))).toBe('ValidationException');
    expect(aws.asked[0]).toEqual({ operation: 'StopExecution', body: { executionArn, cause: 'x'.repeat(32_768) } });
  });

  test('a machine that was not given is named; the link opens the execution', async () => {
    const executions = stepFunctions({ client: new SFNClient({ region: 'eu-west-1' }), arns });
    await expect(executions.start('assess', 'INC-1', {})).rejects.toThrow(
      new NotConfigured('environment: MACHINE_ARNS.assess'),
    );
    expect(executions.link('lifecycle', 'INC-1')).toBe(
      `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${executionArn}`,
    );
  });

  test('an answer to a token that is over or unknown is false', async () => {
    const over = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'].map((__type) => ({ __type }));
    await using aws = await wire({}, ...over, {}, ...over, { __type: 'InvalidOutput' });
    const tokens = taskTokens({ client: new SFNClient(aws.config) });
    const answers: boolean[] = [];
    for (const _ of [1, 2, 3, 4]) answers.push(await tokens.succeed('t', { ok: true }));
    for (const _ of [1, 2, 3, 4]) answers.push(await tokens.fail('t', 'E'.repeat(300), 'because'));
    expect(answers).toEqual([true, false, false, false, true, false, false, false]);
    expect(await nameOf(tokens.succeed('t', null))).toBe('InvalidOutput');
    expect([aws.asked[0], aws.asked[4]]).toEqual([
      { operation: 'SendTaskSuccess', body: { taskToken: 't', output: '{"ok":true}' } },
      { operation: 'SendTaskFailure', body: { taskToken: 't', error: 'E'.repeat(256), cause: 'because' } },
    ]);
  });
});

test('a request without an answer is given up', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const requestHandler = { ...sdk.requestHandler, requestTimeout: 20 };
  const client = new SFNClient({ ...localClient(`http://127.0.0.1:${port}`), maxAttempts: 1, requestHandler });
  expect(await nameOf(taskTokens({ client }).succeed('t', null))).toBe('TimeoutError');
  server.closeAllConnections();
  server.close();
});

describe('secrets on the wire', () => {
  const missing = { __type: 'ResourceNotFoundException' };
  const both = (name: string) =>
    new NotConfigured(`'${name}' in the JSON of secret tocsin/channels, or a secret tocsin/${name}`);
  const namesOf = ({ asked }: { asked: { body: Json }[] }) => asked.map(({ body }) => body);
  const ids = (...names: string[]) => names.map((name) => ({ SecretId: `tocsin/${name}` }));
  const secretsOf = ({ config }: { config: object }) =>
    secretsManager({ client: new SecretsManagerClient(config), prefix: 'tocsin/' });

  test('the one secret holds them all and is asked for once; a name that it lacks, or holds empty, is looked for by itself', async () => {
    await using aws = await wire(
      { SecretString: JSON.stringify({ slack: 'xoxb', statuspage: 'key', empty: '', odd: 7 }) },
      { SecretString: 'by itself' },
      { SecretString: 'not empty' },
      { SecretString: 'a text' },
    );
    const secrets = secretsOf(aws);
    const inParallel = await Promise.all([secrets.get('slack'), secrets.get('statuspage')]);
    expect([...inParallel, await secrets.get('slack')]).toEqual(['xoxb', 'key', 'xoxb']);
    expect([await secrets.get('pagerduty'), await secrets.get('pagerduty')]).toEqual(['by itself', 'by itself']);
    expect([await secrets.get('empty'), await secrets.get('odd')]).toEqual(['not empty', 'a text']);
    expect(namesOf(aws)).toEqual(ids('channels', 'pagerduty', 'empty', 'odd'));
  });

  test('without the one secret each is its own; that there is none is kept too', async () => {
    await using aws = await wire(missing, { SecretString: 'xoxb' }, { SecretString: 'key' });
    const secrets = secretsOf(aws);
    expect([await secrets.get('slack'), await secrets.get('slack')]).toEqual(['xoxb', 'xoxb']);
    expect(await secrets.get('statuspage')).toBe('key');
    expect(namesOf(aws)).toEqual(ids('channels', 'slack', 'statuspage'));
  });

  test('one that is in neither is told with both ways, and asked for again in both', async () => {
    await using aws = await wire(
      { SecretString: '{"slack":"xoxb"}' },
      missing,
      { SecretString: '{"slack":"xoxb","pagerduty":"given by now"}' },
      missing,
      { __type: 'AccessDeniedException' },
    );
    const secrets = secretsOf(aws);
    await expect(secrets.get('pagerduty')).rejects.toThrow(both('pagerduty'));
    expect(await secrets.get('pagerduty')).toBe('given by now');
    await expect(secrets.get('toString')).rejects.toThrow(both('toString'));
    expect(await nameOf(secrets.get('slack'))).toBe('GetParameterError');
    expect(namesOf(aws)).toEqual(ids('channels', 'pagerduty', 'channels', 'toString', 'channels'));
  });

  test('where each stands apart no shared secret is asked for', async () => {
    await using aws = await wire({ SecretString: 'signing' }, missing);
    const client = new SecretsManagerClient(aws.config);
    const secrets = secretsManager({ client, prefix: 'tocsin/hooks/', apart: true });
    expect([await secrets.get('pagerduty'), await secrets.get('pagerduty')]).toEqual(['signing', 'signing']);
    await expect(secrets.get('pushover')).rejects.toThrow(new NotConfigured('a secret tocsin/hooks/pushover'));
    expect(namesOf(aws)).toEqual(ids('hooks/pagerduty', 'hooks/pushover'));
  });

  test('one that is asked for afresh is read again, with the shared secret where there is one', async () => {
    await using apart = await wire({ SecretString: 'old' }, { SecretString: 'new' });
    const client = new SecretsManagerClient(apart.config);
    const checks = secretsManager({ client, prefix: 'tocsin/checks/', apart: true });
    expect([await checks.get('prom'), await checks.get('prom')]).toEqual(['old', 'old']);
    expect([await checks.get('prom', { fresh: true }), await checks.get('prom')]).toEqual(['new', 'new']);
    expect(namesOf(apart)).toEqual(ids('checks/prom', 'checks/prom'));
    await using aws = await wire({ SecretString: '{"slack":"old"}' }, { SecretString: '{"slack":"new"}' });
    const secrets = secretsOf(aws);
    expect([await secrets.get('slack'), await secrets.get('slack', { fresh: true })]).toEqual(['old', 'new']);
  });

  test.each(['xoxb-not-json', '["xoxb"]', '"xoxb"'])(
    'a shared secret of %s is told without a word of it',
    async (text) => {
      await using aws = await wire({ SecretString: text }, { SecretString: '{"slack":"mended"}' });
      const secrets = secretsOf(aws);
      const error: unknown = await secrets.get('slack').catch((thrown: unknown) => thrown);
      expect(error).toEqual(new NotConfigured('secret tocsin/channels: a JSON object of names and texts'));
      expect(JSON.stringify([String(error), (error as Error).cause])).not.toContain('xoxb');
      expect(await secrets.get('slack')).toBe('mended');
    },
  );
});
