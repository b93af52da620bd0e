import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { buckets, Rate } from '../../fakes/bucket.ts';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';

const Settings = z
  .strictObject({
    tables: z.array(z.string()).default(['incident']),
    /** What the account may do; one that may not read sees no record. */
    may: z.array(z.enum(['read', 'create', 'write'])).default(['read', 'create', 'write']),
    /** Fields that a data policy asks for in every record. */
    mandatory: z.array(z.string()).default([]),
    closeCodes: z.array(z.string()).default(['Solution provided', 'Duplicate']),
    rate: Rate.default({ burst: 100, perSecond: 10 }),
  })
  .prefault({});
type Settings = z.infer<typeof Settings>;
const FakeRecord = z.object({
  table: z.string(),
  fields: z.record(z.string(), z.string()),
  notes: z.array(z.string()),
});
type FakeRecord = z.infer<typeof FakeRecord>;
const Memory = z.object({ records: z.array(FakeRecord).default([]) });
const Fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

const [RESOLVED, CLOSED] = ['6', '7'];
/** What the table keeps of a field; longer text is cut without a word. Fields that it does not have are passed over. */
const lengths: Record<string, number> = {
  short_description: 160,
  description: 4_000,
  work_notes: 4_000,
  comments: 4_000,
  close_notes: 4_000,
  close_code: 40,
  state: 40,
  impact: 40,
  urgency: 40,
  correlation_id: 100,
  correlation_display: 100,
  assignment_group: 100,
  caller_id: 100,
  category: 40,
  contact_type: 40,
};

const failed = (status: number, message: string, detail: string | null, headers: Record<string, string> = {}) =>
  json(status, { error: { message, detail }, status: 'failure' }, headers);
const throttled = (seconds: number) =>
  failed(429, 'Rate limit exceeded', null, { 'retry-after': String(seconds), 'x-ratelimit-limit': '100' });
const unseen = () => failed(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");
const forbidden = (detail: string) => failed(403, 'Operation Failed', detail);

const incidentOf = ({ fields }: FakeRecord): string | null =>
  incidentIn(/^tocsin-(.+)-[0-9a-f]{8}$/.exec(fields['correlation_id'] ?? '')?.[1]);

const instance = (desk: FakeDesk, settings: Settings) => {
  const { records } = desk.memory(Memory);
  const say = (record: FakeRecord, text: string, raw: Record<string, unknown>) =>
    desk.record({
      kind: 'ticket',
      to: record.table,
      incidentId: incidentOf(record),
      text,
      raw: { number: record.fields['number'], ...raw },
    });

  /** Why the data policies of the table refuse a record; undefined where they let it through. */
  function policyFault({ fields }: FakeRecord, before: string | undefined): string | undefined {
    const missing = settings.mandatory.filter((name) => (fields[name] ?? '') === '');
    if ((fields['state'] ?? '') === RESOLVED)
      for (const name of ['close_code', 'close_notes']) if ((fields[name] ?? '') === '') missing.push(name);
    if (missing.length > 0) return `Data Policy Exception: The following fields are mandatory: ${missing.join(', ')}`;
    const code = fields['close_code'];
    if (code !== undefined && !settings.closeCodes.includes(code)) return `Invalid choice for close_code: ${code}`;
    return before === CLOSED ? 'The incident is closed and cannot be changed' : undefined;
  }

  function shown({ fields }: FakeRecord, names: readonly string[]): Record<string, string> {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => names.length === 0 || names.includes(name)));
  }

  /** Writes fields as the table takes them; a journal field is not kept, but added to what has been said. */
  function written(record: FakeRecord, said: Record<string, string>): void {
    for (const [name, value] of Object.entries(said)) {
      const most = lengths[name];
      if (most === undefined) continue;
      if (name === 'work_notes' || name === 'comments') record.notes.push(value.slice(0, most));
      else record.fields[name] = value.slice(0, most);
    }
  }

  return {
    create(table: string, body: unknown, names: readonly string[]): WireResponse {
      const parsed = Fields.safeParse(body);
      if (!parsed.success) return failed(400, 'Exception while reading request', 'The payload is not valid JSON');
      if (!settings.may.includes('create')) return forbidden('ACL Exception Insert Failed due to security constraints');
      const n = desk.next();
      const sysId = createHash('md5').update(`record-${n}`).digest('hex');
      const record: FakeRecord = {
        table,
        fields: { sys_id: sysId, number: `INC${String(10_000 + n).padStart(7, '0')}`, state: '1' },
        notes: [],
      };
      written(record, parsed.data);
      const fault = policyFault(record, undefined);
      if (fault !== undefined) return forbidden(fault);
      records.push(record);
      const { short_description: subject = '', description = '' } = record.fields;
      say(record, `${subject}\n\n${description}`, { method: 'POST', ...parsed.data });
      return json(201, { result: shown(record, names) });
    },

    find(table: string, id: string): FakeRecord | undefined {
      if (!settings.may.includes('read')) return undefined;
      return records.find((one) => one.table === table && one.fields['sys_id'] === id);
    },

    list(table: string, query: string, limit: number, names: readonly string[]): WireResponse {
      const conditions = query === '' ? [] : query.split('^').map((part) => /^([a-z_]+)=(.*)$/.exec(part));
      const found = records.filter(
        ({ table: of, fields }) =>
          settings.may.includes('read') &&
          of === table &&
          // a condition that cannot be read, or on a field that is not there, is passed over
          conditions.every((one) => {
            const [, name = '', value] = one ?? [];
            return lengths[name] === undefined || fields[name] === value;
          }),
      );
      return json(200, { result: found.slice(0, limit).map((record) => shown(record, names)) });
    },

    show: (record: FakeRecord, names: readonly string[]): WireResponse => json(200, { result: shown(record, names) }),

    change(record: FakeRecord, body: unknown, names: readonly string[]): WireResponse {
      const parsed = Fields.safeParse(body);
      if (!parsed.success) return failed(400, 'Exception while reading request', 'The payload is not valid JSON');
      if (!settings.may.includes('write')) return forbidden('ACL Exception Update Failed due to security constraints');
      const before = structuredClone(record);
      written(record, parsed.data);
      const fault = policyFault(record, before.fields['state']);
      if (fault !== undefined) {
        Object.assign(record, before);
        return forbidden(fault);
      }
      say(record, record.notes.at(-1) ?? '', { method: 'PATCH', ...parsed.data });
      return json(200, { result: shown(record, names) });
    },
  };
};

