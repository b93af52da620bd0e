import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import {
  CreateScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Engine, startEngine } from '../../local/engine/engine.ts';
import { zip } from './support/zip.ts';

const role = 'arn:aws:iam::000000000000:role/any';
const arnOf = (kind: string, name: string) => `arn:aws:${kind}:us-east-1:000000000000:${name}`;

/** What a function here does: fail or answer its task token when told to, and put the records it is sent on a queue. */
const code = `
const ask = async (service, action, body) => {
  const target = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': action };
  const scope = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/' + service + '/aws4_request';
  const headers = { ...target, authorization: scope };
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
};
export const handler = async (event) => {
  if (event.fail) throw Object.assign(new Error(event.fail), { name: event.fail });
  for (const output of event.answers ?? []) {
    const { status } = await ask('states', 'AWSStepFunctions.SendTaskSuccess', { taskToken: event.token, output });
    if ((status === 200) !== (output === event.answers[0])) throw new Error(output + ': ' + status);
  }
  if (event.Records) {
    const body = JSON.stringify({ at: Date.now(), records: event.Records });
    const { status, text } = await ask('sqs', 'AmazonSQS.SendMessage', { QueueUrl: process.env.HEARD, MessageBody: body });
    if (status !== 200) throw new Error(text);
  }
  return { pid: process.pid };
};`;

function clients(engine: Engine) {
  const to = {
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return {
    alarms: new CloudWatchClient(to),
    lambda: new LambdaClient(to),
    schedules: new SchedulerClient(to),
    sfn: new SFNClient(to),
    sns: new SNSClient(to),
    sqs: new SQSClient(to),
    table: new DynamoDBClient(to),
  };
}

vi.setConfig({ testTimeout: 20_000 });

let engine: Engine;
let aws: ReturnType<typeof clients>;
let heard = '';

async function createFunction(name: string) {
  await aws.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: role,
      Handler: 'index.handler',
      Code: { ZipFile: zip({ 'index.mjs': code }) },
      Timeout: 20,
      Environment: { Variables: { HEARD: heard } },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: aws.lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
    {
      FunctionName: name,
    },
  );
}

async function createQueue(name: string) {
  return (await aws.sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
}

async function hear(): Promise<{ at: number; records: Record<string, unknown>[] }> {
  const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: heard, WaitTimeSeconds: 10 }));
  return JSON.parse(Messages?.[0]?.Body ?? 'null');
}

async function createMachine(name: string, states: Record<string, object>) {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const made = await aws.sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: role }));
  return made.stateMachineArn ?? '';
}

async function ended(executionArn: string | undefined) {
  return await vi.waitFor(
    async () => {
      const execution = await aws.sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect(execution.status).not.toBe('RUNNING');
      return execution;
    },
    { timeout: 10_000, interval: 20 },
  );
}

const task = (payload: object, more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: arnOf('lambda', 'function:worker'), Payload: payload },
  TimeoutSeconds: 5,
  ...more,
});

/** The processes of a group that are more than a name in the table. */
function alive(pgid: number): string[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pgid=,stat=,pid=,args='], { encoding: 'utf8' }).split('\n');
  return rows.filter((row) => row.trim().startsWith(`${pgid} `) && !/^\s*\d+\s+Z/.test(row));
}

beforeAll(async () => {
  engine = await startEngine({ warm: ['ready'] });
  aws = clients(engine);
  heard = await createQueue('heard');
  await createFunction('worker');
}, 60_000);

afterAll(async () => {
  await engine?.stop('SIGKILL');
});

