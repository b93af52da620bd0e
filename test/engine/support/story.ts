import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Api, type Seen } from '#local/api';
import type { Running } from '#local/bring-up';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const options = ({ outputs }: Running) => ({ endpoint: outputs.engineUrl, region: outputs.region, credentials });

/** Waits, by the world's clock, until something is so; says what was waited for when it never is. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 150));
  }
}

/** What an alarm sends over EventBridge when its state changes. */
export const alarmEvent = (name: string, value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA', at: Date, measured = 23) => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '000000000000',
  time: at.toISOString(),
  region: 'us-east-1',
  resources: [`arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`],
  detail: {
    alarmName: name,
    configuration: { metrics: [] },
    state: {
      value,
      reason:
        value === 'ALARM'
          ? `Threshold Crossed: [${measured}.0] was greater than the threshold (5.0)`
          : 'back to normal',
      reasonData: JSON.stringify({ version: '1.0', recentDatapoints: [measured] }),
      timestamp: at.toISOString().replace('Z', '+0000'),
    },
    previousState: { value: 'OK', reason: '', timestamp: at.toISOString().replace('Z', '+0000') },
  },
});

/** The deployment as its neighbours see it: alarms, queues, machines, people. */
export function story(running: Running) {
  const sqs = new SQSClient(options(running));
  const sfn = new SFNClient(options(running));
  const cloudwatch = new CloudWatchClient(options(running));
  const queues = JSON.parse(running.stack['QueueUrls'] ?? '{}') as Record<string, string>;
  const machines = JSON.parse(running.stack['MachineArns'] ?? '{}') as Record<string, string>;
  const commander = new Api(running.outputs.apiUrl, running.outputs.tokens.commander);
  const executions = async (machine: string, id: string) => {
    const { executions: all = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: machines[machine], maxResults: 1000 }),
    );
    return all.filter((e) => e.name?.startsWith(`${id}.`));
  };
  return {
    commander,
    executions,
    /** As EventBridge would put them; in batches of ten. */
    async bus(events: object[]): Promise<void> {
      for (let n = 0; n < events.length; n += 10) {
        const Entries = events
          .slice(n, n + 10)
          .map((event, i) => ({ Id: String(i), MessageBody: JSON.stringify(event) }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl: queues['signals'], Entries }));
      }
    },
    alarm: (AlarmName: string, StateValue: 'OK' | 'ALARM', reason: string) =>
      cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: reason })),
    async depth(queue: string): Promise<number> {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queues[queue], AttributeNames: ['All'] }),
      );
      return (
        Number(Attributes['ApproximateNumberOfMessages'] ?? 0) +
        Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0)
      );
    },
    /** What a queue fails on comes back at once instead of after its reader's time-out: for what is to become a dead letter. */
    hurry: (queue: string) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl: queues[queue], Attributes: { VisibilityTimeout: '1' } })),
    /** Payloads of the dead letters of the queue whose name holds this word. */
    async dead(word: string): Promise<string[]> {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
      const QueueUrl = QueueUrls.find((url) => url.includes(`${word}Dead`));
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      return Messages.map((m) => m.Body ?? '');
    },
    async stop(machine: string, id: string): Promise<void> {
      const [running_] = (await executions(machine, id)).filter((e) => e.status === 'RUNNING');
      await sfn.send(new StopExecutionCommand({ executionArn: running_?.executionArn, cause: 'somebody stopped it' }));
    },
    incident: (id: string): Promise<Seen> => commander.incident(id),
    first: async (skip: string[] = []): Promise<string> =>
      until('an incident', async () => (await commander.list()).find((i) => !skip.includes(i.id))?.id),
    pages: (id: string) => running.inbox.messages({ incident: id, kind: 'page' }),
    queues,
    /** The sweeper's minute, now. */
    async sweep(): Promise<void> {
      const lambda = new LambdaClient(options(running));
      const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 200 }));
      const FunctionName = Functions.map((f) => f.FunctionName ?? '').find(
        (name) => /sweep/i.test(name) && !/take-?up/i.test(name),
      );
      await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') }));
      lambda.destroy();
    },
    /** Every function by its description, with when it was last changed and all that it has logged. */
    async functions(): Promise<{ name: string; changed: string; logged: string }[]> {
      const lambda = new LambdaClient(options(running));
      const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 200 }));
      lambda.destroy();
      const ours = Functions.filter(({ Description = '' }) => Description.startsWith('Tocsin: '));
      return Promise.all(
        ours.map(async ({ Description = '', LastModified = '', CodeSha256 = '', Environment, LoggingConfig }) => ({
          name: Description.replace('Tocsin: ', ''),
          changed: JSON.stringify([LastModified, CodeSha256, Environment]),
          logged: await loggedIn(running, LoggingConfig?.LogGroup ?? ''),
        })),
      );
    },
    /** A secret that the deployment was given, below its prefix. */
    async secret(name: string): Promise<string> {
      const secrets = new SecretsManagerClient(options(running));
      const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: `tocsin/${name}` }));
      secrets.destroy();
      return SecretString;
    },
    close: () => [sqs, sfn, cloudwatch].forEach((client) => client.destroy()),
  };
}

/** Everything that a log group holds. */
async function loggedIn({ outputs }: Running, logGroupName: string): Promise<string> {
  const answer = await fetch(outputs.engineUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.FilterLogEvents',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ logGroupName, limit: 10_000 }),
  });
  return answer.ok ? answer.text() : '';
}

/** The people of an incident that is to be over soon: acknowledge, choose the fix, publish. Gives the incident once it is reviewed. */
export async function takeToItsEnd(running: Running, id: string, recover: () => Promise<unknown>): Promise<Seen> {
  let recovered = false;
  const commander = new Api(running.outputs.apiUrl, running.outputs.tokens.commander);
  return until(
    `${id} is reviewed`,
    async () => {
      const incident = await commander.incident(id);
      if (incident.state === 'open' && !incident.acknowledged) await commander.post(`${id}/acknowledge`, {});
      if (incident.question?.kind === 'resolution-type')
        await commander.post(`${id}/decisions`, { question: 'resolution-type', option: 'fix' });
      if (incident.question?.kind === 'approval')
        await commander.post(`${id}/decisions`, { question: 'approval', option: 'approve' });
      if (!recovered && (incident.verification?.passes ?? 0) > 0) {
        recovered = true;
        await recover();
      }
      if (incident.question?.kind === 'publish-review')
        await commander.post(`${id}/decisions`, { question: 'publish-review', option: 'publish' });
      return incident.state === 'reviewed' && incident;
    },
    150,
  );
}
