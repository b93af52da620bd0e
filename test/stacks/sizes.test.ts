import { App, Stack } from 'aws-cdk-lib';
import { Alarm, type IAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { IncidentResponse } from '#lib/incident-response';
import type { IncidentResponseProps } from '#lib/props';
import { measured, over, written } from './limits.ts';
import { type Resource, scratchApp, tracktion } from './synthesized.ts';

const watches = { service: 'analysis-service', rule: 'high-error-rate' };
const metric = new Metric({ namespace: 'Shop', metricName: 'ErrorRate' });
const settings = { metric, threshold: 5, evaluationPeriods: 5 };

type Template = { Resources: Record<string, Resource> };
/** The template of a deployment with what `more` adds to it. */
function templateOf(
  more: (app: App, stack: Stack, tocsin: IncidentResponse) => void,
  props: (stack: Stack) => Partial<IncidentResponseProps> = () => ({}),
): Template {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: tracktion,
    catchAll: 'oncall_manager',
    ...props(stack),
  });
  more(app, stack, tocsin);
  return app.synth().getStackByName('shop').template;
}

/** Alarms in stacks of their own, as many apiece as a stack can hold. */
const alarmsOf = (app: App, names: string[]): IAlarm[] =>
  names.map((alarmName, n) => {
    const id = `alarms-${Math.floor(n / 400)}`;
    const stack = (app.node.tryFindChild(id) as Stack | undefined) ?? new Stack(app, id);
    return new Alarm(stack, `Alarm${n}`, { ...settings, alarmName });
  });

const services = ['orders', 'payments', 'search', 'analysis', 'file-watcher', 'notifications', 'warehouse', 'login'];
const metrics = ['errors', 'latency-p95', 'saturation', 'queue-age', 'restarts'];
/** Names as teams give them: 30 to 50 characters, services in front. */
const usual = (count: number) =>
  Array.from({ length: count }, (_, n) => {
    const service = services[n % services.length];
    return `shop-production-${service}-${metrics[Math.floor(n / 8) % 5]}-${String(n).padStart(4, '0')}`;
  });
/** Names as long as AWS takes them (255), that differ in their first and last characters. */
const long = (count: number) =>
  Array.from({ length: count }, (_, n) => `${n.toString(36)}-`.padEnd(251, 'long-') + String(n).padStart(4, '0'));

type Matcher = string | { prefix?: string; 'anything-but'?: { prefix: string } };
const rulesOf = ({ Resources }: Template) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .map(({ Properties }) => written(Properties['EventPattern'], Resources) as { detail?: { alarmName?: Matcher[] } })
    .flatMap((pattern) => (pattern?.detail?.alarmName ? [pattern.detail.alarmName] : []));
/** Whether one matcher of an event pattern lets a name in, as EventBridge's documentation says. */
const lets = (matcher: Matcher, name: string) => {
  if (typeof matcher === 'string') return matcher === name;
  if (matcher.prefix !== undefined) return name.startsWith(matcher.prefix);
  return matcher['anything-but'] !== undefined && !name.startsWith(matcher['anything-but'].prefix);
};

describe.each([1, 96, 97, 500, 2000])('%i alarms', (count) => {
  test.each([
    ['usual', usual],
    ['long', long],
  ] as const)('with %s names stay within every limit, and each is let in', (_, named) => {
    const names = named(count);
    const template = templateOf((app, __, tocsin) => {
      for (const alarm of alarmsOf(app, names)) tocsin.addAlarm(alarm, watches);
    });
    expect(over(template)).toEqual([]);
    const rules = rulesOf(template);
    expect(rules.length).toBeLessThanOrEqual(5);
    const matchers = rules.flat();
    expect(names.filter((name) => !matchers.some((matcher) => lets(matcher, name)))).toEqual([]);
    // few alarms are listed by name, so that no other alarm costs an invocation
    if (count <= 97 && named === usual) expect(matchers).toEqual(names);
    if (named === usual) expect(matchers.some((matcher) => lets(matcher, 'tocsin-self-anything'))).toBe(false);
  });
});

test.each([96, 97, 200])('%i alarms without a name of their own stay within every limit', (count) => {
  const template = templateOf((_, stack, tocsin) => {
    for (let n = 0; n < count; n += 1) tocsin.addAlarm(new Alarm(stack, `Alarm${n}`, settings), watches);
  });
  expect(over(template)).toEqual([]);
  expect(rulesOf(template).length).toBeLessThanOrEqual(5);
});

