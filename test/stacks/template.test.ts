import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, test } from 'vitest';
import { InvalidPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { registry } from '#app/operations/registry';
import { IncidentResponse } from '#lib/index';
import { rights } from '#lib/rights';
import { synthesized, tracktion } from './synthesized.ts';

const { all, one, resources, assembly, manifest, tocsin } = synthesized();
/** It comes without types. */
const aslValidator: (definition: unknown) => { isValid: boolean; errors: unknown[] } = createRequire(import.meta.url)(
  'asl-validator',
);
const home = fileURLToPath(new URL('../../', import.meta.url));
const statesOf = (role: string) => `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${role}`;
const machine = (name: string) => statesOf(`stateMachine:shop-Tocsin-D8E7C586-${name}`);
const executions = (name: string) => statesOf(`execution:shop-Tocsin-D8E7C586-${name}:*`);
const phases = ['detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'];
const machines = ['lifecycle', ...phases, 'deadline'];
const list = (value: unknown) => (Array.isArray(value) ? value : [value]).map(String).toSorted();
const statements = (role: string) =>
  (one('AWS::IAM::Role', role)['Policies'][0].PolicyDocument.Statement as Record<string, unknown>[])
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Action, Resource, Condition }) => ({
      actions: list(Action),
      resources: list(Resource),
      ...(Condition ? { condition: Condition } : {}),
    }));
/** What a handler may do beyond its log and trace. */
const allowed = (handler: string) => statements(`Handlers/${handler}/Role`).slice(2);
const ours = resources.filter(({ path }) => !path.startsWith('Restart') && !path.startsWith('Announcements'));

describe('trust', () => {
  test('every role but those of functions trusts one service, for this account and one resource', () => {
    const trust = all('AWS::IAM::Role')
      .filter(({ path }) => !path.startsWith('Restart'))
      .map(({ path, properties }) => {
        const [{ Principal, Condition }] = properties['AssumeRolePolicyDocument'].Statement;
        return {
          path,
          service: Principal.Service,
          account: Condition?.StringEquals['aws:SourceAccount'],
          source: Condition?.ArnLike['aws:SourceArn'],
        };
      });
    const functions = trust.filter(({ service }) => service === 'lambda.amazonaws.com');
    expect(functions.map(({ path }) => path)).toEqual(Object.keys(rights).map((handler) => `Handlers/${handler}/Role`));
    expect(trust.filter(({ service }) => service !== 'lambda.amazonaws.com')).toEqual([
      {
        path: 'Deadlines/Role',
        service: 'scheduler.amazonaws.com',
        account: '<AWS::AccountId>',
        source:
          'arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule-group/shop-Tocsin-D8E7C586-deadlines',
      },
      ...machines.map((name) => ({
        path: `${name}/Role`,
        service: 'states.amazonaws.com',
        account: '<AWS::AccountId>',
        source: machine(name),
      })),
    ]);
  });

  test('queues and topics take messages from named resources of named accounts, and over TLS only', () => {
    const grants = [...all('AWS::SQS::QueuePolicy'), ...all('AWS::SNS::TopicPolicy')].flatMap(({ path, properties }) =>
      (properties['PolicyDocument'].Statement as Record<string, never>[]).map((statement) => ({ path, ...statement })),
    ) as unknown as {
      path: string;
      Effect: string;
      Principal: { Service?: string };
      Condition: Record<string, Record<string, unknown>>;
    }[];
    const nameless = grants.filter(({ Effect, Condition }) =>
      Effect === 'Allow'
        ? !(
            Condition['ArnLike']?.['aws:SourceArn'] &&
            (Condition['StringEquals'] ?? Condition['StringEqualsIfExists'])?.['aws:SourceAccount']
          )
        : Condition['Bool']?.['aws:SecureTransport'] !== 'false',
    );
    expect(nameless).toEqual([]);
    const senders = grants.filter(({ path, Effect }) => path === 'Ingest/Signals/Policy' && Effect === 'Allow');
    expect(
      senders.map(({ Principal, Condition }) => [Principal.Service, Condition['ArnLike']?.['aws:SourceArn']]),
    ).toEqual([
      ['sns.amazonaws.com', '<Ingest/Topic>'],
      ['events.amazonaws.com', ['<Ingest/Rule1.Arn>', '<Ingest/Receipts-sms.Arn>']],
    ]);
    const topic = grants.find(({ path, Effect }) => path === 'Ingest/Topic/Policy' && Effect === 'Allow');
    expect(topic?.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': ['<AWS::AccountId>', '210987654321'] },
      ArnLike: {
        'aws:SourceArn': [
          'arn:<AWS::Partition>:cloudwatch:*:<AWS::AccountId>:alarm:*',
          'arn:<AWS::Partition>:cloudwatch:*:210987654321:alarm:*',
        ],
      },
    });
  });
});