const isKnown = (headers: Record<string, string>): string | undefined => {
  const key = headers['x-sn-apikey'];
  if (key !== undefined && key !== '') return key;
  const [, given = ''] = /^Basic (\S+)$/.exec(headers['authorization'] ?? '') ?? [];
  return /^[^:\s]+:\S/.test(Buffer.from(given, 'base64').toString()) ? given : undefined;
};

/** ServiceNow's Table API, below /servicenow. */
export const fake: ChannelFake = {
  look: { sign: '🧾', tone: '#1f8476' },
  takes: ({ path }) => firstSegment(path) === 'servicenow',
  mostBytes: 10 * megabyte,
  serve: (desk) => {
    const settings = Settings.parse(desk.settings);
    const speed = buckets(settings.rate, desk.now);
    const now = instance(desk, settings);
    return ({ method, headers, body }: WireRequest, { segments, query }): WireResponse => {
      const [, api, version, of, table = '', id, ...more] = segments;
      if (api !== 'api' || version !== 'now' || of !== 'table' || more.length > 0)
        return failed(400, 'Requested URI does not represent any resource', null);
      const caller = isKnown(headers);
      if (caller === undefined)
        return failed(401, 'User Not Authenticated', 'Required to provide Auth information', {
          'www-authenticate': 'BASIC realm="Service-now"',
        });
      const wait = speed.take(caller);
      if (wait > 0) return throttled(wait);
      if (!settings.tables.includes(table)) return failed(400, 'Invalid table', null);
      const names = (query.get('sysparm_fields') ?? '').split(',').filter((name) => name !== '');
      const limit = Number(query.get('sysparm_limit') ?? 10_000);
      if (id === undefined && method === 'POST') return now.create(table, jsonOf(body), names);
      if (id === undefined && method === 'GET') return now.list(table, query.get('sysparm_query') ?? '', limit, names);
      const record = id === undefined ? undefined : now.find(table, id);
      if (id === undefined) return failed(405, 'Method not allowed', null);
      if (record === undefined) return unseen();
      if (method === 'GET') return now.show(record, names);
      return method === 'PATCH' || method === 'PUT'
        ? now.change(record, jsonOf(body), names)
        : failed(405, 'Method not allowed', null);
    };
  },
  failures: {
    '500': () => failed(500, 'Internal Server Error', null),
    '429': throttled,
    'ok-false': () => forbidden('Data Policy Exception: The following fields are mandatory: Caller'),
  },
  secret: () => `tocsin:${randomBytes(16).toString('hex')}`,
  endpoints: (inbox) => ({ servicenow: `${inbox}/servicenow/` }),
};
