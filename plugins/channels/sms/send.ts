import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import * as z from 'zod';
import type { Channel } from '#app/ports';
import { Undeliverable } from '#core/errors';
import { sent } from '../../sdk-error.ts';
import type { ChannelPorts } from '../channel.ts';
import { soleAddress } from '../wording.ts';
import { bodyOf } from './body.ts';

/** `ORIGINATION_IDENTITY`: number, sender id or pool it comes from; the account's own choice where it is left out. */
const Environment = z.object({ ORIGINATION_IDENTITY: z.string().min(1).optional() });

/** Text messages by End User Messaging; after a quarter of an hour undelivered they are worth nothing any more. */
export const connect = ({ env, aws }: ChannelPorts): Channel => {
  const { ORIGINATION_IDENTITY: originationIdentity } = Environment.parse(env);
  const client = new PinpointSMSVoiceV2Client(aws);
  return {
    async send(message, to) {
      if ('place' in to) throw new Undeliverable('SMS reaches persons, not places');
      const answer = await sent(
        'SMS',
        client.send(
          new SendTextMessageCommand({
            DestinationPhoneNumber: soleAddress('SMS', to.addresses),
            ...(originationIdentity === undefined ? {} : { OriginationIdentity: originationIdentity }),
            MessageBody: bodyOf(message),
            MessageType: 'TRANSACTIONAL',
            TimeToLive: 900,
            Context: {
              incidentId: message.incidentId.slice(0, 800),
              key: message.key.slice(0, 800),
              kind: message.kind === 'page' ? 'page' : 'message',
            },
          }),
        ),
      );
      return { providerId: answer.MessageId ?? message.key };
    },
  };
};
