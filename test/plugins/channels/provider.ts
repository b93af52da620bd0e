import { createServer } from 'node:http';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { fetchHttp } from '#adapters/http';
import { type ChannelPorts, channels } from '#plugins/channels/all';

export interface Asked {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}
export type Answer = { status?: number; headers?: Record<string, string>; body?: unknown } | 'reset' | 'hang';

/** A provider that answers as it is told and remembers what it was asked. */
export const startProvider = async (answer: (asked: Asked) => Answer) => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part) => (body += part));
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      const said = answer(one);
      if (said === 'reset') request.socket.resetAndDestroy();
      if (typeof said === 'string') return;
      response.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers });
      response.end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** AWS clients that speak to `url` once and with little patience. */
export const clientsAt = (url: string, requestTimeout = 150): ChannelPorts['clients'] => {
  const settings = {
    region: 'eu-central-1',
    endpoint: url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 150, requestTimeout, throwOnRequestTimeout: true },
  };
  return { ses: new SESv2Client(settings), sms: new PinpointSMSVoiceV2Client(settings), sns: new SNSClient(settings) };
};

export const topicArn = 'arn:aws:sns:eu-central-1:123456789012:incidents';
/** All channels, each with `url` for its tool. */
export const portsAt = (url: string): ChannelPorts => ({
  http: fetchHttp({ allowHosts: [new URL(url).host], wallTimeoutMs: 150 }),
  secrets: { get: async (name) => `secret-of-${name}\n` },
  settings: {
    slackApiUrl: `${url}/slack/api/`,
    pagerdutyUrl: `${url}/pagerduty/`,
    statuspageUrl: `${url}/statuspage/`,
    mailFrom: 'tocsin@example.com',
    topicArns: { incidents: topicArn },
  },
  clients: clientsAt(url),
});
export const channelsAt = (url: string) => channels(portsAt(url));
