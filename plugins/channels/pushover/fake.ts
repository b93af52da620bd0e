import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { notAllowed, notFound } from '../../fakes/refusals.ts';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';

const Settings = z.strictObject({ quota: z.number().default(10_000) }).prefault({});
const Receipt = z.object({
  receipt: z.string(),
  token: z.string(),
  user: z.string(),
  tags: z.array(z.string()),
  acknowledgedAt: z.number().default(0),
  expiresAt: z.number(),
  deliveredAt: z.number().default(0),
  cancelled: z.boolean().default(false),
});
type Receipt = z.infer<typeof Receipt>;
const Memory = z.object({ receipts: z.array(Receipt).default([]), used: z.number().default(0) });
/** 30 letters and digits: a token, a user key, a receipt. */
const Name = /^[A-Za-z0-9]{30}$/;
/** Numbers arrive as text in a form, and as either in JSON. */
const Fields = z.record(z.string(), z.union([z.string(), z.number()]).transform(String));

const refused = (status: number, errors: string[], field: Record<string, string> = {}) =>
  json(status, { ...field, errors, status: 0, request: 'request-of-the-fake' });

const fieldsOf = ({ body, headers }: WireRequest): Record<string, string> => {
  const isJson = headers['content-type']?.includes('json') ?? body.startsWith('{');
  return Fields.catch({}).parse(isJson ? jsonOf(body) : Object.fromEntries(new URLSearchParams(body)));
};

/** What is wrong with a message, in Pushover's order: who, what, and how an emergency is repeated. */
function faultOf(f: Record<string, string>): WireResponse | undefined {
  const long = (field: string, limit: number) => Array.from(f[field] ?? '').length > limit;
  if (!Name.test(f['token'] ?? '')) return refused(400, ['application token is invalid'], { token: 'invalid' });
  if (!Name.test(f['user'] ?? ''))
    return refused(400, ['user identifier is not a valid user, group, or subscribed user key'], { user: 'invalid' });
  if ((f['message'] ?? '') === '') return refused(400, ['message cannot be blank'], { message: 'cannot be blank' });
  if (long('message', 1_024)) return refused(400, ['message is too long'], { message: 'is too long' });
  for (const [field, limit] of [
    ['title', 250],
    ['url', 512],
    ['url_title', 100],
  ] as const)
    if (long(field, limit)) return refused(400, [`${field} is too long`], { [field]: 'is too long' });
  if (!['-2', '-1', '0', '1', '2'].includes(f['priority'] ?? '0'))
    return refused(400, ['priority is invalid'], { priority: 'is invalid' });
  if (f['priority'] !== '2') return undefined;
  for (const field of ['expire', 'retry'] as const)
    if (f[field] === undefined)
      return refused(400, [`${field} must be supplied with priority=2`], {
        [field]: 'must be supplied with priority=2',
      });
  if (!(Number(f['retry']) >= 30))
    return refused(400, ['retry must be at least 30 seconds'], { retry: 'is too small' });
  if (!(Number(f['expire']) >= 1 && Number(f['expire']) <= 10_800))
    return refused(400, ['expire must be between 1 and 10800 seconds'], { expire: 'is invalid' });
  return undefined;
}