describe('rights', () => {
  test('nothing but traces, metrics, the delivery of logs and limits of the account is allowed on *', () => {
    const wide = all('AWS::IAM::Role').flatMap(({ properties }) =>
      ((properties['Policies'] ?? []) as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }[])
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Resource }) => list(Resource).includes('*'))
        .flatMap(({ Action }) => list(Action)),
    );
    expect([...new Set<string>(wide)].sort()).toEqual([
      'cloudwatch:GetMetricData',
      'lambda:GetAccountSettings',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'ses:GetAccount',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(all('AWS::IAM::Policy')).toEqual([]);
    expect(all('AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  const table = {
    actions: [
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    resources: ['<Store/Table.Arn>'],
  };
  const deployed = { actions: ['s3:GetObject'], resources: ['<Publication/Bucket.Arn>/*'] };
  const reads = (queue: string) => ({
    actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    resources: [`<${queue}.Arn>`],
  });
  const fills = {
    actions: ['sqs:SendMessage'],
    resources: ['<Reactions/Effects.Arn>', '<Reactions/Page.Arn>', '<Reactions/Send.Arn>'],
  };
  const wakes = (queue: string) => ({ actions: ['sqs:SendMessage'], resources: [`<${queue}.Arn>`] });
  const runs = ['lifecycle', ...phases].map(executions).toSorted();

  test('a function that parses strangers’ input can read no channel secret, only those that calls are verified by', () => {
    expect(allowed('ingest/receive-alarm')).toEqual([table, deployed, reads('Ingest/Signals')]);
    expect(allowed('api/serve')).toEqual([
      table,
      deployed,
      { actions: ['dynamodb:Query'], resources: ['<Store/Table.Arn>/index/list'] },
      {
        actions: ['secretsmanager:GetSecretValue'],
        resources: ['arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:tocsin/hooks/*'],
      },
      {
        actions: ['secretsmanager:GetSecretValue'],
        resources: ['arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:tocsin/sources/*'],
      },
      wakes('Ingest/Signals'),
      {
        actions: ['lambda:InvokeFunction'],
        resources: [
          'arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:shop-Tocsin-D8E7C586-read-checks',
        ],
      },
      { actions: ['lambda:GetAccountSettings', 'ses:GetAccount'], resources: ['*'] },
    ]);
  });

  test('the publisher reads its own assets and writes the one object; only it may write there', () => {
    expect(allowed('deploy/publish')).toEqual([
      {
        actions: ['s3:GetObject'],
        resources: ['arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/tocsin-*'],
      },
      { actions: ['s3:DeleteObject', 's3:PutObject'], resources: ['<Publication/Bucket.Arn>/*'] },
    ]);
    const others = Object.keys(rights).filter((handler) => handler !== 'deploy/publish');
    expect(others.filter((handler) => JSON.stringify(allowed(handler)).includes('s3:Put'))).toEqual([]);
  });

  test('the dispatcher reads keys and fills queues', () => {
    expect(allowed('dispatch/dispatch-outbox')).toEqual([
      {
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: ['<Store/Table.StreamArn>'],
      },
      { actions: ['sqs:SendMessage'], resources: ['<MachineryDead.Arn>'] },
      fills,
    ]);
  });

  test('the page sender may use the channels that reach people, the message sender those that carry messages', () => {
    const secrets = {
      actions: ['secretsmanager:GetSecretValue'],
      resources: ['arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:tocsin/*'],
    };
    const mail = {
      actions: ['ses:SendEmail'],
      resources: [
        'configuration-set/*',
        'identity/devops@tracktion.com',
        'identity/example.com',
        'identity/support@tracktion.com',
        'identity/tocsin@example.com',
        'identity/tracktion.com',
      ].map((of) => `arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:${of}`),
    };
    const texts = {
      actions: ['sms-voice:SendTextMessage'],
      resources: [
        'arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:pool/pool-0123456789abcdef0123456789abcdef',
      ],
    };
    const topics = { actions: ['sns:Publish'], resources: ['<Announcements>'] };
    expect(allowed('page/send-page')).toEqual([
      table,
      deployed,
      reads('Reactions/Page'),
      wakes('Reactions/Page'),
      secrets,
      texts,
      mail,
    ]);
    expect(allowed('send/send-message')).toEqual([
      table,
      deployed,
      reads('Reactions/Send'),
      wakes('Reactions/Send'),
      secrets,
      // who has no quiet channel is told by SMS
      texts,
      mail,
      topics,
    ]);
  });

  test('the effect worker sets schedules of one group, starts runs and deadlines, stops runs, and answers tokens', () => {
    expect(allowed('effects/carry-out')).toEqual([
      table,
      deployed,
      reads('Reactions/Effects'),
      {
        actions: ['scheduler:CreateSchedule'],
        resources: [
          'arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/shop-Tocsin-D8E7C586-deadlines/*',
        ],
      },
      {
        actions: ['iam:PassRole'],
        resources: ['<Deadlines/Role.Arn>'],
        condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      },
      { actions: ['states:StartExecution'], resources: [machine('deadline'), machine('lifecycle')] },
      { actions: ['states:StopExecution'], resources: runs },
      { actions: ['states:DescribeExecution'], resources: [...runs, executions('deadline')].toSorted() },
      { actions: ['states:SendTaskFailure', 'states:SendTaskSuccess'], resources: phases.map(machine).toSorted() },
    ]);
  });

  test('sweeper and take-up look at runs; what follows goes by the outbox, or by the queues themselves', () => {
    const looks = { actions: ['states:DescribeExecution'], resources: [...runs, executions('deadline')].toSorted() };
    const overdue = { actions: ['dynamodb:Query'], resources: ['<Store/Table.Arn>/index/due'] };
    const calls = { actions: ['lambda:InvokeFunction'], resources: ['<Restart.Arn>'] };
    const secrets = {
      actions: ['secretsmanager:GetSecretValue'],
      resources: ['arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:tocsin/actions/*'],
    };
    const listed = { actions: ['dynamodb:Query'], resources: ['<Store/Table.Arn>/index/list'] };
    expect(allowed('sweep/sweep')).toEqual([table, deployed, overdue, listed, fills, looks]);
    expect(allowed('clock/say-time-passed')).toEqual([table, deployed, listed]);
    // actions that outlived their plans are looked at apart
    expect(allowed('sweep/watch-actions')).toEqual([table, deployed, overdue, secrets, calls]);
    expect(allowed('sweep/take-up')).toEqual([table, deployed, looks]);
  });

  test('who asks a person answers tokens of its own machine; who acts calls the functions that were given, and no others', () => {
    const answers = (name: string) => ({
      actions: ['states:SendTaskFailure', 'states:SendTaskSuccess'],
      resources: [machine(name)],
    });
    expect(allowed('mitigate/ask-choice')).toEqual([table, deployed, answers('mitigate')]);
    expect(allowed('post-mortem/await-review')).toEqual([table, deployed, answers('post-mortem')]);
    const calls = allowed('mitigate/look-at-step').filter(({ actions }) => actions.includes('lambda:InvokeFunction'));
    expect(calls).toEqual([{ actions: ['lambda:InvokeFunction'], resources: ['<Restart.Arn>'] }]);
    expect(allowed('assess/rate-severity')).toEqual([table, deployed]);
  });

  test('a machine calls its own tasks; lifecycle runs its phases besides', () => {
    expect(statements('deadline/Role')[0]).toEqual({
      actions: ['lambda:InvokeFunction'],
      resources: ['<Handlers/clock/say-time-passed/Function.Arn>'],
    });
    expect(statements('lifecycle/Role').filter(({ resources: [first] }) => first !== '*')).toEqual([
      { actions: ['lambda:InvokeFunction'], resources: ['<Handlers/run/where-are-we/Function.Arn>'] },
      { actions: ['states:StartExecution'], resources: phases.map(machine).toSorted() },
      { actions: ['states:DescribeExecution', 'states:StopExecution'], resources: phases.map(executions).toSorted() },
      {
        actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
        resources: [
          'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
        ],
      },
    ]);
  });
});

describe('wiring', () => {
  test('the stream’s new outbox rows go to the dispatcher, each queue to its worker, and only what failed is delivered again', () => {
    const sources = all('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
      from: properties['EventSourceArn'],
      to: properties['FunctionName'],
      atATime: properties['BatchSize'],
      failures: properties['FunctionResponseTypes'],
      filter: properties['FilterCriteria']?.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern)),
    }));
    const alone = ['ReportBatchItemFailures'];
    expect(sources).toEqual([
      {
        from: '<Store/Table.StreamArn>',
        to: '<Handlers/dispatch/dispatch-outbox/Function>',
        atATime: 100,
        filter: [{ eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'O#' }] } } } }],
      },
      { from: '<Reactions/Page.Arn>', to: '<Handlers/page/send-page/Function>', atATime: 1, failures: alone },
      { from: '<Reactions/Send.Arn>', to: '<Handlers/send/send-message/Function>', atATime: 5, failures: alone },
      { from: '<Reactions/Effects.Arn>', to: '<Handlers/effects/carry-out/Function>', atATime: 5, failures: alone },
      { from: '<Ingest/Signals.Arn>', to: '<Handlers/ingest/receive-alarm/Function>', atATime: 10, failures: alone },
    ]);
  });

  test('every queue has dead letters, every queue of dead letters an alarm, and a reader has done before its message shows again', () => {
    const queues = all('AWS::SQS::Queue').map(({ path, properties }) => ({
      path,
      dead: properties['RedrivePolicy']?.deadLetterTargetArn,
      seconds: properties['VisibilityTimeout'],
    }));
    expect(queues).toEqual([
      { path: 'MachineryDead' },
      { path: 'Reactions/PageDead' },
      { path: 'Reactions/Page', dead: '<Reactions/PageDead.Arn>', seconds: 70 },
      { path: 'Reactions/SendDead' },
      { path: 'Reactions/Send', dead: '<Reactions/SendDead.Arn>', seconds: 70 },
      { path: 'Reactions/EffectsDead' },
      { path: 'Reactions/Effects', dead: '<Reactions/EffectsDead.Arn>', seconds: 35 },
      { path: 'Ingest/SignalsDead' },
      { path: 'Ingest/Signals', dead: '<Ingest/SignalsDead.Arn>', seconds: 35 },
    ]);
    const watched = all('AWS::CloudWatch::Alarm').flatMap(({ properties }) =>
      properties['MetricName'] === 'ApproximateNumberOfMessagesVisible' ? [properties['Dimensions'][0].Value] : [],
    );
    expect(watched).toEqual([
      '<MachineryDead.QueueName>',
      '<Reactions/PageDead.QueueName>',
      '<Reactions/SendDead.QueueName>',
      '<Reactions/EffectsDead.QueueName>',
      '<Ingest/SignalsDead.QueueName>',
    ]);
    const timeout = (handler: string) => one('AWS::Lambda::Function', `Handlers/${handler}/Function`)['Timeout'];
    expect(['page/send-page', 'send/send-message', 'effects/carry-out', 'ingest/receive-alarm'].map(timeout)).toEqual([
      60, 60, 30, 30,
    ]);
    const rules = all('AWS::Events::Rule').map(({ properties }) => properties['Targets'][0].DeadLetterConfig.Arn);
    expect(rules).toEqual(Array.from({ length: 5 }, () => '<MachineryDead.Arn>'));
  });

  test('by EventBridge come the alarms that were added and those of the prefix, and no others', () => {
    const pattern = (rule: string) => one('AWS::Events::Rule', `Ingest/${rule}`)['EventPattern'];
    const from = {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
    };
    expect(pattern('Rule1')).toEqual({ ...from, detail: { alarmName: [{ prefix: 'shop-' }, 'errors', '<Unnamed>'] } });
  });

  test('by SNS come all three states of an alarm that was added', () => {
    expect(one('AWS::SNS::Subscription', 'Ingest/Subscription')).toEqual({
      TopicArn: '<Ingest/Topic>',
      Protocol: 'sqs',
      Endpoint: '<Ingest/Signals.Arn>',
      RedrivePolicy: { deadLetterTargetArn: '<MachineryDead.Arn>' },
    });
    for (const alarm of ['Named', 'Unnamed']) {
      const { AlarmActions, OKActions, InsufficientDataActions } = one('AWS::CloudWatch::Alarm', alarm);
      expect([AlarmActions, OKActions, InsufficientDataActions]).toEqual([
        ['<Ingest/Topic>'],
        ['<Ingest/Topic>'],
        ['<Ingest/Topic>'],
      ]);
    }
  });

  test('what an alarm stands for is in the published object; where only the deployment knows the name, by way of it', () => {
    const { Alarms, Playbook, Settings, Key } = one('Custom::TocsinDeployment', 'Publication/Object/Default');
    const asset = (file: { Key: string }) =>
      JSON.parse(readFileSync(join(assembly.directory, `asset.${file.Key}`), 'utf8')) as unknown;
    expect(asset(Alarms)).toEqual({ errors: { service: 'analysis-service', rule: 'high-error-rate' } });
    const { pack, people } = loadPlaybook(tracktion);
    expect(asset(Playbook)).toEqual(JSON.parse(JSON.stringify({ pack, people })));
    expect(JSON.parse(Settings)).toMatchObject({
      alarms: { '<Unnamed>': { service: 'file-watcher', rule: 'service-down' } },
      alarmPrefix: 'shop-',
      bases: { 'analysis-service': 'https://analysis.example.com', 'file-watcher': null },
      functions: { restart: '<Restart.Arn>' },
      topics: { announcements: '<Announcements>' },
      speed: 1,
      marginSeconds: 60,
      catchAll: 'oncall_manager',
    });
    const receiver = one('AWS::Lambda::Function', 'Handlers/ingest/receive-alarm/Function');
    expect(receiver['Environment'].Variables.DEPLOYED).toBe(`<Publication/Bucket>/${Key}`);
  });

  test('the published object is encrypted, never public, read over TLS only, and goes with the stack', () => {
    const bucket = all('AWS::S3::Bucket');
    expect(bucket.map(({ path, keeps }) => [path, keeps])).toEqual([['Publication/Bucket', 'Delete']]);
    expect(bucket[0]?.properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const denied = one('AWS::S3::BucketPolicy', 'Publication/Bucket/Policy')['PolicyDocument'].Statement;
    expect(denied.map(({ Effect, Condition }: Record<string, unknown>) => [Effect, Condition])).toEqual([
      ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['Deny', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
    ]);
  });

  test('a death of a run or of its phase is heard, and the sweeper sweeps every minute', () => {
    const ended = one('AWS::Events::Rule', 'Recovery/RunEnded');
    expect(ended['EventPattern'].detail).toEqual({
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn: ['lifecycle', ...phases].map(machine),
    });
    expect(ended['Targets'][0].Arn).toBe('<Handlers/sweep/take-up/Function.Arn>');
    const minute = one('AWS::Events::Rule', 'Recovery/EveryMinute');
    expect([minute['ScheduleExpression'], minute['Targets'][0].Arn]).toEqual([
      'rate(1 minute)',
      '<Handlers/sweep/sweep/Function.Arn>',
    ]);
    const invokers = all('AWS::Lambda::Permission').map(({ properties }) => [
      properties['Principal'],
      properties['SourceArn'],
    ]);
    expect(invokers).toEqual([
      ['apigateway.amazonaws.com', 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<Api/Http>/*/*/*'],
      ['events.amazonaws.com', '<Recovery/RunEnded.Arn>'],
      ['events.amazonaws.com', '<Recovery/EveryMinute.Arn>'],
      ['events.amazonaws.com', '<Recovery/EveryMinuteActions.Arn>'],
    ]);
  });

  test('every operation is a route of its own, and every route asks for a token but those that are open by contract', () => {
    const routes = all('AWS::ApiGatewayV2::Route').map(({ properties }): [string, string] => [
      properties['RouteKey'],
      properties['AuthorizationType'],
    ]);
    const signedIn = registry.filter(({ role }) => role !== 'anybody');
    expect(signedIn.length).toBeGreaterThanOrEqual(20);
    expect(routes).toEqual([
      ...signedIn.map(({ method, path }) => [`${method.toUpperCase()} ${path}`, 'JWT']),
      ['GET /v1/sign-in', 'NONE'],
      ['GET /openapi.json', 'NONE'],
      ['GET /docs', 'NONE'],
      ['GET /health', 'NONE'],
      ['POST /v1/signals/{source}', 'NONE'],
      ['POST /v1/hooks/{channel}', 'NONE'],
      ['POST /v1/hooks/{channel}/{key}', 'NONE'],
      ['GET /i/{proxy+}', 'NONE'],
      ['HEAD /i/{proxy+}', 'NONE'],
      ['POST /i/{proxy+}', 'NONE'],
      ['GET /console', 'NONE'],
      ['GET /console/{proxy+}', 'NONE'],
      ['POST /console/{proxy+}', 'NONE'],
      ['GET /incidents/{id}', 'NONE'],
      ['HEAD /incidents/{id}', 'NONE'],
    ]);
  });

  test('a path without an operation invokes nothing: no route takes any path or any method', () => {
    const keys = all('AWS::ApiGatewayV2::Route').map(({ properties }): string => properties['RouteKey']);
    expect(keys.filter((key) => key.startsWith('ANY') || key.endsWith(' /{proxy+}') || key === '$default')).toEqual([]);
  });

  test('strangers at open routes cannot starve responders: each open route has a limit, and all of them together take less than one of the others', () => {
    const { DefaultRouteSettings, RouteSettings } = one('AWS::ApiGatewayV2::Stage', 'Api/Stage');
    const open = all('AWS::ApiGatewayV2::Route')
      .filter(({ properties }) => properties['AuthorizationType'] === 'NONE')
      .map(({ properties }): string => properties['RouteKey']);
    expect(Object.keys(RouteSettings)).toEqual(open);
    const sum = (what: string) => open.reduce((all, route) => all + RouteSettings[route][what], 0);
    expect(sum('ThrottlingRateLimit')).toBeLessThan(DefaultRouteSettings.ThrottlingRateLimit);
    expect(sum('ThrottlingBurstLimit')).toBeLessThan(DefaultRouteSettings.ThrottlingBurstLimit);
  });

  test('tokens come from the pool, whose groups are the roles', () => {
    expect(one('AWS::ApiGatewayV2::Authorizer', 'Api/Http/Token')['JwtConfiguration']).toEqual({
      Audience: ['<Api/Users/People>'],
      Issuer: 'https://cognito-idp.<AWS::Region>.<AWS::URLSuffix>/<Api/Users>',
    });
    const groups = all('AWS::Cognito::UserPoolGroup').map(({ properties }) => properties['GroupName']);
    expect(groups).toEqual(['admin', 'commander', 'responder', 'viewer']);
    expect(one('AWS::Cognito::UserPool', 'Api/Users')['MfaConfiguration']).toBe('ON');
  });

  test('the pool carries the name of the deployment, by which `tocsin add-user` finds it', () => {
    expect(one('AWS::Cognito::UserPool', 'Api/Users')['UserPoolTags']).toEqual({
      'tocsin:deployment': 'shop-Tocsin-D8E7C586',
    });
  });

  test('people sign in at pages of the pool, by a code with PKCE that comes back to this machine or to the board alone', () => {
    expect(one('AWS::Cognito::UserPoolClient', 'Api/Users/People')).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: [
        ...[17817, 21817, 27817].map((port) => `http://localhost:${port}/callback`),
        '<Api/Http.ApiEndpoint>/console/sign-in/callback',
      ],
      EnableTokenRevocation: true,
    });
    expect(one('AWS::Cognito::UserPoolDomain', 'Api/Users/Pages')['ManagedLoginVersion']).toBe(2);
    expect(one('AWS::Cognito::ManagedLoginBranding', 'Api/Style')['UseCognitoProvidedValues']).toBe(true);
  });

  test('Tocsin’s own alarms leave by their own topic, under names that no prefix lets in', () => {
    const own = all('AWS::CloudWatch::Alarm').filter(({ path }) => path.startsWith('Watch/'));
    const names = own.map(({ properties }) => properties['AlarmName'].replace('tocsin-self-shop-Tocsin-D8E7C586-', ''));
    expect(names).toEqual([
      'dead-letters-machinery',
      'dead-letters-page',
      'dead-letters-send',
      'dead-letters-effects',
      'dead-letters-signals',
      'lifecycle-failed',
      'deadline-failed',
      'dispatcher-late',
      'page-late',
      'sweeper-silent',
      'sweeper-errors',
      'actions-unwatched',
    ]);
    for (const { properties } of own)
      expect([properties['AlarmActions'], properties['OKActions']]).toEqual([['<Watch/Topic>'], ['<Watch/Topic>']]);
    const silent = one('AWS::CloudWatch::Alarm', 'Watch/sweeper-silent');
    expect([silent['TreatMissingData'], silent['Threshold'], silent['Period']]).toEqual(['breaching', 1, 300]);
    const dashboard: string = one('AWS::CloudWatch::Dashboard', 'Watch/Dashboard')['DashboardBody'];
    expect(machines.filter((name) => !dashboard.includes(`[${name}](https://`))).toEqual([]);
  });
});

