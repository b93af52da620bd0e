import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Outgoing } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NotConfigured, Undeliverable } from '#core/errors';
import { sent } from '../../sdk-error.ts';
import type { ChannelPorts } from '../channel.ts';
import { cutToBytes, line, linksOf, soleAddress, textOf } from '../wording.ts';
import { SnsPlace } from './place.ts';

/** SNS takes 1 to 99 printable ASCII characters, the first no space. */
const subjectOf = (subject: string) =>
  line(subject, 200)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trimStart()
    .slice(0, 99);

/** SNS counts bytes, 262,144 with the attributes: a text is cut to leave them room. */
const mostBytes = 250_000;

const bodyOf = (message: Outgoing): string => {
  const links = linksOf(message)
    .map(({ title, url }) => `\n${title}: ${url}`)
    .join('');
  return `${cutToBytes(textOf(message) || message.incidentId, mostBytes - Buffer.byteLength(links))}${links}`;
};

/** Notices to the subscribers of SNS topics; the incident's id is in the attributes. */
export const connect = ({ topicArn, aws }: ChannelPorts): Channel => {
  const client = new SNSClient(aws);
  return {
    async send(message, to) {
      if (!('place' in to)) throw new Undeliverable('SNS reaches topics, not persons');
      const topic = soleAddress('SNS', [SnsPlace.parse(to.place).topic]);
      const arn = topicArn(topic);
      if (arn === undefined) throw new NotConfigured(`no address is given for the topic ${line(topic, 100)}`);
      const attribute = (value: string) => ({ DataType: 'String', StringValue: value || '-' });
      const answer = await sent(
        'SNS',
        client.send(
          new PublishCommand({
            TopicArn: arn,
            Subject: subjectOf(message.subject) || message.incidentId,
            Message: bodyOf(message),
            MessageAttributes: {
              incidentId: attribute(message.incidentId),
              kind: attribute(message.kind === 'page' ? 'page' : 'message'),
              severity: attribute(message.severity),
              key: attribute(message.key),
            },
          }),
        ),
      );
      return { providerId: answer.MessageId ?? message.key };
    },
  };
};
