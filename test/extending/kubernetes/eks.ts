import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:https';
import type { Cluster } from './function.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();

interface Presigned {
  host: string;
  path: string;
  service: string;
  region: string;
  parameters: Record<string, string>;
  headers: Record<string, string>;
  expires: number;
  payload: string;
}

/** An address that is signed in its query, as AWS documents it (reference_sigv-create-signed-request). */
export function presigned(
  asked: Presigned,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  at: Date,
): string {
  const instant = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = instant.slice(0, 8);
  const scope = `${day}/${asked.region}/${asked.service}/aws4_request`;
  const headers = Object.entries({ host: asked.host, ...asked.headers }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = headers.map(([name]) => name).join(';');
  const query = Object.entries({
    ...asked.parameters,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': instant,
    'X-Amz-Expires': String(asked.expires),
    'X-Amz-SignedHeaders': names,
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
  })
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const canonical = [
    'GET',
    asked.path,
    query,
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    asked.payload,
  ];
  const text = ['AWS4-HMAC-SHA256', instant, scope, sha256(canonical.join('\n'))].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), asked.region), asked.service), 'aws4_request');
  return `https://${asked.host}${asked.path}?${query}&X-Amz-Signature=${hmac(key, text).toString('hex')}`;
}

/** By which EKS knows a role: a signed call of STS, which the cluster makes itself (aws-iam-authenticator). */
export function tokenOf(cluster: string, region: string, credentials: Credentials, at: Date): string {
  const url = presigned(
    {
      host: `sts.${region}.amazonaws.com`,
      path: '/',
      service: 'sts',
      region,
      parameters: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { 'x-k8s-aws-id': cluster },
      expires: 60,
      payload: sha256(''),
    },
    credentials,
    at,
  );
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

/** The API server of a cluster, over TLS that is checked against the cluster's own authority. */
export const clusterAt =
  (url: string, ca: string, token: string): Cluster =>
  (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/strategic-merge-patch+json' }),
      };
      const asked = request(new URL(path, url), { method, ca, headers, timeout: 10_000 }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part) => (text += part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) }),
        );
        answer.on('error', reject);
      });
      asked.on('timeout', () => asked.destroy(new Error('no answer within 10 s')));
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