describe('machines', () => {
  test.each(machines)(
    '%s is sound, is bound, and logs its steps but no data: a token in a log would answer for a person',
    (name) => {
      const {
        StateMachineName,
        DefinitionString,
        DefinitionSubstitutions,
        LoggingConfiguration,
        TracingConfiguration,
      } = one('AWS::StepFunctions::StateMachine', `${name}/Machine`);
      const bound = DefinitionString.replaceAll(/\$\{(\w+)\}/g, (_: string, key: string) =>
        DefinitionSubstitutions[key]?.startsWith('<Handlers/')
          ? 'arn:aws:lambda:eu-central-1:123456789012:function:task'
          : (DefinitionSubstitutions[key]?.replaceAll(/<AWS::(\w+)>/g, 'aws') ?? `\${${key}}`),
      );
      const { isValid, errors } = aslValidator(JSON.parse(bound));
      expect({ isValid, errors }).toEqual({ isValid: true, errors: [] });
      expect(bound).not.toMatch(/\$\{/);
      expect(StateMachineName).toBe(`shop-Tocsin-D8E7C586-${name}`);
      expect(LoggingConfiguration).toEqual({
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: '<MachineLog.Arn>' } }],
        IncludeExecutionData: false,
        Level: 'ALL',
      });
      expect(TracingConfiguration).toEqual({ Enabled: true });
    },
  );
});