test('a failing function fails its task by name, so that the machine can catch it; its worker lives on', async () => {
  const catches = {
    Catch: [
      { ErrorEquals: ['PageNotDelivered'], Assign: { cause: '{% $states.errorOutput.Cause %}' }, Next: 'Caught' },
    ],
    End: true,
  };
  const machine = await createMachine('catches', {
    Page: task({ fail: '{% $states.input.error %}' }, catches),
    Caught: { Type: 'Pass', Output: '{% $parse($cause) %}', End: true },
  });
  const { Payload: before } = await aws.lambda.send(new InvokeCommand({ FunctionName: 'worker', Payload: '{}' }));
  const started = await aws.sfn.send(
    new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify({ error: 'PageNotDelivered' }) }),
  );
  const caught = await ended(started.executionArn);
  expect(JSON.parse(caught.output ?? '')).toMatchObject({
    errorType: 'PageNotDelivered',
    errorMessage: 'PageNotDelivered',
  });
  const { Payload: after } = await aws.lambda.send(new InvokeCommand({ FunctionName: 'worker', Payload: '{}' }));
  expect(after?.transformToString()).toBe(before?.transformToString());

  const other = await aws.sfn.send(
    new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify({ error: 'Superseded' }) }),
  );
  expect(await ended(other.executionArn)).toMatchObject({ status: 'FAILED', error: 'Superseded' });
});

test('a function that fails before it keeps its task token fails the task at once, not at the timeout', async () => {
  const waits = { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', TimeoutSeconds: 60 };
  const catches = { Catch: [{ ErrorEquals: ['PageNotDelivered'], Next: 'Caught' }], End: true };
  const machine = await createMachine('waits', {
    Page: task({ fail: 'PageNotDelivered', token: '{% $states.context.Task.Token %}' }, { ...waits, ...catches }),
    Caught: { Type: 'Pass', Output: 'caught', End: true },
  });
  const started = await aws.sfn.send(new StartExecutionCommand({ stateMachineArn: machine }));
  expect(await ended(started.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"caught"' });
});

test('the first answer to a task token counts, also while its function still runs; a second one is refused', async () => {
  const machine = await createMachine('asks', {
    Ask: task(
      { token: '{% $states.context.Task.Token %}', answers: ['"yes"', '"no"'] },
      { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', TimeoutSeconds: 30, End: true },
    ),
  });
  const { executionArn } = await aws.sfn.send(new StartExecutionCommand({ stateMachineArn: machine }));
  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
});

test('a burst of one function starts no more workers than the machine has processors', async () => {
  await createFunction('crowded');
  const workers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { Payload } = await aws.lambda.send(new InvokeCommand({ FunctionName: 'crowded', Payload: '{}' }));
      return (JSON.parse(Buffer.from(Payload ?? []).toString()) as { pid: number }).pid;
    }),
  );
  expect(new Set(workers).size).toBeLessThanOrEqual(Math.max(2, cpus().length));
});

test('an alarm reaches a function through topic and queue within half a second', async () => {
  await createFunction('ready-worker');
  await createQueue('signals');
  const { TopicArn } = await aws.sns.send(new CreateTopicCommand({ Name: 'signals' }));
  const queue = arnOf('sqs', 'signals');
  await aws.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue }));
  await aws.lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'ready-worker', EventSourceArn: queue }));
  await aws.alarms.send(
    new PutMetricAlarmCommand({
      AlarmName: 'errors',
      AlarmActions: [TopicArn ?? ''],
      Namespace: 'patient',
      MetricName: 'errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  await pause(1_000); // the function is held ready by then
  const rung = Date.now();
  await aws.alarms.send(
    new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: '23 % of requests fail' }),
  );
  const { at, records } = await hear();
  expect(JSON.parse(JSON.parse(String(records[0]?.['body'])).Message)).toMatchObject({
    AlarmName: 'errors',
    NewStateValue: 'ALARM',
    NewStateReason: '23 % of requests fail',
  });
  expect(at - rung).toBeLessThan(500);
});

test('a slow reader of a stream does not hold up a queue', async () => {
  const made = await aws.table.send(
    new CreateTableCommand({
      TableName: 'incidents',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    }),
  );
  const slow = zip({
    'index.mjs': 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 3000));',
  });
  const stream = made.TableDescription?.LatestStreamArn;
  await aws.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'slow',
      Runtime: 'nodejs24.x',
      Role: role,
      Handler: 'index.handler',
      Code: { ZipFile: slow },
      Timeout: 20,
    }),
  );
  await aws.lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName: 'slow', EventSourceArn: stream, StartingPosition: 'LATEST' }),
  );
  await pause(100);
  await aws.table.send(new PutItemCommand({ TableName: 'incidents', Item: { id: { S: 'INC-000001' } } }));
  await pause(300); // the reader is at it
  const sent = Date.now();
  await aws.sqs.send(new SendMessageCommand({ QueueUrl: await createQueue('signals'), MessageBody: 'a signal' }));
  const { at, records } = await hear();
  expect(records.map((record) => record['body'])).toEqual(['a signal']);
  expect(at - sent).toBeLessThan(500);
});

