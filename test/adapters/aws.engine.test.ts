import { randomUUID } from 'node:crypto';
import { CreateScheduleGroupCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stepFunctions } from '#adapters/aws/executions';
import { sqsQueues } from '#adapters/aws/queues';
import { eventBridgeSchedules } from '#adapters/aws/schedules';
import { secretsManager } from '#adapters/aws/secrets';
import { taskTokens } from '#adapters/aws/tokens';
import { NotConfigured } from '#core/errors';
import { engineAtHand, localClient, type TestEngine, testEngine } from './support/engine.ts';

describe.skipIf(!engineAtHand)('AWS adapters on the local engine', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await testEngine();
  }, 120_000);
  afterAll(() => engine.stop());
  const roleArn = 'arn:aws:iam::000000000000:role/any';
  const machine = async (client: SFNClient, states: object) => {
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'First', States: { First: states } });
    const made = await client.send(new CreateStateMachineCommand({ name: `m-${randomUUID()}`, definition, roleArn }));
    return made.stateMachineArn ?? '';
  };
  const queue = async (client: SQSClient) =>
    (await client.send(new CreateQueueCommand({ QueueName: `q-${randomUUID()}` }))).QueueUrl ?? '';
  const messages = async (client: SQSClient, QueueUrl: string) => {
    const got: unknown[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return got;
      got.push(...Messages.map(({ Body }) => JSON.parse(Body ?? '')));
    }
  };

  test('what is put into a queue can be received, more than ten and large ones too', async () => {
    const client = new SQSClient(localClient(engine.url));
    const [page, send] = [await queue(client), await queue(client)];
    const queues = sqsQueues({ client, urls: { page, send, effects: send } });
    const bodies = Array.from({ length: 12 }, (_, i) => ({ i, text: 'x'.repeat(i < 3 ? 500_000 : 10) }));
    await queues.put('page', bodies);
    await queues.put('send', []);
    expect((await messages(client, page)).sort((a, b) => (a as { i: number }).i - (b as { i: number }).i)).toEqual(
      bodies,
    );
    expect(await messages(client, send)).toEqual([]);
  });

  test('an execution starts once under its name, runs, is stopped, and stays known', async () => {
    const client = new SFNClient(localClient(engine.url));
    const executions = stepFunctions({
      client,
      arns: { lifecycle: await machine(client, { Type: 'Wait', Seconds: 600, End: true }) },
    });
    expect(await executions.status('lifecycle', 'INC-1')).toBeUndefined();
    await executions.stop('lifecycle', 'INC-1', 'unknown');
    expect(await executions.start('lifecycle', 'INC-1', { id: 1 })).toEqual({ started: true });
    expect(await executions.start('lifecycle', 'INC-1', { id: 2 })).toEqual({ started: false });
    // Same name and same input: AWS answers as if it had started it, the engine refuses.
    expect(await executions.start('lifecycle', 'INC-1', { id: 1 })).toEqual({ started: false });
    expect(await executions.status('lifecycle', 'INC-1')).toBe('RUNNING');
    await executions.stop('lifecycle', 'INC-1', 'merged');
    expect(await executions.status('lifecycle', 'INC-1')).toBe('ABORTED');
    await executions.stop('lifecycle', 'INC-1', 'merged again');
    expect(await executions.start('lifecycle', 'INC-1', { id: 1 })).toEqual({ started: false });
  });

  test('an execution that has ended can be stopped without an error', async () => {
    const client = new SFNClient(localClient(engine.url));
    const executions = stepFunctions({ client, arns: { assess: await machine(client, { Type: 'Succeed' }) } });
    await executions.start('assess', 'INC-1', {});
    await vi.waitFor(async () => expect(await executions.status('assess', 'INC-1')).toBe('SUCCEEDED'), 5_000);
    await executions.stop('assess', 'INC-1', 'late');
    expect(await executions.status('assess', 'INC-1')).toBe('SUCCEEDED');
  });

  test('a token is answered once; unknown and answered ones are false', async () => {
    const sfn = new SFNClient(localClient(engine.url));
    const sqs = new SQSClient(localClient(engine.url));
    const QueueUrl = await queue(sqs);
    const waits = {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: { QueueUrl, MessageBody: { token: '{% $states.context.Task.Token %}' } },
      End: true,
    };
    const executions = stepFunctions({ client: sfn, arns: { detect: await machine(sfn, waits) } });
    const tokens = taskTokens({ client: sfn });
    const asked = async (name: string) => {
      await executions.start('detect', name, {});
      return vi.waitFor(async () => {
        const [message] = await messages(sqs, QueueUrl);
        expect(message).toEqual({ token: expect.any(String) });
        return (message as { token: string }).token;
      }, 5_000);
    };
    const first = await asked('good');
    expect(await tokens.succeed(first, { by: 'ann' })).toBe(true);
    await vi.waitFor(async () => expect(await executions.status('detect', 'good')).toBe('SUCCEEDED'), 5_000);
    expect(await tokens.succeed(first, { by: 'bob' })).toBe(false);
    expect(await tokens.fail(await asked('bad'), 'Superseded', 'merged')).toBe(true);
    await vi.waitFor(async () => expect(await executions.status('detect', 'bad')).toBe('FAILED'), 5_000);
    expect(await tokens.fail('no-token', 'Superseded', 'merged')).toBe(false);
  });

  test('a schedule is kept as it was first set', async () => {
    const client = new SchedulerClient(localClient(engine.url));
    const group = `g-${randomUUID()}`;
    await client.send(new CreateScheduleGroupCommand({ Name: group }));
    const targetArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:deadline';
    const schedules = eventBridgeSchedules({
      client,
      group,
      targetArn,
      roleArn,
      dlqArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
    });
    const at = (time: string) => ({ name: 'INC-1.7', at: new Date(`2099-01-05T${time}Z`), input: { due: time } });
    await schedules.set(at('03:00:00'));
    await schedules.set(at('04:00:00'));
    const kept = await client.send(new GetScheduleCommand({ GroupName: group, Name: 'INC-1.7' }));
    expect(kept).toMatchObject({
      Name: 'INC-1.7',
      GroupName: group,
      ScheduleExpression: 'at(2099-01-05T03:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: targetArn, RoleArn: roleArn, Input: '{"due":"03:00:00"}' },
    });
  });

  test('a schedule that is due starts its machine', async () => {
    const client = new SchedulerClient(localClient(engine.url));
    const sqs = new SQSClient(localClient(engine.url));
    const sfn = new SFNClient(localClient(engine.url));
    const QueueUrl = await queue(sqs);
    const says = {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage',
      Arguments: { QueueUrl, MessageBody: '{% $states.input %}' },
      End: true,
    };
    const targetArn = await machine(sfn, says);
    const dlqArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const schedules = eventBridgeSchedules({ client, group: 'default', targetArn, roleArn, dlqArn });
    const name = `due-${randomUUID()}`;
    await schedules.set({ name, at: new Date(Date.now() + 1_000), input: { due: 'now' } });
    await vi.waitFor(async () => expect(await messages(sqs, QueueUrl)).toEqual([{ due: 'now' }]), {
      timeout: 20_000,
      interval: 200,
    });
    // Its name is free again.
    await expect(client.send(new GetScheduleCommand({ GroupName: 'default', Name: name }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  }, 30_000);

  test('a secret is read by its name behind the prefix; a missing one is named', async () => {
    const client = new SecretsManagerClient(localClient(engine.url));
    const prefix = `${randomUUID()}/`;
    await client.send(new CreateSecretCommand({ Name: `${prefix}slack`, SecretString: 'xoxb' }));
    const secrets = secretsManager({ client, prefix });
    expect(await secrets.get('slack')).toBe('xoxb');
    await expect(secrets.get('pagerduty')).rejects.toThrow(
      new NotConfigured(`'pagerduty' in the JSON of secret ${prefix}channels, or a secret ${prefix}pagerduty`),
    );
    const SecretString = JSON.stringify({ pagerduty: 'key', slack: 'newer' });
    await client.send(new CreateSecretCommand({ Name: `${prefix}channels`, SecretString }));
    expect([await secrets.get('pagerduty'), await secrets.get('slack')]).toEqual(['key', 'newer']);
  });
});
