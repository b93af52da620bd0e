import { describe, expect, test } from 'vitest';
import type { MailProps } from '#lib/index';
import { allowedTo, shopWith } from './shop.ts';

const arnOf = (what: string) => `arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:${what}`;
const senders = ['devops@tracktion.com', 'example.com', 'support@tracktion.com', 'tocsin@example.com', 'tracktion.com'];
const identities = senders.map((of) => arnOf(`identity/${of}`));
const senderHandlers = ['page/send-page', 'send/send-message'];
const mailing = (mail: MailProps) => shopWith({ mail });
const variablesOf = (synth: ReturnType<typeof mailing>, handler: string) =>
  synth.one('AWS::Lambda::Function', `Handlers/${handler}/Function`)['Environment'].Variables;

describe.each(senderHandlers)('%s', (handler) => {
  test('sends by an identity that has a default configuration set, whichever it is: SES asks for a right on both', () => {
    const synth = mailing({ from: 'tocsin@example.com' });
    expect(allowedTo(synth, handler, 'ses')).toEqual([
      { actions: ['ses:SendEmail'], resources: [arnOf('configuration-set/*'), ...identities] },
    ]);
    expect(variablesOf(synth, handler)).not.toHaveProperty('MAIL_CONFIGURATION_SET');
  });

  test('sends by the configuration set that is given, and by no other', () => {
    const synth = mailing({ from: 'tocsin@example.com', configurationSet: 'pages' });
    expect(allowedTo(synth, handler, 'ses')).toEqual([
      { actions: ['ses:SendEmail'], resources: [arnOf('configuration-set/pages'), ...identities] },
    ]);
    expect(variablesOf(synth, handler)).toMatchObject({ MAIL_CONFIGURATION_SET: 'pages' });
  });

  test('in the sandbox may write to the verified identities of its recipients, from its own senders only', () => {
    const synth = mailing({ from: 'tocsin@example.com', sandbox: true });
    expect(allowedTo(synth, handler, 'ses').slice(1)).toEqual([
      {
        actions: ['ses:SendEmail'],
        resources: [arnOf('identity/*')],
        condition: { StringEquals: { 'ses:FromAddress': senders.filter((of) => of.includes('@')).toSorted() } },
      },
    ]);
  });
});

test('no other function may send mail', () => {
  const synth = mailing({ from: 'tocsin@example.com', sandbox: true });
  const others = synth
    .all('AWS::IAM::Role')
    .flatMap(({ path }) => /^Handlers\/(.*)\/Role$/.exec(path)?.[1] ?? [])
    .filter((handler) => allowedTo(synth, handler, 'ses').some(({ actions }) => !actions.includes('ses:GetAccount')));
  expect(others).toEqual(senderHandlers);
});

test.each(['a set', '*', '', 'x'.repeat(65)])(
  'a configuration set that SES would refuse ends the synthesis: %j',
  (name) => {
    expect(() => mailing({ from: 'tocsin@example.com', configurationSet: name })).toThrow(
      `mail.configurationSet '${name}': SES takes 1 to 64 letters, digits, _ and -`,
    );
  },
);