test('a one-shot schedule starts its machine on time and is gone; one that has fired fires again when it is moved', async () => {
  const machine = await createMachine('rings', { Ring: { Type: 'Pass', End: true } });
  const inSeconds = (seconds: number) => new Date(Math.ceil(Date.now() / 1_000) * 1_000 + seconds * 1_000);
  const schedule = (name: string, at: Date, after: 'DELETE' | 'NONE') => ({
    Name: name,
    ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    ActionAfterCompletion: after,
    Target: { Arn: machine, RoleArn: role, Input: JSON.stringify({ name }) },
  });
  const rings = async (count: number) =>
    await vi.waitFor(
      async () => {
        const { executions } = await aws.sfn.send(new ListExecutionsCommand({ stateMachineArn: machine }));
        expect(executions).toHaveLength(count);
        return executions?.map(({ startDate }) => Number(startDate)).toSorted((a, b) => a - b) ?? [];
      },
      { timeout: 8_000, interval: 50 },
    );
  const first = inSeconds(1);
  await aws.schedules.send(new CreateScheduleCommand(schedule('once', first, 'DELETE')));
  await aws.schedules.send(new CreateScheduleCommand(schedule('moved', first, 'NONE')));
  const [earliest, latest] = await rings(2);
  expect(earliest).toBeGreaterThanOrEqual(first.getTime() - 1); // the service keeps fractions of a second as a float
  expect(latest).toBeLessThan(first.getTime() + 1_500);
  await expect(aws.schedules.send(new GetScheduleCommand({ Name: 'once' }))).rejects.toThrow('does not exist');

  const second = inSeconds(1);
  await aws.schedules.send(new UpdateScheduleCommand(schedule('moved', second, 'NONE')));
  expect((await rings(3)).at(-1)).toBeLessThan(second.getTime() + 1_500);
});

test('after an orderly stop the state is back and what ran is FAILED; no process is left', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'tocsin-state-'));
  const shared = { engine, aws };
  try {
    engine = await startEngine({ stateDir });
    aws = clients(engine);
    await createFunction('worker');
    await aws.lambda.send(new InvokeCommand({ FunctionName: 'worker', Payload: '{}' }));
    const machine = await createMachine('lasts', { Last: { Type: 'Wait', Seconds: 600, End: true } });
    const run = await aws.sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name: 'INC-000001' }));
    const group = engine.pid;
    expect(alive(group).length).toBeGreaterThan(1); // the engine and a worker
    await engine.stop('SIGTERM');
    expect(alive(group)).toEqual([]);

    engine = await startEngine({ stateDir });
    aws = clients(engine);
    const healed = await aws.sfn.send(new DescribeExecutionCommand({ executionArn: run.executionArn }));
    expect(healed).toMatchObject({ status: 'FAILED', stateMachineArn: machine });
    const { Payload } = await aws.lambda.send(new InvokeCommand({ FunctionName: 'worker', Payload: '{}' }));
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({ pid: expect.any(Number) });
    const again = engine.pid;
    await engine.stop('SIGKILL');
    expect(alive(again)).toEqual([]);
  } finally {
    await engine.stop('SIGKILL');
    ({ engine, aws } = shared);
    await rm(stateDir, { recursive: true, force: true });
  }
});

test('the engine ends with the process that started it, even when that is killed', async () => {
  const script = `
    import { startEngine } from ${JSON.stringify(new URL('../../local/engine/engine.ts', import.meta.url).href)};
    process.stdout.write(String((await startEngine()).pid));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(parent.stdout, 'data');
  expect(alive(Number(pid))).toHaveLength(1);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(alive(Number(pid))).toEqual([]), { timeout: 8_000, interval: 50 });
});
