import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { buckets, Rate } from '../../fakes/bucket.ts';
import { notAllowed } from '../../fakes/refusals.ts';
import { firstSegment, json, jsonOf, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';

const Settings = z
  .strictObject({
    /** Requests of one visitor: 60 at once, then one every 5 seconds on ntfy.sh; a server of one's own has its own. */
    rate: Rate.default({ burst: 600, perSecond: 20 }),
    /** Topics that only a token may publish to. */
    reserved: z.array(z.string()).default([]),
  })
  .prefault({});

const Web = z.string().regex(/^(https?|mailto|geo|ntfy):/);
const Action = z.discriminatedUnion('action', [
  z.looseObject({ action: z.literal('view'), label: z.string().min(1), url: z.string().min(1) }),
  z.looseObject({
    action: z.literal('http'),
    label: z.string().min(1),
    url: z.string().regex(/^https?:/),
    method: z.string().default('POST'),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
    clear: z.boolean().optional(),
  }),
]);
const Message = z.looseObject({
  topic: z.string(),
  title: z.string().optional(),
  message: z.string().optional(),
  priority: z.number().int().min(1).max(5).default(3),
  tags: z.array(z.string()).default([]),
  click: Web.optional(),
  actions: z.array(z.unknown()).default([]),
});
const mostOfMessage = 4_096;
/** What a body of JSON may have. */
const mostBytes = 32_768;

const failed = (http: number, code: number, error: string, headers: Record<string, string> = {}): WireResponse =>
  json(http, { code, http, error, link: 'https://ntfy.sh/docs/publish/' }, headers);

/** `POST /` with JSON, below the fake's own address. */
const publish = (desk: FakeDesk) => {
  const { rate, reserved } = Settings.parse(desk.settings);
  const speed = buckets(rate, desk.now);
  return ({ body, headers }: WireRequest): WireResponse => {
    const authorization = headers['authorization'];
    const wait = speed.take(authorization ?? 'anybody');
    if (wait > 0) return failures['429'](wait);
    if (Buffer.byteLength(body) > mostBytes) return failed(413, 41_303, 'JSON body too large');
    if (authorization !== undefined && !/^Bearer tk_[a-z0-9]{29}$/.test(authorization))
      return failed(401, 40_101, 'unauthorized');
    const read = Message.safeParse(jsonOf(body));
    if (!read.success) return failed(400, 40_019, 'invalid request: request body must be message JSON');
    const { topic, title = '', message = 'triggered', priority, tags, actions } = read.data;
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) return failed(400, 40_009, 'invalid request: topic invalid');
    if (reserved.includes(topic) && authorization === undefined) return failed(403, 40_301, 'forbidden');
    if (actions.length > 3) return failed(400, 40_018, 'invalid request: actions invalid; only 3 actions allowed');
    if (!actions.every((action) => Action.safeParse(action).success))
      return failed(400, 40_018, 'invalid request: actions invalid');
    // a server without a place for attachments refuses what would become one
    if (Buffer.byteLength(message) > mostOfMessage)
      return failed(413, 41_301, 'attachment too large, or bandwidth limit reached');
    const id = String(desk.next()).padStart(12, '0');
    desk.record({
      kind: priority === 5 ? 'page' : 'message',
      to: topic,
      incidentId: incidentIn(tags.at(-1)),
      text: message,
      raw: { ...read.data, ...(authorization === undefined ? {} : { authorized: true }) },
    });
    const time = Math.floor(desk.now().getTime() / 1000);
    return json(200, { id, time, expires: time + 43_200, event: 'message', topic, title, message, priority, tags });
  };
};

const failures: ChannelFake['failures'] = {
  '500': () => failed(500, 50_001, 'internal server error'),
  '429': (seconds) => failed(429, 42_901, 'limit reached: too many requests', { 'retry-after': String(seconds) }),
  'ok-false': () => failed(403, 40_301, 'forbidden'),
};

/** ntfy's publishing by JSON (docs.ntfy.sh/publish), below /ntfy. */
export const fake: ChannelFake = {
  look: { sign: '🔔', tone: '#338574' },
  takes: ({ path }) => firstSegment(path) === 'ntfy',
  mostBytes: 1024 * 1024,
  serve: (desk) => {
    const post = publish(desk);
    return (request, { segments }) => {
      if (segments.length > 1) return failed(404, 40_401, 'page not found');
      return ['POST', 'PUT'].includes(request.method) ? post(request) : notAllowed('POST, PUT');
    };
  },
  failures,
  secret: () => `tk_${randomBytes(15).toString('hex').slice(0, 29)}`,
  endpoints: (inbox) => ({ ntfy: `${inbox}/ntfy/` }),
};
