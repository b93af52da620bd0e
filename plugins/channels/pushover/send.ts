import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AlertChange, Outgoing } from '#app/outbox/message';
import type { Channel, Http, HttpResponse } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { accepted, answerOf } from '../../http-answer.ts';
import type { ChannelPorts } from '../channel.ts';
import { secretsIn } from '../hook.ts';
import { cut, isWeb, line, soleAddress, textOf } from '../wording.ts';

/** `PUSHOVER_CALLBACK`: where Pushover says that an emergency was acknowledged, without the secret that ends the address. */
const Environment = z.object({
  PUSHOVER_URL: z.string().default('https://api.pushover.net/'),
  PUSHOVER_CALLBACK: z.string().optional(),
});
const Refusal = z.object({ errors: z.array(z.string()) });
const Taken = z.looseObject({ status: z.literal(1), request: z.string(), receipt: z.string().optional() });
const Cancelled = z.looseObject({ status: z.literal(1), canceled: z.number().default(0) });
const Status = z.looseObject({
  status: z.literal(1),
  acknowledged: z.union([z.literal(0), z.literal(1)]),
  acknowledged_at: z.number(),
  acknowledged_by: z.string(),
  last_delivered_at: z.number().default(0),
});

/** Pushover's own limits: characters, seconds; an emergency rings at most 50 times whatever `expire` says. */
const most = { message: 1_024, title: 250, url: 512, urlTitle: 100 };
const emergency = { retry: 60, expire: 3_000 };
/** A test rings three times and is silent then, whether or not anybody looks at it. */
const tested = { retry: 30, expire: 90 };

/** Under which all that one page has made ring can be stopped, also what no answer came for. */
const tagOf = (key: string): string => `page-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;

const reasonsIn = (body: string): string => {
  try {
    return Refusal.parse(JSON.parse(body))
      .errors.map((error) => line(error, 120))
      .join('; ');
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return 'no reason that can be read';
    throw error;
  }
};

/** Pushover says why it refuses; when the month's messages are used up it says until when. */
const checked = (response: HttpResponse, now: number): HttpResponse => {
  const { status, headers, body } = response;
  if (status === 429) {
    const reset = Number(headers['retry-after'] ?? Number(headers['x-limit-app-reset']) - Math.floor(now / 1000));
    const seconds = Number.isFinite(reset) ? Math.min(Math.max(Math.ceil(reset), 1), 3_600) : 60;
    throw new RateLimited(`Pushover answers 429: ${reasonsIn(body)}`, seconds);
  }
  if (status >= 400 && status < 500 && status !== 408)
    throw new Undeliverable(`Pushover answers ${status}: ${reasonsIn(body)}`);
  return accepted('Pushover', response);
};

/** How loud: 2 rings until it is acknowledged, 1 passes quiet hours once, 0 is an ordinary notification. */
const loudness = async (
  message: Outgoing,
  callbackOf: () => Promise<string | undefined>,
): Promise<Record<string, string>> => {
  if (message.kind !== 'page') return { priority: '0' };
  if (message.quietly === true) return { priority: '1' };
  const callback = await callbackOf();
  const { retry, expire } = message.test === true ? tested : emergency;
  return {
    priority: '2',
    retry: String(retry),
    expire: String(expire),
    ...(callback === undefined ? {} : { callback }),
  };
};

const linkOf = ({ actions }: Outgoing): Record<string, string> => {
  const found = actions.find(({ url, posts }) => url !== undefined && posts !== true && isWeb(url));
  if (found?.url === undefined || found.url.length > most.url) return {};
  return { url: found.url, url_title: line(found.title, most.urlTitle) || 'Open' };
};

const form = (fields: Record<string, string>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  body: new URLSearchParams(fields).toString(),
});

/** Stops what a page has made ring: nothing rings any more is as good. */
async function stop(web: Http, url: string, token: string, { key }: AlertChange): Promise<void> {
  const response = await web.send({
    method: 'POST',
    url: new URL(`1/receipts/cancel_by_tag/${tagOf(key)}.json`, url).href,
    ...form({ token }),
  });
  answerOf('Pushover', Cancelled, checked(response, Date.now()));
}

/** Pushover by its message API. The address is a person's user key; the application's token is the secret `pushover`. */
export const connect = ({ http, secrets, env }: ChannelPorts): Channel => {
  const { PUSHOVER_URL: url, PUSHOVER_CALLBACK: base } = Environment.parse(env);
  const web = http([url]);
  const tokenOf = async () => (await secrets.get('pushover')).trim();
  /** Without the hook's secret the phone rings all the same, whyever it cannot be read: that nobody hears its answer is for `tocsin doctor` to say. */
  const callbackOf = async (): Promise<string | undefined> => {
    try {
      const [secret] = secretsIn(await secrets.get('hooks/pushover'));
      return base === undefined || secret === undefined ? undefined : `${base}/${encodeURIComponent(secret)}`;
    } catch (error) {
      if (error instanceof NotConfigured || error instanceof Unreachable) return undefined;
      throw error;
    }
  };
  return {
    async send(message, to) {
      if ('place' in to) throw new Undeliverable('Pushover reaches persons, not places');
      const user = soleAddress('Pushover', to.addresses);
      const token = await tokenOf();
      if (message.kind === 'alert') {
        await stop(web, url, token, message);
        return { providerId: tagOf(message.key) };
      }
      const response = await web.send({
        method: 'POST',
        url: new URL('1/messages.json', url).href,
        ...form({
          token,
          user,
          title: line(message.subject, most.title) || message.incidentId,
          message: cut(textOf(message), most.message) || message.incidentId,
          tags: `${message.incidentId},${tagOf(message.key)}`,
          ...(await loudness(message, callbackOf)),
          ...linkOf(message),
        }),
      });
      const { request, receipt } = answerOf('Pushover', Taken, checked(response, Date.now()));
      if (receipt === undefined) return { providerId: request };
      return { providerId: receipt, ref: { receipt }, acknowledgedBy: receipt };
    },
    async look(receipt) {
      if (!/^[A-Za-z0-9]{30}$/.test(receipt))
        throw new Undeliverable('a receipt of Pushover has 30 letters and digits');
      const address = new URL(`1/receipts/${receipt}.json`, url);
      address.searchParams.set('token', await tokenOf());
      const response = await web.send({ method: 'GET', url: address.href, headers: { accept: 'application/json' } });
      const found = answerOf('Pushover', Status, checked(response, Date.now()));
      const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
      const arrived = found.last_delivered_at > 0 ? { deliveredAt: instant(found.last_delivered_at) } : {};
      if (found.acknowledged === 0) return { acknowledged: false, ...arrived };
      if (found.acknowledged_at <= 0) throw new NoAnswer('Pushover says acknowledged, and not when');
      return { acknowledged: true, by: found.acknowledged_by, at: instant(found.acknowledged_at), ...arrived };
    },
  };
};
