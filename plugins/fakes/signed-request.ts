import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WireRequest } from './wire.ts';

/** Whose signatures a service takes, for what, and when. */
export interface Signer {
  service: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  now: () => Date;
}

const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();
const uriEncode = (text: string) =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const sign = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/**
 * Why AWS would refuse a request as its service receives it, by the documented steps of Signature Version 4 from the other side
 * (docs.aws.amazon.com/IAM, reference_sigv-create-signed-request); undefined for one that it takes. S3 has rules of its own and is not meant.
 */
export function signatureFault(request: WireRequest, signer: Signer): string | undefined {
  const [, keyId, day, region, service, names = '', signature = ''] =
    authorization.exec(request.headers['authorization'] ?? '') ?? [];
  if (keyId === undefined) return 'Missing Authentication Token';
  if (keyId !== signer.accessKeyId) return 'The security token included in the request is invalid.';
  if (region !== signer.region || service !== signer.service)
    return `Credential should be scoped to a valid region and to ${signer.service}.`;
  const instant = request.headers['x-amz-date'] ?? '';
  const [, date, hour, minute, second] = /^(\d{8})T(\d\d)(\d\d)(\d\d)Z$/.exec(instant) ?? [];
  if (date === undefined || date !== day) return 'Date in Credential scope does not match the date of the request.';
  const at = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${hour}:${minute}:${second}Z`);
  if (Math.abs(at - signer.now().getTime()) > 5 * 60_000) return 'Signature expired.';
  const signedHeaders = names.split(';');
  const amazon = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'));
  if (!['host', ...amazon].every((name) => signedHeaders.includes(name)))
    return 'host and every x-amz header must be signed.';
  const [path = '', query = ''] = request.path.split(/\?(.*)/s);
  const parameters = query
    .split('&')
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', value = ''] = one.split(/=(.*)/s);
      // a plus is a plus: nobody turns it into a space before the signature is checked
      return [uriEncode(decodeURIComponent(name)), uriEncode(decodeURIComponent(value))].join('=');
    })
    .sort();
  const canonical = [
    request.method,
    path.split('/').map(uriEncode).join('/'),
    parameters.join('&'),
    ...signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    names,
    sha256(request.body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const dateKey = hmac(`AWS4${signer.secretAccessKey}`, date);
  const key = hmac(hmac(hmac(dateKey, signer.region), signer.service), 'aws4_request');
  const expected = hmac(key, ['AWS4-HMAC-SHA256', instant, scope, sha256(canonical)].join('\n'));
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? undefined
    : 'The request signature we calculated does not match the signature you provided.';
}
