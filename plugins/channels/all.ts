import type { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Channel, Http, Secrets, ToolName } from '#app/ports';
import { email } from './email/send.ts';
import { pagerduty } from './pagerduty/send.ts';
import { slack } from './slack/send.ts';
import { sms } from './sms/send.ts';
import { sns } from './sns/send.ts';
import { statuspage } from './statuspage/send.ts';

/** Where the tools are, and what a deployment sends as. */
export interface ChannelSettings {
  slackApiUrl?: string | undefined;
  pagerdutyUrl?: string | undefined;
  statuspageUrl?: string | undefined;
  /** Secrets that hold the tokens where a message names none. */
  slackSecret?: string | undefined;
  statuspageSecret?: string | undefined;
  originationIdentity?: string | undefined;
  mailFrom?: string | undefined;
  topicArns: Record<string, string>;
}
export interface ChannelPorts {
  http: Http;
  secrets: Secrets;
  settings: ChannelSettings;
  /** Each made with `oneAttempt` of `sdk-error.ts`. */
  clients: { ses: SESv2Client; sms: PinpointSMSVoiceV2Client; sns: SNSClient };
}

/** Every tool that carries what is owed to people, by its name in a playbook. */
export const channels = ({ http, secrets, settings, clients }: ChannelPorts): Record<ToolName, Channel> => ({
  slack: slack({
    http,
    secrets,
    url: settings.slackApiUrl ?? 'https://slack.com/api/',
    secret: settings.slackSecret ?? 'slack',
  }),
  pagerduty: pagerduty({ http, secrets, url: settings.pagerdutyUrl ?? 'https://events.pagerduty.com/' }),
  email: email({ ses: clients.ses, mailFrom: settings.mailFrom }),
  sms: sms({ sms: clients.sms, originationIdentity: settings.originationIdentity }),
  sns: sns({ sns: clients.sns, topicArns: settings.topicArns }),
  statuspage: statuspage({
    http,
    secrets,
    url: settings.statuspageUrl ?? 'https://api.statuspage.io/',
    secret: settings.statuspageSecret ?? 'statuspage',
  }),
});