test('an alarm without a name of its own, in another stack, is refused with what to do', () => {
  const app = scratchApp();
  const tocsin = new IncidentResponse(new Stack(app, 'shop'), 'Tocsin', {
    playbook: tracktion,
    catchAll: 'oncall_manager',
  });
  const elsewhere = new Alarm(new Stack(app, 'other'), 'Nameless', settings);
  expect(() => tocsin.addAlarm(elsewhere, watches)).toThrow(
    /addAlarm\(other\/Nameless\): .*another stack.*give it an alarmName/,
  );
});

test('more resources than a stack can hold are refused with count, limit and what to do', () => {
  expect(() =>
    templateOf((_, stack, tocsin) => {
      for (let n = 0; n < 400; n += 1) tocsin.addAlarm(new Alarm(stack, `Alarm${n}`, settings), watches);
    }),
  ).toThrow(
    /shop\/Tocsin.*: \d+ resources in the stack 'shop', 4\d\d of them alarms.*CloudFormation.* 500.*stacks of their own/s,
  );
});

/** An app's topics and functions, as many as said, with names as CloudFormation makes them up. */
const given =
  (count: number) =>
  (stack: Stack): Partial<IncidentResponseProps> => ({
    topics: Object.fromEntries(Array.from({ length: count }, (_, n) => [`topic-${n}`, new Topic(stack, `Topic${n}`)])),
    actions: Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `action-${n}`,
        new LambdaFunction(stack, `Action${n}`, {
          runtime: Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: Code.fromInline('exports.handler = async () => ({})'),
        }),
      ]),
    ),
    services: Object.fromEntries(
      services.map((_, n) => [
        ['analysis-service', 'file-watcher', 'database'][n % 3] ?? '',
        `https://${n}.example.com`,
      ]),
    ),
  });

test.each([1, 10, 11, 25])('%i topics and as many functions for runbooks stay within every limit', (count) => {
  expect(over(templateOf(() => {}, given(count)))).toEqual([]);
});

test('topics that no role can name any more are refused with count, limit and what to do', () => {
  const many = (stack: Stack): Partial<IncidentResponseProps> => ({
    topics: Object.fromEntries(
      Array.from({ length: 150 }, (_, n) => [
        `topic-${n}`,
        Topic.fromTopicArn(
          stack,
          `T${n}`,
          `arn:aws:sns:ap-southeast-2:123456789012:${'a-topic-with-a-name-'.repeat(3)}${n}`,
        ),
      ]),
    ),
  });
  expect(() => templateOf(() => {}, many)).toThrow(
    /send-message.*IAM takes 10,240 characters.*150 resources.*sns:Publish.*fewer/s,
  );
});

test('no function has a variable that another does not need as well', () => {
  const { Resources } = templateOf(() => {}, given(1));
  const variables = Object.values(Resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::Function' && String(Properties['Description']).startsWith('Tocsin'),
    )
    .map(({ Properties }) => ({
      name: String(Properties['Description']).replace('Tocsin: ', ''),
      has: Object.keys((Properties['Environment'] as { Variables: object } | undefined)?.Variables ?? {}),
    }));
  const having = (variable: string) => variables.filter(({ has }) => has.includes(variable)).map(({ name }) => name);
  // the API reads the secrets of hooks, and no other; what reads checks or runs actions reads theirs
  expect(having('SECRET_PREFIX').toSorted()).toEqual([
    'api/serve',
    'detect/take-snapshot',
    'doctor/read-checks',
    'mitigate/gather-evidence',
    'mitigate/look-at-step',
    'mitigate/run-step',
    'page/send-page',
    'resolve/measure',
    'send/send-message',
    'sweep/watch-actions',
  ]);
  // a sender wakes what waits for it
  expect(having('PAGE_QUEUE_URL').toSorted()).toEqual([
    'dispatch/dispatch-outbox',
    'page/send-page',
    'send/send-message',
    'sweep/sweep',
  ]);
  expect(having('SCHEDULE_GROUP')).toEqual(['effects/carry-out']);
  expect(having('MAIL_FROM')).toEqual([]);
  expect(having('ALARMS')).toEqual([]);
  expect(having('TOPIC_ARNS')).toEqual([]);
  expect(having('ACTION_ARNS')).toEqual([]);
  expect(having('TABLE_NAME')).not.toContain('dispatch/dispatch-outbox');
  expect(Math.max(...variables.map(({ has }) => has.length))).toBeLessThanOrEqual(12);
});

test('the measure itself: a template that is too large is seen', () => {
  const Resources = {
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { detail: { alarmName: long(9) } } } },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { PolicyDocument: { Statement: Array.from({ length: 21 }, () => ({ Effect: 'Allow' })) } },
    },
  };
  expect(over({ Resources })).toEqual([
    'Policy: statements 21, at most 20',
    expect.stringMatching(/^Rule: pattern 2\d{3}, at most 2048/),
  ]);
  expect(measured({ Resources })).toHaveLength(5);
});
