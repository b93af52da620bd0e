import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type ChannelFake, type FakeDesk, incidentIn } from '#plugins/channels/fake';
import { buckets, Rate } from '#plugins/fakes/bucket';
import { notAllowed } from '#plugins/fakes/refusals';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '#plugins/fakes/wire';

const Settings = z
  .strictObject({
    /** The users that exist. Without a list, every name does. */
    users: z.array(z.string()).optional(),
    /** Requests with one webhook. */
    rate: Rate.default({ burst: 100, perSecond: 10 }),
  })
  .prefault({});
const Post = z.looseObject({
  channel: z.string().optional(),
  text: z.string().min(1),
  props: z.looseObject({ tocsin: z.record(z.string(), z.unknown()).optional() }).optional(),
});
const longest = 16_383;

const failed = (status: number, id: string, message: string, headers: Record<string, string> = {}) =>
  json(status, { id: `web.incoming_webhook.${id}.app_error`, message, status_code: status }, headers);
const tooMany = (seconds: number): WireResponse => ({
  status: 429,
  headers: { 'content-type': 'text/plain', 'retry-after': String(seconds) },
  body: 'limit exceeded',
});

/** `POST /hooks/<key>`: what is longer than a post becomes several. */
const hooks = (desk: FakeDesk) => {
  const { users, rate } = Settings.parse(desk.settings);
  const speed = buckets(rate, desk.now);
  return (request: WireRequest, [, hook, key = '', ...more]: readonly string[]): WireResponse => {
    if (hook !== 'hooks' || more.length > 0) return failed(404, 'path', 'Sorry, we could not find the page.');
    if (request.method !== 'POST') return notAllowed('POST');
    if (!/^[a-z0-9]{26}$/.test(key)) return failed(400, 'invalid', 'Invalid webhook.');
    const wait = speed.take(key);
    if (wait > 0) return tooMany(wait);
    const post = Post.safeParse(jsonOf(request.body));
    if (!post.success) return failed(400, 'parse', 'Unable to parse incoming data.');
    const { channel = 'town-square', text, props } = post.data;
    if (channel.startsWith('@') && users?.includes(channel.slice(1)) === false)
      return failed(400, 'user', `Couldn't find the user: ${channel}`);
    const ours = props?.tocsin ?? {};
    for (let from = 0; from < text.length; from += longest)
      desk.record({
        kind: ours['kind'] === 'page' ? 'page' : 'message',
        to: channel,
        incidentId: incidentIn(ours['incidentId']),
        text: text.slice(from, from + longest),
        raw: post.data,
      });
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };
  };
};

/** Mattermost's incoming webhooks, below /mattermost. */
export const fake: ChannelFake = {
  look: { sign: '💬', tone: '#1e325c' },
  takes: ({ path }) => firstSegment(path) === 'mattermost',
  mostBytes: megabyte,
  serve: (desk) => {
    const answer = hooks(desk);
    return (request, { segments }) => answer(request, segments);
  },
  failures: {
    '500': () => failed(500, 'internal', 'Internal error'),
    '429': tooMany,
    'ok-false': () => failed(403, 'disabled', 'Incoming webhooks have been disabled by the system admin.'),
  },
  secret: () => randomBytes(13).toString('hex'),
  endpoints: (inbox) => ({ mattermost: `${inbox}/mattermost` }),
};
