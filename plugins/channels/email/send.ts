import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import type { Outgoing, Recipient } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NotConfigured, Undeliverable } from '#core/errors';
import { sent } from '../../sdk-error.ts';
import type { ChannelPorts } from '../channel.ts';
import { addressesOf, line, linksOf, textOf } from '../wording.ts';
import { EmailPlace } from './place.ts';

/** `MAIL_FROM`: the sender where neither the place nor the message names one. `MAIL_CONFIGURATION_SET`: in place of the identity's default. */
const Environment = z.object({
  MAIL_FROM: z.string().min(1).optional(),
  MAIL_CONFIGURATION_SET: z.string().min(1).optional(),
});

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
/** SES takes letters, digits, `_` and `-` in the value of a tag. */
const tag = (text: string) => text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 256) || '_';

const htmlOf = (text: string, links: { title: string; url: string }[]) => {
  const body = escaped(text).replaceAll('\n', '<br>\n');
  const list = links.map(({ title, url }) => `<p><a href="${escaped(url)}">${escaped(title)}</a></p>`).join('\n');
  return `<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n<p>${body}</p>\n${list}\n</body></html>\n`;
};

const senderOf = (message: Outgoing, to: Recipient): string | undefined => {
  if (message.kind === 'invitation') return message.from;
  return 'place' in to ? EmailPlace.parse(to.place).from : undefined;
};

function attachmentsOf(message: Outgoing) {
  if (message.kind !== 'invitation') return {};
  const method = /^METHOD:([A-Z]+)\r?$/m.exec(message.ics)?.[1] ?? 'PUBLISH';
  return {
    Attachments: [
      {
        FileName: 'invite.ics',
        ContentType: `text/calendar; charset=utf-8; method=${method}`,
        ContentDisposition: 'ATTACHMENT' as const,
        RawContent: Buffer.from(message.ics, 'utf8'),
      },
    ],
  };
}

/** Mail by SES: plain text and its escaped HTML; an invitation carries its calendar entry as an attachment. */
export const connect = ({ env, aws }: ChannelPorts): Channel => {
  const { MAIL_FROM: usualSender, MAIL_CONFIGURATION_SET: configurationSet } = Environment.parse(env);
  const ses = new SESv2Client(aws);
  return {
    async send(message, to) {
      const addresses = addressesOf(to, EmailPlace, (place) => place.to);
      if (addresses.length === 0 || addresses.length > 50)
        throw new Undeliverable(`email takes 1 to 50 addresses, not ${addresses.length}`);
      const sender = senderOf(message, to) ?? usualSender;
      if (!sender) throw new NotConfigured('no sender is given for mail');
      const text = textOf(message);
      const links = linksOf(message);
      const written = [text, ...links.map(({ title, url }) => `${title}: ${url}`)].join('\n\n');
      const answer = await sent(
        'SES',
        ses.send(
          new SendEmailCommand({
            FromEmailAddress: sender,
            ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
            Destination: { ToAddresses: addresses },
            EmailTags: [
              { Name: 'incidentId', Value: tag(message.incidentId) },
              { Name: 'kind', Value: message.kind === 'page' ? 'page' : 'email' },
              { Name: 'key', Value: tag(message.key) },
            ],
            Content: {
              Simple: {
                Subject: { Data: line(message.subject, 150) || message.incidentId, Charset: 'UTF-8' },
                Body: {
                  Text: { Data: written, Charset: 'UTF-8' },
                  Html: { Data: htmlOf(text, links), Charset: 'UTF-8' },
                },
                ...attachmentsOf(message),
              },
            },
          }),
        ),
      );
      return { providerId: answer.MessageId ?? message.key };
    },
  };
};
