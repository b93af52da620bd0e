import type { HttpRequest } from '#app/ports';
import { NoAnswer, Unreachable } from '#core/errors';

/** Thrown where a system was not even asked, because its name, its certificate or a secret stood in the way: that says nothing of how it is. */
export class NotAsked extends Unreachable {}
/** Thrown where the secret that a call needs could not be read. */
export class SecretUnread extends NotAsked {}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_REJECTED',
  'INVALID_CA',
]);
const unroutable = new Set(['EHOSTUNREACH', 'ENETUNREACH']);

/** An error of the transport with the place and the cause in words; anything else as it is. */
export function withPlace(
  error: unknown,
  { url, timeoutMs = 5_000 }: Pick<HttpRequest, 'url' | 'timeoutMs'>,
  ca: string | undefined,
): unknown {
  if (!(error instanceof Unreachable || error instanceof NoAnswer)) return error;
  const { host, hostname, port, protocol } = new URL(url);
  const place = port === '' ? `${host}:${protocol === 'https:' ? 443 : 80}` : host;
  const { code, late } = causeOf(error);
  const notAsked = (words: string) => new NotAsked(words, { cause: error });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || /name does not resolve|name was not resolved/.test(error.message))
    return notAsked(`${hostname} does not resolve`);
  if (untrusted.has(code))
    return notAsked(
      ca === undefined
        ? `the certificate of ${place} is not trusted: no public authority signed it; name its CA with \`ca\``
        : `the certificate of ${place} is not trusted: it is not signed by ${ca}`,
    );
  if (code === 'CERT_HAS_EXPIRED') return notAsked(`the certificate of ${place} is not trusted: it has expired`);
  if (code === 'CERT_NOT_YET_VALID') return notAsked(`the certificate of ${place} is not trusted: it is not valid yet`);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return notAsked(`the certificate of ${place} is not trusted: it is not for ${hostname}`);
  if (/^ERR_OSSL|^ERR_SSL|^EPROTO/.test(code)) return notAsked(`${place} does not speak TLS as expected (${code})`);
  const words = late
    ? `no ${error instanceof NoAnswer ? 'answer from' : 'connection to'} ${place} within ${timeoutMs / 1000} s`
    : code === 'ECONNREFUSED'
      ? `${place} refuses connections`
      : unroutable.has(code)
        ? `there is no route to ${place}`
        : `${place}: ${code === '' ? 'the connection ended' : code}`;
  return error instanceof NoAnswer ? new NoAnswer(words, { cause: error }) : new Unreachable(words, { cause: error });
}

function causeOf({ cause }: Error): { code: string; late: boolean } {
  if (!(cause instanceof Error)) return { code: '', late: false };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return { code, late: cause.name === 'TimeoutError' };
}