const api = (desk: FakeDesk) => {
  const { quota } = Settings.parse(desk.settings);
  const held = desk.memory(Memory);
  const now = () => Math.floor(desk.now().getTime() / 1000);
  const limits = () => ({
    'x-limit-app-limit': String(quota),
    'x-limit-app-remaining': String(Math.max(0, quota - held.used)),
    'x-limit-app-reset': String(now() + 86_400),
  });
  const ringing = ({ cancelled, acknowledgedAt, expiresAt }: Receipt) =>
    !cancelled && acknowledgedAt === 0 && expiresAt > now();

  const send = (request: WireRequest): WireResponse => {
    const fields = fieldsOf(request);
    const fault = faultOf(fields);
    if (fault !== undefined) return fault;
    if (held.used >= quota)
      return { ...failures['429'](86_400), headers: { ...failures['429'](86_400).headers, ...limits() } };
    held.used += 1;
    const { token = '', user = '', priority = '0', ...shown } = fields;
    const tags = (fields['tags'] ?? '').split(',').filter((tag) => tag !== '');
    const receipt = `r${String(desk.next()).padStart(29, '0')}`;
    const emergency = priority === '2';
    if (emergency)
      held.receipts.push(
        Receipt.parse({ receipt, token, user, tags, expiresAt: now() + Number(fields['expire']), deliveredAt: now() }),
      );
    desk.record({
      kind: Number(priority) > 0 ? 'page' : 'message',
      to: user,
      incidentId: incidentIn(tags[0]),
      text: fields['message'] ?? '',
      raw: { ...shown, priority, ...(emergency ? { receipt } : {}) },
    });
    return json(200, { status: 1, request: `request-${desk.next()}`, ...(emergency ? { receipt } : {}) }, limits());
  };

  const cancel = (mine: Receipt[], raw: Record<string, unknown>): WireResponse => {
    const stopped = mine.filter(ringing);
    for (const one of stopped) one.cancelled = true;
    const [first] = mine;
    if (first !== undefined)
      desk.record({
        kind: 'message',
        to: first.user,
        incidentId: incidentIn(first.tags[0]),
        text: `cancel ${stopped.length}`,
        raw: { ...raw, cancelled: stopped.map(({ receipt }) => receipt) },
      });
    return json(200, { status: 1, canceled: stopped.length, request: `request-${desk.next()}` });
  };

  const statusOf = (one: Receipt): WireResponse =>
    json(200, {
      status: 1,
      acknowledged: one.acknowledgedAt > 0 ? 1 : 0,
      acknowledged_at: one.acknowledgedAt,
      acknowledged_by: one.acknowledgedAt > 0 ? one.user : '',
      acknowledged_by_device: one.acknowledgedAt > 0 ? 'phone' : '',
      last_delivered_at: one.deliveredAt,
      expired: one.expiresAt <= now() || one.cancelled ? 1 : 0,
      expires_at: one.expiresAt,
      called_back: 0,
      called_back_at: 0,
      request: 'request-of-the-fake',
    });

  return { send, cancel, statusOf, held, now };
};

const failures: ChannelFake['failures'] = {
  '500': () => refused(500, ['internal server error']),
  '429': (seconds) => {
    const answer = refused(429, ['application has exceeded its limit of messages']);
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
  },
  'ok-false': () =>
    refused(400, ['user identifier is not a valid user, group, or subscribed user key'], { user: 'invalid' }),
};

/** Pushover's message and receipt API (pushover.net/api), below /pushover; `POST /pushover/phone/<receipt>` is the person's own tap. */
export const fake: ChannelFake = {
  look: { sign: '📳', tone: '#249df1' },
  takes: ({ path }) => firstSegment(path) === 'pushover',
  mostBytes: megabyte,
  serve: (desk) => {
    const { send, cancel, statusOf, held, now } = api(desk);
    return (request, { segments: [, version, what = '', name = '', last = ''], query }) => {
      const posted = request.method === 'POST';
      if (version === 'phone') {
        const one = held.receipts.find(({ receipt }) => receipt === what);
        if (one === undefined) return notFound();
        one.acknowledgedAt ||= now();
        return statusOf(one);
      }
      if (version !== '1') return notFound();
      if (what === 'messages.json') return posted ? send(request) : notAllowed('POST');
      if (what !== 'receipts') return notFound();
      const token = posted ? fieldsOf(request)['token'] : query.get('token');
      const mine = held.receipts.filter((one) => one.token === token);
      if (name === 'cancel_by_tag') {
        const tag = last.replace(/\.json$/, '');
        return posted
          ? cancel(
              mine.filter(({ tags }) => tags.includes(tag)),
              { tag },
            )
          : notAllowed('POST');
      }
      const one = mine.find(({ receipt }) => receipt === name.replace(/\.json$/, ''));
      if (one === undefined)
        return refused(404, ['receipt not found; may be invalid or expired'], { receipt: 'not found' });
      if (last === 'cancel.json') return posted ? cancel([one], {}) : notAllowed('POST');
      return posted ? notAllowed('GET') : statusOf(one);
    };
  },
  failures,
  calls: ({ secret, receipt, user, at }) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    last: secret,
    body: new URLSearchParams({
      receipt,
      acknowledged: '1',
      acknowledged_at: String(Math.floor(Date.parse(at) / 1000)),
      acknowledged_by: user,
      acknowledged_by_device: 'phone',
    }).toString(),
  }),
  secret: () => randomBytes(15).toString('hex'),
  endpoints: (inbox) => ({ pushover: `${inbox}/pushover/` }),
};
