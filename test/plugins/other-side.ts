import { signer } from '#adapters/aws/sign-requests';
import { fetchHttp } from '#adapters/http';
import { tlsLook } from '#adapters/tls';
import type { Reference } from '#core/playbook/vocabulary';
import { listen } from '#local/inbox/listen';
import { type AccessPorts, calls } from '#plugins/access/call';
import { handshakes } from '#plugins/access/handshake';
import type { ActionPorts } from '#plugins/actions/action';
import type { CheckPorts } from '#plugins/checks/check';
import type { WireAnswer, WireRequest } from '#plugins/fakes/wire';
import type { Variables } from '#plugins/variables';

export interface Answering {
  url: string;
  asked: WireRequest[];
  close: () => Promise<void>;
}
/** A server that answers as it is told and remembers what it was asked. */
export const answering = async (answer: (request: WireRequest) => WireAnswer): Promise<Answering> => {
  const asked: WireRequest[] = [];
  const handle = (request: WireRequest): WireAnswer => {
    if (asked.at(-1) !== request) asked.push(request);
    return answer(request);
  };
  const { url, close } = await listen({ handle, mostBytes: () => 1024 * 1024 }, 0, (error) => {
    throw error;
  });
  return { url, asked, close };
};

/** An address that nothing listens on. */
export const nobody = async (): Promise<string> => {
  const { url, close } = await answering(() => ({ broken: 'refused' }));
  await close();
  return url;
};

const BRIEFLY = 150;
const PATIENTLY = 5_000;
/** Milliseconds that an answer is waited for: briefly only where none is to come, because a busy machine takes long over any other. */
export const patienceWith = (answer: WireAnswer): number =>
  'broken' in answer && answer.broken === 'hanging' ? BRIEFLY : PATIENTLY;

/** What checks and actions need to reach a demo service, or what stands in for it. */
export const portsAt = (
  url: string,
  references: readonly Reference[] = [],
  env: Variables = {},
  access: Partial<AccessPorts> = {},
  patienceMs = PATIENTLY,
): CheckPorts & ActionPorts => {
  const addresses = new Map(references.map(({ name, of }) => [name, `${url}/${of}s/${name}`]));
  const http = fetchHttp({ allowHosts: [new URL(url).host], wallTimeoutMs: patienceMs });
  const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-central-1' };
  const sign = signer(keys, () => new Date('2026-01-05T03:04:30Z'));
  return {
    http,
    sign,
    call: calls({
      http,
      secrets: { get: async (name) => `user:${name}` },
      secretPrefix: 'tocsin/checks/',
      certificateOf: () => undefined,
      sign,
      ...access,
    }),
    handshake: handshakes({
      tls: tlsLook({ allowHosts: [new URL(url).host] }),
      certificateOf: access.certificateOf ?? (() => undefined),
    }),
    wallClock: () => new Date('2026-01-05T03:04:30Z'),
    databaseOf: (name) => ({
      clusterArn: `arn:aws:rds:eu-central-1:123456789012:cluster:${name}`,
      secretArn: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-a1b2c3`,
    }),
    addressOf: (name) => addresses.get(name),
    env,
    functionArn: (name) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
    aws: {
      region: 'eu-central-1',
      endpoint: url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: { connectionTimeout: patienceMs, requestTimeout: patienceMs, throwOnRequestTimeout: true },
    },
  };
};

/** A text answer of a status. */
export const text = (status: number, body: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body,
});
