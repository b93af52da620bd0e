import { fileURLToPath } from 'node:url';
import { App, ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InvalidPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { fallbackTarget } from '#core/on-call';
import { type DatabaseProps, type Endpoints, IncidentResponse, type IncidentResponseProps } from '#lib/index';
import { needsOf } from '#lib/needs';
import { sampleAlarms } from '#lib/sample-alarms';
import { plugins, vocabularyOf } from '#plugins/registry';

const app = new App();
const said = (name: string): string | undefined => app.node.tryGetContext(name);

/** Where the local engine's stack finds the other side of its channels, checks and actions. */
const endpoints: Endpoints = JSON.parse(said('endpoints') ?? '{}');

/** On the local engine every channel leads to the inbox, and no data outlives the stack. */
const onEngine = (): Partial<IncidentResponseProps> => ({
  local: true,
  removalPolicy: RemovalPolicy.DESTROY,
  speed: Number(said('speed') ?? 30),
  margin: Duration.seconds(Number(said('margin') ?? 2)),
  sms: { originationIdentity: 'phone-00000000000000000000000000000000' },
  endpoints: { ...endpoints, ...optional('api', said('apiUrl')) },
});

/** One stack with everything, for one account; `-c name=value` changes its settings. */
const tocsinStack = () => {
  const { pack, people } = loadPlaybook(
    said('playbook') ?? fileURLToPath(new URL('../playbooks/tracktion', import.meta.url)),
  );
  const local = said('local') === 'true';
  const stack = new Stack(app, said('stack') ?? 'tocsin', {
    description: 'Tocsin: incident response',
    terminationProtection: !local,
  });
  const { topics: named, databases } = needsOf(pack, vocabularyOf(plugins));
  const topics = named.map((name) => [name, new Topic(stack, `Topic-${name}`, { enforceSSL: true })] as const);
  const originationIdentity = said('originationIdentity');
  const watchEmail = said('watchEmail');
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: { pack, people },
    catchAll: said('catchAll') ?? fallbackTarget(people, new Date()) ?? '',
    services: JSON.parse(said('services') ?? '{}'),
    mail: { from: said('mailFrom') ?? 'tocsin@example.com' },
    topics: Object.fromEntries(topics),
    databases: Object.fromEntries(databases.flatMap((name) => databaseOf(stack, name, local))),
    ...optional('sms', originationIdentity && { originationIdentity }),
    ...optional('watch', watchEmail && { email: watchEmail.split(',') }),
    dashboard: said('dashboard') !== 'false',
    ...(local && onEngine()),
  });
  const subscriber = endpoints['topics'];
  if (subscriber !== undefined) for (const [, topic] of topics) topic.addSubscription(new UrlSubscription(subscriber));
  // The engine's stack never runs in an account, so cdk-nag skips it and it starts sooner.
  if (!local) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  tell(stack, {
    ApiUrl: tocsin.apiUrl,
    ApiId: tocsin.api.apiId,
    BoardUrl: tocsin.boardUrl,
    UserPoolId: tocsin.users?.pool.userPoolId,
    UserPoolClientId: tocsin.users?.client.userPoolClientId,
    AlarmNames: sampleAlarms(stack, tocsin, pack)
      .map((alarm) => alarm.alarmName)
      .join(','),
    AlarmTopicArn: tocsin.alarmTopic.topicArn,
    WatchTopicArn: tocsin.watchTopic.topicArn,
    TableName: tocsin.table.tableName,
    DashboardUrl: tocsin.dashboardUrl,
    MachineArns: stack.toJsonString(each(tocsin.machines, ({ stateMachineArn }) => stateMachineArn)),
    QueueUrls: stack.toJsonString(each({ ...tocsin.queues }, ({ queueUrl }) => queueUrl)),
  });
};

interface GivenDatabase {
  clusterArn: string;
  secretArn: string;
  name?: string;
}
/** A database as `-c databases` gives it; on the local engine, which has none, one by its name alone. */
const databaseOf = (stack: Stack, name: string, local: boolean): [string, DatabaseProps][] => {
  const given: Record<string, GivenDatabase> = JSON.parse(said('databases') ?? '{}');
  const arn = (service: string, resource: string, resourceName: string) =>
    stack.formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const simulated = {
    clusterArn: arn('rds', 'cluster', name),
    secretArn: arn('secretsmanager', 'secret', `${name}-a1b2c3`),
  };
  const database = given[name] ?? (local ? simulated : undefined);
  if (database === undefined) return [];
  const { secretArn, ...rest } = database;
  return [[name, { ...rest, secret: Secret.fromSecretCompleteArn(stack, `Database-${name}`, secretArn) }]];
};

const tell = (stack: Stack, outputs: Record<string, string | undefined>) => {
  for (const [name, value] of Object.entries(outputs)) if (value !== undefined) new CfnOutput(stack, name, { value });
};
const each = <T>(of: Record<string, T>, give: (thing: T) => string) =>
  Object.fromEntries(Object.entries(of).map(([name, thing]) => [name, give(thing)]));
function optional<K extends string, V>(key: K, value: V | undefined | ''): { [key in K]?: V } {
  return (value === undefined || value === '' ? {} : { [key]: value }) as { [key in K]?: V };
}

try {
  tocsinStack();
} catch (error) {
  if (!(error instanceof InvalidPlaybook)) throw error;
  console.error(error.message);
  process.exit(3);
}
