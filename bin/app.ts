import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InvalidPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { IncidentResponse, type IncidentResponseProps } from '#lib/incident-response';
import { sampleAlarms } from '#lib/sample-alarms';

const app = new App();
const said = (name: string): string | undefined => app.node.tryGetContext(name);

const given = <K extends string>(key: K, value: string | undefined) =>
  value === undefined ? {} : ({ [key]: value } as Record<K, string>);

/** On the local engine every channel ends in the inbox, and checks and actions speak to the patient. */
const onEngine = (inbox: string, patient: string, bases: string[]): Partial<IncidentResponseProps> => ({
  local: true,
  keepData: false,
  speed: Number(said('speed') ?? 30),
  margin: Duration.seconds(Number(said('margin') ?? 2)),
  services: Object.fromEntries(bases.map((base) => [base, `${patient}/${base}`])),
  sms: { originationIdentity: 'phone-00000000000000000000000000000000' },
  endpoints: {
    slack: `${inbox}/slack/api/`,
    pagerduty: `${inbox}/pagerduty/`,
    statuspage: `${inbox}/statuspage/`,
    mail: inbox,
    sms: inbox,
    ...given('api', said('apiUrl')),
  },
});

try {
  const { pack, people } = loadPlaybook(
    said('playbook') ?? fileURLToPath(new URL('../playbooks/tracktion', import.meta.url)),
  );
  const local = said('local') === 'true';
  const stack = new Stack(app, said('stack') ?? 'tocsin', {
    description: 'Tocsin: incident response',
    terminationProtection: !local,
  });
  const inbox = said('inboxUrl') ?? 'http://127.0.0.1:1';
  const topics = (said('topics') ?? '')
    .split(',')
    .filter(Boolean)
    .map((name) => [name, new Topic(stack, `Topic-${name}`, { enforceSSL: true })] as const);
  if (local) for (const [, topic] of topics) topic.addSubscription(new UrlSubscription(`${inbox}/sns`));
  const tocsin = new IncidentResponse(stack, 'Tocsin', {
    playbook: { pack, people },
    catchAll:
      said('catchAll') ??
      ('oncall_manager' in people.targets ? 'oncall_manager' : (Object.keys(people.targets)[0] ?? '')),
    mail: { from: said('mailFrom') ?? 'tocsin@example.com' },
    topics: Object.fromEntries(topics),
    ...(said('originationIdentity') && { sms: { originationIdentity: said('originationIdentity') } }),
    ...(local &&
      onEngine(inbox, said('patientUrl') ?? 'http://127.0.0.1:1', [
        ...Object.keys(pack.playbook.services),
        ...Object.keys(pack.playbook.bases),
      ])),
    ...(said('services') && { services: JSON.parse(said('services') ?? '{}') }),
  } as IncidentResponseProps);
  const alarms = sampleAlarms(stack, tocsin, pack);

  const outputs = {
    ApiUrl: tocsin.apiUrl,
    ApiId: tocsin.api.apiId,
    UserPoolId: tocsin.users?.pool.userPoolId,
    UserPoolClientId: tocsin.users?.client.userPoolClientId,
    AlarmNames: alarms.map((alarm) => alarm.alarmName).join(','),
    AlarmTopicArn: tocsin.alarmTopic.topicArn,
    WatchTopicArn: tocsin.watchTopic.topicArn,
    TableName: tocsin.table.tableName,
    DashboardUrl: tocsin.dashboardUrl,
    MachineArns: stack.toJsonString(
      Object.fromEntries(Object.entries(tocsin.machines).map(([name, machine]) => [name, machine.stateMachineArn])),
    ),
    QueueUrls: stack.toJsonString(
      Object.fromEntries(Object.entries(tocsin.queues).map(([name, queue]) => [name, queue.queueUrl])),
    ),
  };
  for (const [name, value] of Object.entries(outputs)) if (value !== undefined) new CfnOutput(stack, name, { value });
  // The engine's stack is not what anybody runs in an account: it is not judged, and starts sooner.
  if (!local) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof InvalidPlaybook)) throw error;
  console.error(error.message);
  process.exit(3);
}
