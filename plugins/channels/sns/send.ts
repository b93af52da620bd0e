import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Channel } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { sent } from '#plugins/sdk-error';
import { line, linksOf, soleAddress, textOf } from '../wording.ts';

export interface SnsPorts {
  /** Made with `oneAttempt`. */
  sns: SNSClient;
  /** The playbook's names of topics and where they are. */
  topicArns: Record<string, string>;
}

/** SNS takes 1 to 99 printable ASCII characters, the first no space. */
const subjectOf = (subject: string) =>
  line(subject, 200)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trimStart()
    .slice(0, 99);

/** Notices to SNS topics, for whoever has subscribed; the incident's id rides in the attributes. */
export const sns = ({ sns: client, topicArns }: SnsPorts): Channel => ({
  async send(message) {
    const topic = soleAddress('SNS', message);
    const arn = Object.hasOwn(topicArns, topic) ? topicArns[topic] : undefined;
    if (arn === undefined) throw new NotConfigured(`no address is given for the topic ${line(topic, 100)}`);
    const attribute = (value: string) => ({ DataType: 'String', StringValue: value || '-' });
    const answer = await sent(
      'SNS',
      client.send(
        new PublishCommand({
          TopicArn: arn,
          Subject: subjectOf(message.subject) || message.incidentId,
          Message: [
            textOf(message) || message.incidentId,
            ...linksOf(message).map(({ title, url }) => `${title}: ${url}`),
          ].join('\n'),
          MessageAttributes: {
            incidentId: attribute(message.incidentId),
            kind: attribute(message.kind),
            severity: attribute(message.severity),
            key: attribute(message.key),
          },
        }),
      ),
    );
    return { providerId: answer.MessageId ?? message.key };
  },
});
