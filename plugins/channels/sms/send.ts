import { type PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Channel } from '#app/ports';
import { sent } from '#plugins/sdk-error';
import { cut, soleAddress, textOf } from '../wording.ts';

export interface SmsPorts {
  /** Made with `oneAttempt`. */
  sms: PinpointSMSVoiceV2Client;
  /** Number, sender id or pool it comes from; the account's own choice where it is left out. */
  originationIdentity?: string | undefined;
}

const typewriter: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '•': '-',
  '→': '->',
};
/** Ornaments in their GSM-7 form: one of them makes a text of 160 characters three parts of 70. */
const smsText = (text: string) =>
  cut(
    text.replaceAll(/[‘’“”–—…\u00a0•→]/g, (sign) => typewriter[sign] ?? sign),
    1600,
    '...',
  );

/** Text messages by End User Messaging; after a quarter of an hour undelivered they are worth nothing any more. */
export const sms = ({ sms: client, originationIdentity }: SmsPorts): Channel => ({
  async send(message) {
    const answer = await sent(
      'SMS',
      client.send(
        new SendTextMessageCommand({
          DestinationPhoneNumber: soleAddress('SMS', message),
          ...(originationIdentity === undefined ? {} : { OriginationIdentity: originationIdentity }),
          MessageBody: smsText(textOf(message)) || message.incidentId,
          MessageType: 'TRANSACTIONAL',
          TimeToLive: 900,
          Context: { incidentId: message.incidentId.slice(0, 800), key: message.key.slice(0, 800), kind: message.kind },
        }),
      ),
    );
    return { providerId: answer.MessageId ?? message.key };
  },
});
