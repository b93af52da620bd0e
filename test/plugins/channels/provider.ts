import { createServer } from 'node:http';
import { fetchHttp } from '#adapters/http';
import type { Secrets } from '#app/ports';
import type { ChannelPlugin, ChannelPorts } from '#plugins/channels/channel';
import { oneAttempt } from '#plugins/sdk-error';
import { environmentAt, topicArn } from '../environment.ts';

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

/** How long a test waits for an answer. */
const patience = 1_500;

interface Place {
  url: string;
  /** Entries of `Deployment.endpoints`. */
  endpoints: Readonly<Record<string, string>>;
  secrets: Secrets;
}

/** What a channel is connected with when its provider is at `url`: one attempt, and little patience. */
export const portsAt = (plugin: ChannelPlugin, { url, endpoints, secrets }: Place): ChannelPorts => ({
  http: (addresses) =>
    fetchHttp({ allowHosts: addresses.map((address) => new URL(address).host), wallTimeoutMs: patience }),
  secrets,
  env: environmentAt(plugin, endpoints),
  topicArn: (name) => (name === 'incidents' ? topicArn : undefined),
  aws: {
    ...oneAttempt,
    requestHandler: { connectionTimeout: patience, requestTimeout: patience, throwOnRequestTimeout: true },
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  },
});

/** An address where nobody listens. */
export const nobody = async (): Promise<string> => {
  const { url, close } = await startProvider(() => ({}));
  await close();
  return url;
};
