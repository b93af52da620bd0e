import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { settings } from '#adapters/aws/environment';
import { outwards } from '#adapters/aws/outwards';
import { provides } from '#adapters/aws/provide';
import { secretPorts } from '#adapters/aws/secrets';
import { channels } from '#plugins/channels/all';
import { oneAttempt } from '#plugins/sdk-error';

/** Every channel, with its credentials by name from Secrets Manager. */
export const channelPorts = provides('channels', () => {
  const given = settings('channels');
  const { TOPIC_ARNS } = settings('topics');
  return channels({
    http: outwards([given.SLACK_API_URL, given.PAGERDUTY_URL, given.STATUSPAGE_URL]),
    secrets: secretPorts().secrets,
    settings: {
      slackApiUrl: given.SLACK_API_URL,
      pagerdutyUrl: given.PAGERDUTY_URL,
      statuspageUrl: given.STATUSPAGE_URL,
      originationIdentity: given.ORIGINATION_IDENTITY,
      mailFrom: given.MAIL_FROM,
      topicArns: TOPIC_ARNS,
    },
    clients: {
      ses: new SESv2Client(oneAttempt),
      sms: new PinpointSMSVoiceV2Client(oneAttempt),
      sns: new SNSClient(oneAttempt),
    },
  });
});
