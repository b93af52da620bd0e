import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { buckets, Rate } from '../../fakes/bucket.ts';
import {
  faultsOf,
  firstSegment,
  json,
  jsonOf,
  megabyte,
  type WireRequest,
  type WireResponse,
  type WireRoute,
} from '../../fakes/wire.ts';
import type { ChannelFake, FakeDesk } from '../fake.ts';
import { Change, ComponentStatus, Create, PageIncident, shown, written } from './fake-incident.ts';

const Settings = z
  .strictObject({
    /** Ids of the pages that exist. Without a list, every page id of the right form does. */
    pages: z.array(z.string()).optional(),
    /** Requests with one API key. */
    rate: Rate.default({ burst: 10, perSecond: 1 }),
  })
  .prefault({});
const Memory = z.object({
  incidents: z.array(PageIncident).default([]),
  /** How the components of pages stand. */
  standing: z.record(z.string(), ComponentStatus).default({}),
});

const newIncident = (
  desk: FakeDesk,
  page: string,
  { name, status = 'investigating' }: z.infer<typeof Create>['incident'],
): PageIncident => ({
  id: `inc${String(desk.next()).padStart(9, '0')}`,
  page_id: page,
  name,
  status,
  impact: 'none',
  created_at: desk.now().toISOString(),
  shortlink: 'https://stspg.io/local',
  monitoring_at: null,
  resolved_at: null,
  components: [],
  metadata: {},
});

const refused = (error: z.ZodError) =>
  json(422, {
    error: faultsOf(error).map(({ path, message }) => `${path.replace(/^incident\.?/, '') || 'incident'} ${message}`),
  });

const tooMany = (seconds: number) => json(429, { error: 'Too many requests' }, { 'retry-after': String(seconds) });

/** Incidents of a public page, one request a second for each key. */
const restApi = (desk: FakeDesk) => {
  const { pages, rate } = Settings.parse(desk.settings);
  const speed = buckets(rate, desk.now);
  const { incidents, standing } = desk.memory(Memory);
  const pageExists = (page: string) => pages?.includes(page) ?? /^[A-Za-z0-9_-]{1,64}$/.test(page);

  return (request: WireRequest, { segments, query }: WireRoute): WireResponse => {
    const [, v1, of, page = '', things, id, ...more] = segments;
    const key = /^OAuth (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (!key) return json(401, { error: 'Could not authenticate' });
    const wait = speed.take(key);
    if (wait > 0) return tooMany(wait);
    if (v1 !== 'v1' || of !== 'pages' || things !== 'incidents' || more.length > 0 || !pageExists(page)) {
      return json(404, { error: 'Not found' });
    }
    const ofPage = incidents.filter((one) => one.page_id === page);
    if (id === undefined || id === 'unresolved') {
      if (request.method === 'GET') {
        const all = ofPage.filter(
          (one) => id === undefined || !['resolved', 'completed', 'postmortem'].includes(one.status),
        );
        const limit = Math.min(Math.max(Number(query.get('limit') ?? 100) || 100, 1), 100);
        const first = (Math.max(Number(query.get('page') ?? 1) || 1, 1) - 1) * limit;
        return json(
          200,
          all
            .toReversed()
            .slice(first, first + limit)
            .map((one) => shown(one, standing)),
        );
      }
      if (request.method !== 'POST' || id !== undefined) return json(404, { error: 'Not found' });
      const parsed = Create.safeParse(jsonOf(request.body) ?? {});
      if (!parsed.success) return refused(parsed.error);
      const made = newIncident(desk, page, parsed.data.incident);
      incidents.push(made);
      return json(201, shown(written(desk, 'POST', made, parsed.data.incident, standing), standing));
    }
    const known = ofPage.find((one) => one.id === id);
    if (!known) return json(404, { error: 'Not found' });
    if (request.method === 'GET') return json(200, shown(known, standing));
    if (request.method !== 'PATCH' && request.method !== 'PUT') return json(404, { error: 'Not found' });
    const parsed = Change.safeParse(jsonOf(request.body) ?? {});
    return parsed.success
      ? json(200, shown(written(desk, request.method, known, parsed.data.incident, standing), standing))
      : refused(parsed.error);
  };
};

/** Statuspage's REST API (developer.statuspage.io), below /statuspage. */
export const fake: ChannelFake = {
  look: { sign: '🚦', tone: '#0b7285' },
  takes: ({ path }) => firstSegment(path) === 'statuspage',
  mostBytes: 2 * megabyte,
  serve: restApi,
  failures: {
    '500': () => json(500, { error: 'Internal Server Error' }),
    '429': tooMany,
    'ok-false': () => json(422, { error: ['The incident could not be saved'] }),
  },
  secret: () => `local-${randomBytes(16).toString('hex')}`,
  endpoints: (inbox) => ({ statuspage: `${inbox}/statuspage/` }),
};
