import { NoAnswer, RateLimited, Undeliverable, Unreachable } from '#core/errors';

/**
 * Settings that every AWS client behind a channel or action is made with: the SDK's own second attempt would send a message twice
 * without saying so, and its `requestTimeout` only warns unless told to throw.
 */
export const oneAttempt = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;

/** The status that an AWS service answered with, if it answered. */
export const statusOf = (error: unknown): number | undefined => {
  const status = field(field(error, '$metadata'), 'httpStatusCode') ?? field(field(error, '$response'), 'statusCode');
  return typeof status === 'number' ? status : undefined;
};

/** What an error of the AWS SDK says of a sending, in our errors. What is no answer and no network fault (a bug) is given back as it is. */
export const sdkError = (tool: string, error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const status = statusOf(error);
  const said = `${tool}: ${error.name}`;
  if (status !== undefined) {
    if (
      status === 429 ||
      /throttl|too ?many ?requests/i.test(error.name) ||
      field(field(error, '$retryable'), 'throttling') === true
    ) {
      return new RateLimited(said, 1);
    }
    if (status >= 500 || status === 408) return new Unreachable(`${said} (${status})`, { cause: error });
    if (status >= 300) return new Undeliverable(said, { cause: error });
    return new NoAnswer(`${said}: an answer that cannot be read`, { cause: error });
  }
  const code = field(error, 'code');
  if (typeof code === 'string' && (beforeSending.has(code) || field(error, 'syscall') === 'connect')) {
    return new Unreachable(`${tool}: ${code}`, { cause: error });
  }
  if (error.name === 'CredentialsProviderError') return new Unreachable(said, { cause: error });
  // The handler calls both time-outs TimeoutError; only its words tell a connection that never was.
  if (/did not establish a connection|could not establish/i.test(error.message))
    return new Unreachable(said, { cause: error });
  if (typeof code === 'string' || error.name === 'TimeoutError' || error.name === 'AbortError') {
    return new NoAnswer(`${said}${typeof code === 'string' ? ` ${code}` : ''}`, { cause: error });
  }
  return error;
};

/** Waits for a call of the AWS SDK and translates what goes wrong. */
export const sent = async <T>(tool: string, call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw sdkError(tool, error);
  }
};