describe('handlers', () => {
  test('each is its own function, on its own role, with its own log that ends', () => {
    const functions = all('AWS::Lambda::Function').filter(({ path }) => path.startsWith('Handlers/'));
    const shape = functions.map(({ path, properties }) => ({
      path,
      role: properties['Role'],
      log: properties['LoggingConfig'].LogGroup,
      runtime: properties['Runtime'],
      tracing: properties['TracingConfig'].Mode,
      architecture: properties['Architectures'],
    }));
    expect(shape).toEqual(
      Object.keys(rights).map((handler) => ({
        path: `Handlers/${handler}/Function`,
        role: `<Handlers/${handler}/Role.Arn>`,
        log: `<Handlers/${handler}/Log>`,
        runtime: 'nodejs24.x',
        tracing: 'PassThrough',
        architecture: ['arm64'],
      })),
    );
    const days = all('AWS::Logs::LogGroup').map(({ properties }) => properties['RetentionInDays']);
    expect(days).toEqual(Array.from({ length: Object.keys(rights).length + 2 }, () => 90));
  });

  test('an environment names secrets and holds none', () => {
    const variables = all('AWS::Lambda::Function')
      .filter(({ path }) => path.startsWith('Handlers/'))
      .map(({ properties }) => (properties['Environment']?.Variables ?? {}) as Record<string, string>);
    expect([...new Set(variables.flatMap(Object.keys))].sort()).toEqual([
      'DEPLOYED',
      'EFFECTS_QUEUE_URL',
      'MACHINE_ARNS',
      'MAIL_FROM',
      'ORIGINATION_IDENTITY',
      'PAGE_QUEUE_URL',
      'PUSHOVER_CALLBACK',
      'READ_CHECKS_FUNCTION',
      'SCHEDULE_DLQ_ARN',
      'SCHEDULE_GROUP',
      'SCHEDULE_ROLE_ARN',
      'SECRET_PREFIX',
      'SEND_QUEUE_URL',
      'SIGNAL_QUEUE_URL',
      'TABLE_NAME',
    ]);
    expect(one('AWS::Lambda::Function', 'Handlers/page/send-page/Function')['Environment'].Variables).toMatchObject({
      SECRET_PREFIX: 'tocsin/',
    });
    const secrets = variables
      .flatMap(Object.values)
      .filter((value) => /xox[bp]-|AKIA|resolve:secretsmanager|-----BEGIN/.test(value));
    expect(secrets).toEqual([]);
  });
});

