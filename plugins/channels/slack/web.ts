import { type FetchFunction, LogLevel, WebAPIPlatformError, WebAPIRequestError, WebClient } from '@slack/web-api';
import type { Http } from '#app/ports';
import { RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { accepted } from '#plugins/http-answer';

/** Slack's client speaks through our port: same limits, same address checks, and the simulator in its place. */
const fetchOver =
  (http: Http): FetchFunction =>
  async (url, init) => {
    const response = await http.send({
      method: 'POST',
      url: String(url),
      ...(init?.headers ? { headers: init.headers } : {}),
      ...(typeof init?.body === 'string' ? { body: init.body } : {}),
    });
    const { status, headers, body } = accepted('Slack', response);
    return {
      ok: true,
      status,
      statusText: '',
      url: String(url),
      headers: { get: (name) => headers[name.toLowerCase()] ?? null, entries: () => Object.entries(headers) },
      arrayBuffer: async () => new TextEncoder().encode(body).buffer,
      json: async () => JSON.parse(body),
      text: async () => body,
    };
  };

/** The library logs bodies; ours are other people's words. */
const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** Slack's Web API over the `Http` port, one attempt a call: its caller decides on the next one. */
export const slackWeb = (http: Http, slackApiUrl: string, token: string): WebClient =>
  new WebClient(token, {
    slackApiUrl,
    fetch: fetchOver(http),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent,
  });

/** Slack's word for what is wrong, where it is one. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof WebAPIPlatformError
    ? (/^[a-z0-9_]{1,64}$/.exec(error.data.error)?.[0] ?? 'an answer that cannot be read')
    : undefined;

const transient = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);
const limited = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/** What Slack's answer says of a sending, in our errors. Slack answers 200 with `ok: false`: the body decides. */
export const slackError = (error: unknown): unknown => {
  if (error instanceof WebAPIRequestError) return error.original;
  const code = codeOf(error);
  if (!(error instanceof WebAPIPlatformError) || code === undefined) return error;
  if (limited.has(code)) return new RateLimited(`Slack: ${code}`, error.data.response_metadata?.retryAfter ?? 30);
  if (transient.has(code)) return new Unreachable(`Slack: ${code}`, { cause: error });
  return new Undeliverable(`Slack: ${code}`, { cause: error });
};
