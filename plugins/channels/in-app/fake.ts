import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { buckets, Rate } from '../../fakes/bucket.ts';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';
import { mostText, mostTitle } from './body.ts';

const Settings = z
  .strictObject({
    /** The paths at which it has notices. Without a list, every path. */
    paths: z.array(z.string()).optional(),
    rate: Rate.default({ burst: 100, perSecond: 10 }),
  })
  .prefault({});

const Body = z.strictObject({
  id: z.string().min(1).max(100),
  severity: z.string().min(1),
  impact: z.enum(['none', 'minor', 'major', 'critical']),
  status: z.enum(['investigating', 'identified', 'monitoring', 'resolved']).optional(),
  services: z.array(z.string()),
  title: z
    .string()
    .min(1)
    .max(mostTitle)
    .regex(/^[^\r\n]*$/, 'one line'),
  text: z.string().max(mostText),
  link: z.url({ protocol: /^https?$/ }).optional(),
});
/** A notice, or the place where one was: what is withdrawn still knows older news. */
const Kept = z.object({ shown: z.boolean(), key: z.string(), sequence: z.number() });
const Memory = z.object({ notices: z.record(z.string(), Kept).default({}) });

const refused = (status: number, error: string, headers: Record<string, string> = {}) =>
  json(status, { error }, headers);
const throttled = (seconds: number) => refused(429, 'slow down', { 'retry-after': String(seconds) });
const done = (): WireResponse => ({ status: 204, headers: {}, body: '' });

const application = (desk: FakeDesk) => {
  const { rate, paths } = Settings.parse(desk.settings);
  const speed = buckets(rate, desk.now);
  const { notices } = desk.memory(Memory);
  return ({ method, headers, body }: WireRequest, { segments }: { segments: string[] }): WireResponse => {
    const path = `/${segments.slice(1, -1).join('/')}`;
    const id = segments.at(-1) ?? '';
    const token = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];
    if (token === undefined) return refused(401, 'who are you?');
    const wait = speed.take(token);
    if (wait > 0) return throttled(wait);
    if (segments.length < 3 || paths?.includes(path) === false) return refused(404, 'no notices here');
    const at = `${path}/${id}`;
    const before = notices[at];
    const key = headers['idempotency-key'] ?? '';
    const sequence = Number(headers['x-sequence'] ?? before?.sequence ?? 0);
    if (!Number.isSafeInteger(sequence)) return refused(400, 'X-Sequence is a whole number');
    const isOld = before !== undefined && sequence < before.sequence;
    const say = (text: string, raw: Record<string, unknown>) =>
      desk.record({ kind: 'message', to: path, incidentId: incidentIn(id), text, raw: { method, id, ...raw } });
    if (method === 'DELETE') {
      if (before?.shown !== true) return refused(before === undefined ? 404 : 410, 'no such notice');
      if (isOld) return done();
      notices[at] = { shown: false, key, sequence };
      say('withdrawn', { state: 'withdrawn' });
      return done();
    }
    if (method !== 'PUT') return refused(405, 'PUT or DELETE');
    if (!(headers['content-type'] ?? '').startsWith('application/json')) return refused(415, 'JSON is expected');
    const said = Body.safeParse(jsonOf(body));
    if (!said.success) return refused(422, said.error.issues.map(({ path: [field] }) => String(field)).join());
    if (said.data.id !== id) return refused(422, 'id');
    if (isOld) return json(200, { id });
    const isRepeat = before?.key === key && key !== '';
    notices[at] = { shown: true, key, sequence };
    if (!isRepeat) say([said.data.title, said.data.text].join('\n'), said.data);
    return json(before?.shown === true ? 200 : 201, { id });
  };
};

/** An application that shows notices, as the documentation asks for one, below /in-app. */
export const fake: ChannelFake = {
  look: { sign: '🪧', tone: '#0b7285' },
  takes: ({ path }) => firstSegment(path) === 'in-app',
  mostBytes: megabyte,
  serve: application,
  failures: {
    '500': () => refused(500, 'broken'),
    '429': throttled,
    'ok-false': () => refused(422, 'text'),
  },
  secret: () => `local-${randomBytes(16).toString('hex')}`,
  endpoints: (inbox) => ({ 'in-app': `${inbox}/in-app` }),
};
