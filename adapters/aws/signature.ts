import { createHash, createHmac } from 'node:crypto';
import { NotConfigured } from '#core/errors';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}
export interface Unsigned {
  method: string;
  host: string;
  /** Encoded as it is sent, without the query. */
  path: string;
  /** As `canonicalQuery` writes it. */
  query?: string;
  headers: Record<string, string>;
  body: string;
}

/** The credentials of this process. */
export function credentialsIn(env: NodeJS.ProcessEnv): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey)
    throw new NotConfigured('environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY');
  return { accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const keyed = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
/** RFC 3986, as AWS counts its characters. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** A query in the order and encoding that is signed; what is sent must be this very text, for `+` and `%20` are not the same to AWS. */
export const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map((pair) => pair.join('='))
    .join('&');

/**
 * A request's headers with its signature, version 4 (docs.aws.amazon.com/IAM, create-signed-request), the body whole. S3 signs its path as it is
 * sent and the hash of the body as a header; every other service has each part of its path encoded once more.
 */
export function signed(
  { method, host, path, query = '', headers, body }: Unsigned,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { service, region, at }: { service: string; region: string; at: Date },
): Record<string, string> {
  const instant = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = instant.slice(0, 8);
  const content = hash(body);
  const all: Record<string, string> = {
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    host,
    ...(service === 's3' && { 'x-amz-content-sha256': content }),
    'x-amz-date': instant,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    service === 's3' ? path : path.split('/').map(encoded).join('/'),
    query,
    ...names.map((name) => `${name}:${all[name]?.trim().replaceAll(/ +/g, ' ')}`),
    '',
    names.join(';'),
    content,
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [region, service, 'aws4_request'].reduce<Buffer>(keyed, keyed(`AWS4${secretAccessKey}`, day));
  const signature = keyed(key, ['AWS4-HMAC-SHA256', instant, scope, hash(canonical)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...all, authorization };
}
