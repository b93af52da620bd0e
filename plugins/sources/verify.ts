import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A request of a source, as it came. */
export interface SourceRequest {
  /** What a signature is over: the bytes that were sent, before anything is decoded. */
  bytes: Uint8Array;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
}

/** Whether a request is its source's own, by any of the secrets: there are two while one replaces the other. None is ever empty. */
export type Verify = (request: SourceRequest, secrets: readonly string[], now: Date) => boolean;

const hashed = (text: string) => createHash('sha256').update(text).digest();
/** Takes as long for a wrong secret as for the right one, of whatever length. */
const same = (given: string, secret: string): boolean => timingSafeEqual(hashed(given), hashed(secret));

/** Compares with every secret, so that the time does not tell which of them was right. */
const isAnyOf = (secrets: readonly string[], is: (secret: string) => boolean): boolean =>
  secrets.map(is).some((right) => right);

/** Whether a header holds the HMAC-SHA256 of some bytes in hex. */
const signs = (hex: string, parts: readonly (string | Uint8Array)[], secrets: readonly string[]): boolean => {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false;
  const given = Buffer.from(hex, 'hex');
  return isAnyOf(secrets, (secret) => {
    const mac = createHmac('sha256', secret);
    for (const part of parts) mac.update(part);
    return timingSafeEqual(mac.digest(), given);
  });
};

/** A vendor's signature: the HMAC-SHA256 of the body in hex, in a header of its own. */
export const bySignatureIn =
  (header: string): Verify =>
  ({ bytes, headers }, secrets) =>
    signs(headers[header] ?? '', [bytes], secrets);

/** How old, or how far ahead of our clock, a signed request may be. */
const windowSeconds = 300;

/** `x-tocsin-signature: t=<Unix seconds>,v1=<hex>`, the HMAC-SHA256 of `<t>.<body>`: what was signed more than five minutes ago does not count. */
const byOwnSignature: Verify = ({ bytes, headers }, secrets, now) => {
  const [, t = '', hex = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/i.exec(headers['x-tocsin-signature'] ?? '') ?? [];
  if (t === '' || Math.abs(now.getTime() / 1000 - Number(t)) > windowSeconds) return false;
  return signs(hex, [`${t}.`, bytes], secrets);
};

/** The secrets that a caller shows: as bearer token, as password, in a header, and in the address for tools that can do nothing else. */
function shownIn({ headers, query }: SourceRequest): string[] {
  const { authorization = '', 'x-tocsin-secret': header } = headers;
  const [, scheme = '', given = ''] = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization) ?? [];
  const password =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(given, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : given;
  return [password, header, query['secret']].filter((one) => one !== undefined && one !== '') as string[];
}

/** For sources that sign nothing: the secret itself, or a signature of ours, which then has to be right. */
export const bySharedSecret: Verify = (request, secrets, now) =>
  request.headers['x-tocsin-signature'] === undefined
    ? shownIn(request).some((shown) => isAnyOf(secrets, (secret) => same(shown, secret)))
    : byOwnSignature(request, secrets, now);