test('the table keeps what is in it, to the second, encrypted, and streams keys only', () => {
  const table = all('AWS::DynamoDB::Table')[0];
  expect(table?.keeps).toBe('RetainExceptOnCreate');
  expect(table?.properties).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: false,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
    StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  });
  const indexes = table?.properties['GlobalSecondaryIndexes'].map(
    ({ IndexName, KeySchema }: { IndexName: string; KeySchema: { AttributeName: string }[] }) => [
      IndexName,
      ...KeySchema.map(({ AttributeName }) => AttributeName),
    ],
  );
  expect(indexes).toEqual([
    ['due', 'duePk', 'dueAt'],
    ['list', 'listPk', 'listSk'],
  ]);
});

test('synthesis looks nothing up, and the only custom resource is the published object', () => {
  expect(manifest.missing).toBeUndefined();
  const custom = ours.filter(
    ({ type }) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource',
  );
  expect(custom.map(({ type }) => type)).toEqual(['Custom::TocsinDeployment']);
});

describe('what does not fit the playbook fails the synthesis, in its words', () => {
  const alarm = (scope: Stack, alarmName?: string) =>
    new Alarm(scope, alarmName ?? 'Alarm', {
      metric: new Metric({ namespace: 'Shop', metricName: 'Errors' }),
      threshold: 1,
      evaluationPeriods: 1,
      ...(alarmName && { alarmName }),
    });

  test('a service or rule that the playbook does not have', () => {
    const stack = new Stack(undefined, 'other');
    expect(() => tocsin.addAlarm(alarm(stack), { service: 'analysis_service', rule: 'high-error-rate' })).toThrow(
      /^playbook\.yaml:\d+: addAlarm\(.*Alarm\): no service 'analysis_service' in the playbook; did you mean 'analysis-service'\?: it has analysis-service, file-watcher, /,
    );
    expect(() => tocsin.addAlarm(alarm(stack, 'two'), { service: 'database', rule: 'nonsense' })).toThrow(
      /^playbook\.yaml:\d+: addAlarm\(.*two\): no rule 'nonsense' in the playbook: it has high-error-rate, service-down, /,
    );
  });

  test('one of Tocsin’s own alarms, or a prefix that would let them in', () => {
    const stack = new Stack(undefined, 'other');
    const own = alarm(stack, 'tocsin-self-anything');
    expect(() => tocsin.addAlarm(own, { service: 'database', rule: 'service-down' })).toThrow(
      /one of Tocsin's own alarms/,
    );
    const withPrefix = (alarmNamePrefix: string) => () =>
      new IncidentResponse(new Stack(new App(), 's'), 'T', {
        playbook: tracktion,
        catchAll: 'oncall_manager',
        alarmNamePrefix,
      });
    expect(withPrefix('toc')).toThrow(/^s\/T: alarmNamePrefix 'toc' would let Tocsin's own alarms/);
    expect(withPrefix('')).toThrow(/would let Tocsin's own alarms/);
  });

  test('a catch-all that is no target', () => {
    expect(
      () => new IncidentResponse(new Stack(new App(), 's'), 'T', { playbook: tracktion, catchAll: 'nobody' }),
    ).toThrow(/^people\.yaml: s\/T: catchAll: no target 'nobody' in the playbook: it has primary_oncall, /);
  });

  test('a catch-all that means nobody', () => {
    const later = join(mkdtempSync(join(tmpdir(), 'tocsin-later-')), 'tracktion');
    cpSync(tracktion, later, { recursive: true });
    const file = join(later, 'people.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('starts: "2026-01-05"', 'starts: "2099-01-05"'));
    expect(
      () => new IncidentResponse(new Stack(new App(), 's'), 'T', { playbook: later, catchAll: 'primary_oncall' }),
    ).toThrow(/^people\.yaml: s\/T: catchAll 'primary_oncall' means nobody now; choose /);
  });

  test('a wrong playbook fails the app with the lines of `validate`, and with nothing else', () => {
    const wrong = join(mkdtempSync(join(tmpdir(), 'tocsin-wrong-')), 'tracktion');
    cpSync(tracktion, wrong, { recursive: true });
    const file = join(wrong, 'playbook.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('group: service', 'group: servise'));
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(home, 'bin/app.ts')], {
      cwd: tmpdir(),
      encoding: 'utf8',
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ playbook: wrong }) },
    });
    let lines = '';
    try {
      loadPlaybook(wrong);
    } catch (error) {
      if (error instanceof InvalidPlaybook) lines = error.message;
    }
    expect(lines).toMatch(/^playbook\.yaml:\d+:\d+/);
    rmSync(wrong, { recursive: true });
    expect({ status, stderr, stdout }).toEqual({ status: 3, stderr: `${lines}\n`, stdout: '' });
  });
});
