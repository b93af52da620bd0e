import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Channel } from '#app/ports';
import { NotConfigured, Undeliverable } from '#core/errors';
import { sent } from '#plugins/sdk-error';
import { line, linksOf, textOf } from '../wording.ts';

export interface EmailPorts {
  /** Made with `oneAttempt`. */
  ses: SESv2Client;
  /** Sender where a message names none (`facts.from`). */
  mailFrom?: string | undefined;
}

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

/** Mail by SES: plain text and its escaped HTML; `facts.ics` becomes an invitation attached to it. */
export const email = ({ ses, mailFrom }: EmailPorts): Channel => ({
  async send(message) {
    if (message.to.length === 0 || message.to.length > 50)
      throw new Undeliverable(`email takes 1 to 50 addresses, not ${message.to.length}`);
    const sender = message.facts['from'] ?? mailFrom;
    if (!sender) throw new NotConfigured('no sender is given for mail');
    const text = textOf(message);
    const links = linksOf(message);
    const written = [text, ...links.map(({ title, url }) => `${title}: ${url}`)].join('\n\n');
    const ics = message.facts['ics'];
    const method = /^METHOD:([A-Z]+)\r?$/m.exec(ics ?? '')?.[1] ?? 'PUBLISH';
    const answer = await sent(
      'SES',
      ses.send(
        new SendEmailCommand({
          FromEmailAddress: sender,
          Destination: { ToAddresses: message.to },
          EmailTags: [
            { Name: 'incidentId', Value: tag(message.incidentId) },
            { Name: 'kind', Value: tag(message.kind) },
            { Name: 'key', Value: tag(message.key) },
          ],
          Content: {
            Simple: {
              Subject: { Data: line(message.subject, 150) || message.incidentId, Charset: 'UTF-8' },
              Body: {
                Text: { Data: written, Charset: 'UTF-8' },
                Html: { Data: htmlOf(text, links), Charset: 'UTF-8' },
              },
              ...(ics === undefined
                ? {}
                : {
                    Attachments: [
                      {
                        FileName: 'invite.ics',
                        ContentType: `text/calendar; charset=utf-8; method=${method}`,
                        ContentDisposition: 'ATTACHMENT',
                        RawContent: Buffer.from(ics, 'utf8'),
                      },
                    ],
                  }),
            },
          },
        }),
      ),
    );
    return { providerId: answer.MessageId ?? message.key };
  },
});
