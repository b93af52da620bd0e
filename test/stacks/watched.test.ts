import { Annotations, type App, Stack } from 'aws-cdk-lib';
import { Match, Annotations as Said } from 'aws-cdk-lib/assertions';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import { IncidentResponse, type IncidentResponseProps } from '#lib/index';
import { textOf } from '../house/files.ts';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

const shop = (
  more: Partial<IncidentResponseProps> = {},
  also: (tocsin: IncidentResponse, app: App) => void = () => {},
) => {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: tracktion, catchAll: 'oncall_manager', ...more });
  also(tocsin, app);
  return { app, stack, tocsin };
};
const warnings = ({ stack }: ReturnType<typeof shop>) =>
  Said.fromStack(stack).findWarning('*', Match.stringLikeRegexp('nobody is subscribed to the watch topic'));

test('synth warns while nobody is subscribed to the watch topic, and says what to write', () => {
  const [warning, ...more] = warnings(shop());
  expect(more).toEqual([]);
  expect(warning?.entry.data).toContain("watch: { email: 'somebody@example.com' }");
  expect(warning?.id).toBe('/shop/Tocsin');
});

test('addresses of the prop are subscribed, and nothing is warned of', () => {
  const made = shop({ watch: { email: ['one@example.com', 'two@example.com'] } });
  expect(warnings(made)).toEqual([]);
  const subscriptions = synthesized(made).all('AWS::SNS::Subscription');
  expect(subscriptions.map(({ properties }) => properties).filter(({ Protocol }) => Protocol === 'email')).toEqual(
    ['one@example.com', 'two@example.com'].map((Endpoint) => ({
      TopicArn: '<Watch/Topic>',
      Protocol: 'email',
      Endpoint,
    })),
  );
});

test('one address may be a text of its own', () => {
  const subscriptions = synthesized(shop({ watch: { email: 'one@example.com' } })).all('AWS::SNS::Subscription');
  expect(subscriptions.map(({ properties }) => properties['Endpoint'])).toContain('one@example.com');
});

test('what is no address fails the synthesis', () => {
  expect(() => shop({ watch: { email: 'oncall' } })).toThrow(/watch\.email: 'oncall' is not an email address/);
});

test.each<[string, (tocsin: IncidentResponse, app: App) => void]>([
  ['the app itself', (tocsin) => tocsin.watchTopic.addSubscription(new EmailSubscription('me@example.com'))],
  [
    'another stack',
    (tocsin, app) =>
      tocsin.watchTopic.addSubscription(new SqsSubscription(new Queue(new Stack(app, 'other'), 'Watching'))),
  ],
])('a subscription by %s counts too', (_, subscribe) => {
  expect(warnings(shop({}, subscribe))).toEqual([]);
});

test('who subscribes by hand acknowledges the warning', () => {
  const made = shop({}, (tocsin) => Annotations.of(tocsin).acknowledgeWarning('tocsin:watch', 'subscribed by hand'));
  expect(warnings(made)).toEqual([]);
});

test('on the local engine nobody has to watch', () => {
  expect(warnings(shop({ local: true }))).toEqual([]);
});

test('every dead-letter queue of the template has an alarm, a tag that the redrive finds it by, and a row in the runbook', () => {
  const { all } = synthesized(shop());
  const queues = all('AWS::SQS::Queue').filter(({ path }) => path.endsWith('Dead'));
  const tagOf = (properties: Record<string, any>, key: string): string | undefined =>
    (properties['Tags'] as { Key: string; Value: string }[] | undefined)?.find(({ Key }) => Key === key)?.Value;
  const tagged = queues.map(({ properties }) => tagOf(properties, 'tocsin:dead-letters') ?? '').toSorted();
  const alarmed = all('AWS::CloudWatch::Alarm').flatMap(
    ({ properties }) => /-dead-letters-(\w+)$/.exec(properties['AlarmName'])?.[1] ?? [],
  );
  const rows = [...textOf('docs/runbook.md').matchAll(/^\| `dead-letters-(\w+)` .*`tocsin redrive (\w+)`/gm)];
  expect(queues).toHaveLength(5);
  expect(alarmed.toSorted()).toEqual(tagged);
  expect(rows.map(([, alarm = '']) => alarm).toSorted()).toEqual(tagged);
  expect(rows.map(([, , verb = '']) => verb).toSorted()).toEqual(tagged);
  const deployments = all('AWS::SQS::Queue').map(({ properties }) => tagOf(properties, 'tocsin:deployment'));
  expect(new Set(deployments)).toEqual(new Set(['shop-Tocsin-D8E7C586']));
});

test('every queue that dead letters return to has a tag of its own', () => {
  const { all } = synthesized(shop());
  const names = all('AWS::SQS::Queue').flatMap(({ properties }) =>
    (properties['Tags'] as { Key: string; Value: string }[]).flatMap(({ Key, Value }) =>
      Key === 'tocsin:queue' ? [Value] : [],
    ),
  );
  expect(names.toSorted()).toEqual(['effects', 'page', 'send', 'signals']);
});

test('without dashboards there is none, and what links to one says so', () => {
  const { all, tocsin } = synthesized(shop({ dashboard: false }));
  expect(all('AWS::CloudWatch::Dashboard')).toEqual([]);
  expect(tocsin.dashboardUrl).toContain('#alarmsV2:');
});
