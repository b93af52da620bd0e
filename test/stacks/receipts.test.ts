import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { IncidentResponse } from '#lib/index';
import type { IncidentResponseProps } from '#lib/props';
import { synthesized, tracktion } from './synthesized.ts';

const made = (props: Partial<IncidentResponseProps>) => {
  const app = new App({ context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'shop');
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: tracktion, catchAll: 'oncall_manager', ...props });
  return synthesized({ app, stack, tocsin } as Parameters<typeof synthesized>[0]);
};
const rulesOf = ({ all }: ReturnType<typeof made>) =>
  all('AWS::Events::Rule').filter(({ path }) => path.startsWith('Ingest/Receipts-'));

describe('with SMS and a configuration set for mail', () => {
  const stack = made({
    sms: { originationIdentity: 'pool-0123456789abcdef0123456789abcdef' },
    mail: { from: 'tocsin@example.com', configurationSet: 'pages' },
  });

  test('what becomes of pages comes by two rules into the queue of alarms: of that set alone, and of nobody but AWS', () => {
    expect(rulesOf(stack).map(({ properties }) => properties['EventPattern'])).toEqual([
      {
        source: ['aws.sms-voice'],
        'detail-type': ['Text Message Delivery Status Updated'],
        // texts of other applications in the account stay out of the queue of alarms
        detail: { context: { incidentId: [{ exists: true }] } },
      },
      {
        source: ['aws.ses'],
        'detail-type': ['Email Delivered', 'Email Bounced', 'Email Complaint Received', 'Email Rejected'],
        detail: { mail: { tags: { 'ses:configuration-set': ['pages'], incidentId: [{ exists: true }] } } },
      },
    ]);
    for (const { properties } of rulesOf(stack))
      expect(properties['Targets']).toEqual([
        expect.objectContaining({
          Arn: '<Ingest/Signals.Arn>',
          DeadLetterConfig: { Arn: '<MachineryDead.Arn>' },
        }),
      ]);
  });

  test('SES is told to put the ends of mails on the default bus, and nothing of who opened one', () => {
    expect(stack.all('AWS::SES::ConfigurationSetEventDestination').map(({ properties }) => properties)).toEqual([
      {
        ConfigurationSetName: 'pages',
        EventDestination: {
          Enabled: true,
          Name: expect.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
          MatchingEventTypes: ['delivery', 'bounce', 'complaint', 'reject'],
          EventBridgeDestination: {
            EventBusArn: 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default',
          },
        },
      },
    ]);
  });

  test('the queue takes what comes by these rules, and no sender beside them', () => {
    const [{ properties } = { properties: {} as Record<string, any> }] = stack
      .all('AWS::SQS::QueuePolicy')
      .filter(({ path }) => path.startsWith('Ingest/Signals/'));
    const senders = properties['PolicyDocument'].Statement.filter(
      ({ Principal }: { Principal: { Service?: string } }) => Principal.Service === 'events.amazonaws.com',
    );
    expect(senders.map(({ Condition }: { Condition: unknown }) => Condition)).toEqual([
      {
        ArnLike: { 'aws:SourceArn': ['<Ingest/Receipts-sms.Arn>', '<Ingest/Receipts-email.Arn>'] },
        StringEqualsIfExists: { 'aws:SourceAccount': '<AWS::AccountId>' },
      },
    ]);
  });

  test('the sender of pages names the set', () => {
    const variables = stack.one('AWS::Lambda::Function', 'Handlers/page/send-page/Function')['Environment'].Variables;
    expect(variables.MAIL_CONFIGURATION_SET).toBe('pages');
  });
});

test('without either nobody tells anything, and there is nothing to hear it', () => {
  const stack = made({ mail: { from: 'tocsin@example.com' } });
  expect([rulesOf(stack), stack.all('AWS::SES::ConfigurationSetEventDestination')]).toEqual([[], []]);
});
