import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { buckets, Rate } from '../../fakes/bucket.ts';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';

const Settings = z
  .strictObject({
    rate: Rate.default({ burst: 100, perSecond: 10 }),
  })
  .prefault({});
const Memory = z.object({
  ids: z.array(z.string()).default([]),
  /** What was answered under which key, with the body that it was for. */
  taken: z.record(z.string(), z.object({ body: z.string(), id: z.string() })).default({}),
});

const refused = (status: number, error: string, headers: Record<string, string> = {}) =>
  json(status, { error }, headers);
const throttled = (seconds: number) => refused(429, 'slow down', { 'retry-after': String(seconds) });

const ownId = /^st-\d+$/;
/** Every text in a body, in its order. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

const api = (desk: FakeDesk) => {
  const { rate } = Settings.parse(desk.settings);
  const speed = buckets(rate, desk.now);
  const { ids, taken } = desk.memory(Memory);
  return ({ method, headers, body }: WireRequest, { segments }: { segments: string[] }): WireResponse => {
    const [, ...path] = segments;
    const caller = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? headers['x-api-key'];
    if (caller === undefined || caller === '') return refused(401, 'who are you?');
    const wait = speed.take(caller);
    if (wait > 0) return throttled(wait);
    const key = headers['idempotency-key'] ?? '';
    if (key === '' || key.length > 255) return refused(400, 'an Idempotency-Key has 1 to 255 characters');
    if (!(headers['content-type'] ?? '').startsWith('application/json')) return refused(415, 'JSON is expected');
    const said = jsonOf(body);
    if (typeof said !== 'object' || said === null) return refused(422, 'an object is expected');
    // whatever its addresses are like, an id in one is that of something made here
    const known = path.find((segment) => ownId.test(segment));
    if (known !== undefined && !ids.includes(known)) return refused(404, 'no such incident');
    if (known === undefined && method !== 'POST') return refused(405, 'POST');
    const before = taken[key];
    if (before !== undefined && before.body !== body) return refused(422, 'this key was used for another request');
    const id = before?.id ?? known ?? `st-${desk.next()}`;
    if (before === undefined) {
      taken[key] = { body, id };
      if (known === undefined) ids.push(id);
      desk.record({
        kind: 'status-page',
        to: `/${path.filter((segment) => segment !== known).join('/')}`,
        incidentId: incidentIn(key.split('/')[0]),
        text: textsIn(said).join('\n'),
        raw: { method, id, ...said },
      });
    }
    return json(known === undefined ? 201 : 200, { id, incident: { id }, data: { id } });
  };
};

/** A status API as the documentation asks for one, below /status-api. */
export const fake: ChannelFake = {
  look: { sign: '📢', tone: '#5f3dc4' },
  takes: ({ path }) => firstSegment(path) === 'status-api',
  mostBytes: megabyte,
  serve: api,
  failures: {
    '500': () => refused(500, 'broken'),
    '429': throttled,
    'ok-false': () => refused(422, 'state: not one of ours'),
  },
  secret: () => `local-${randomBytes(16).toString('hex')}`,
  endpoints: (inbox) => ({ 'status-api': `${inbox}/status-api` }),
};
