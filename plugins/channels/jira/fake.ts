import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { buckets, Rate } from '../../fakes/bucket.ts';
import { firstSegment, json, jsonOf, megabyte, type WireRequest, type WireResponse } from '../../fakes/wire.ts';
import { type ChannelFake, type FakeDesk, incidentIn } from '../fake.ts';
import { Create, Edit, FakeIssue, faultsIn, Move, Search, textIn } from './fake-issue.ts';

const Settings = z
  .strictObject({
    /** Keys of the projects that exist. Without a list, every key of the right form does. */
    projects: z.array(z.string()).optional(),
    issueTypes: z.array(z.string()).optional(),
    components: z.array(z.string()).optional(),
    priorities: z.array(z.string()).default(['Highest', 'High', 'Medium', 'Low', 'Lowest']),
    /** The workflow: from which status which transition leads where. */
    workflow: z.array(z.strictObject({ from: z.string(), name: z.string(), to: z.string() })).default([
      { from: 'To Do', name: 'Start', to: 'In Progress' },
      { from: 'To Do', name: 'Close issue', to: 'Done' },
      { from: 'In Progress', name: 'Close issue', to: 'Done' },
      { from: 'Done', name: 'Reopen issue', to: 'To Do' },
    ]),
    /** What the account may do; whoever may not browse sees no issue. */
    may: z.array(z.enum(['browse', 'create', 'edit', 'move'])).default(['browse', 'create', 'edit', 'move']),
    /** Seconds until a search finds what was written: the index is only eventually right. */
    indexedAfter: z.number().default(0),
    rate: Rate.default({ burst: 100, perSecond: 10 }),
  })
  .prefault({});
type Settings = z.infer<typeof Settings>;
const Memory = z.object({ issues: z.array(FakeIssue).default([]) });

const refused = (status: number, errorMessages: string[], errors: Record<string, string> = {}) =>
  json(status, { errorMessages, errors });
const invalid = (errors: Record<string, string>) => refused(400, [], errors);
const done = (): WireResponse => ({ status: 204, headers: {}, body: '' });
const unseen = () => refused(404, ['Issue does not exist or you do not have permission to see it.']);
const unreadable = () => refused(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
const throttled = (seconds: number) =>
  json(
    429,
    { errorMessages: ['Rate limit exceeded.'], errors: {} },
    { 'retry-after': String(seconds), 'ratelimit-reason': 'jira-quota-based' },
  );
const forbidden = (what: string) => refused(403, [`You do not have permission to ${what} in this project.`]);

const incidentOf = ({ properties }: FakeIssue): string | null =>
  incidentIn(z.looseObject({ incidentId: z.string() }).safeParse(properties['tocsin']).data?.incidentId);

/** The one form of JQL that is understood: a project and a label, made within the last days. */
const asked = /^project = "([^"]+)" AND labels = "([^"]+)" AND created >= "-(\d+)d" ORDER BY created ASC$/;

const site = (desk: FakeDesk, settings: Settings) => {
  const { issues } = desk.memory(Memory);
  const say = (issue: FakeIssue, text: string, raw: Record<string, unknown>) =>
    desk.record({
      kind: 'ticket',
      to: issue.project,
      incidentId: incidentOf(issue),
      text,
      raw: { key: issue.key, ...raw },
    });
  const exists = (key: string) => settings.projects?.includes(key) ?? /^[A-Z][A-Z0-9_]+$/.test(key);
  const isOne = (names: readonly string[] | undefined, name: string) => names?.includes(name) ?? name !== '';
  const waysFrom = (status: string) =>
    settings.workflow.flatMap((way, n) => (way.from === status ? [{ id: String(n + 11), ...way }] : []));

  return {
    open(body: unknown, version: '2' | '3'): WireResponse {
      const parsed = Create.safeParse(body);
      if (!parsed.success) return unreadable();
      const { fields, properties = [] } = parsed.data;
      const project = fields.project?.key ?? '';
      if (!exists(project)) return invalid({ project: 'valid project is required' });
      if (!settings.may.includes('create')) return forbidden('create issues');
      const said = textIn(fields.description, version);
      const priority = fields.priority?.name ?? null;
      const unknown = fields.components.find(({ name }) => !isOne(settings.components, name));
      const faults = {
        ...faultsIn(fields),
        ...(isOne(settings.issueTypes, fields.issuetype?.name ?? '')
          ? {}
          : { issuetype: 'Specify a valid issue type' }),
        ...('fault' in said ? { description: said.fault } : {}),
        ...(priority === null || settings.priorities.includes(priority)
          ? {}
          : { priority: 'The priority selected is invalid.' }),
        ...(unknown === undefined ? {} : { components: `Component name '${unknown.name}' is not valid` }),
      };
      if (Object.keys(faults).length > 0) return invalid(faults);
      const n = 100 + desk.next();
      const issue: FakeIssue = {
        id: String(10_000 + n),
        key: `${project}-${n}`,
        project,
        createdAt: desk.now().getTime(),
        summary: fields.summary ?? '',
        labels: fields.labels,
        priority: priority ?? 'Medium',
        status: settings.workflow[0]?.from ?? 'To Do',
        comments: [],
        properties: Object.fromEntries(properties.map(({ key, value }) => [key, value])),
      };
      issues.push(issue);
      say(issue, [issue.summary, 'text' in said ? said.text : ''].join('\n\n'), { method: 'POST', ...parsed.data });
      return json(201, {
        id: issue.id,
        key: issue.key,
        self: `https://jira.local/rest/api/${version}/issue/${issue.id}`,
      });
    },

    search(body: unknown): WireResponse {
      const parsed = Search.safeParse(body);
      if (!parsed.success) return unreadable();
      const [, project = '', label = '', days = ''] = asked.exec(parsed.data.jql) ?? [];
      if (project === '') return refused(400, ['Unbounded JQL queries are not allowed here.']);
      if (!exists(project)) return refused(400, [`The value '${project}' does not exist for the field 'project'.`]);
      const now = desk.now().getTime();
      const seen = issues.filter(
        (one) =>
          settings.may.includes('browse') &&
          one.project === project &&
          one.labels.includes(label) &&
          one.createdAt + settings.indexedAfter * 1000 <= now &&
          one.createdAt >= now - Number(days) * 86_400_000,
      );
      const shown = seen.slice(0, parsed.data.maxResults);
      return json(200, { issues: shown.map(({ id, key }) => ({ id, key, fields: {} })), isLast: true });
    },

    find(id: string): FakeIssue | undefined {
      return settings.may.includes('browse') ? issues.find((one) => one.id === id || one.key === id) : undefined;
    },

    show({ id, key, status, priority, properties }: FakeIssue, names: readonly string[]): WireResponse {
      const chosen = Object.entries(properties).filter(([name]) => names.includes(name));
      return json(200, {
        id,
        key,
        fields: { status: { name: status }, priority: { name: priority } },
        properties: Object.fromEntries(chosen),
      });
    },

    edit(issue: FakeIssue, body: unknown, version: '2' | '3'): WireResponse {
      const parsed = Edit.safeParse(body);
      if (!parsed.success) return unreadable();
      if (!settings.may.includes('edit')) return forbidden('edit issues');
      const { fields, update, properties = [] } = parsed.data;
      const priority = fields?.priority?.name;
      if (priority !== undefined && !settings.priorities.includes(priority))
        return invalid({ priority: 'The priority selected is invalid.' });
      const texts = (update?.comment ?? []).map(({ add }) => textIn(add.body, version));
      const bad = texts.find((one) => 'fault' in one);
      if (bad !== undefined && 'fault' in bad) return invalid({ comment: bad.fault });
      issue.priority = priority ?? issue.priority;
      issue.comments.push(...texts.flatMap((one) => ('text' in one ? [one.text] : [])));
      for (const { key, value } of properties) issue.properties[key] = value;
      say(issue, issue.comments.at(-1) ?? '', { method: 'PUT', ...parsed.data });
      return done();
    },

    ways: ({ status }: FakeIssue): WireResponse =>
      json(200, {
        transitions: (settings.may.includes('move') ? waysFrom(status) : []).map(({ id, name, to }) => ({
          id,
          name,
          to: { name: to },
        })),
      }),

    move(issue: FakeIssue, body: unknown): WireResponse {
      const parsed = Move.safeParse(body);
      if (!parsed.success) return unreadable();
      const way = waysFrom(issue.status).find(({ id }) => id === parsed.data.transition.id);
      if (way === undefined || !settings.may.includes('move'))
        return refused(400, ['It seems that you have tried to perform a workflow operation that is not valid.']);
      issue.status = way.to;
      say(issue, `moved to ${way.to}`, { method: 'POST', ...parsed.data, status: way.to });
      return done();
    },
  };
};

/** Cloud takes `user:token` as Basic, Data Center a personal access token as Bearer. */
const isKnown = (version: string, authorization: string): boolean => {
  if (version === '2') return /^Bearer \S+$/.test(authorization);
  const [, given = ''] = /^Basic (\S+)$/.exec(authorization) ?? [];
  return /^[^:\s]+:\S+$/.test(Buffer.from(given, 'base64').toString());
};

/** Jira's REST API v3 as Cloud has it and v2 as Data Center does, below /jira. */
export const fake: ChannelFake = {
  look: { sign: '🎫', tone: '#1868db' },
  takes: ({ path }) => firstSegment(path) === 'jira',
  mostBytes: 5 * megabyte,
  serve: (desk) => {
    const settings = Settings.parse(desk.settings);
    const speed = buckets(settings.rate, desk.now);
    const jira = site(desk, settings);
    return ({ method, headers, body }: WireRequest, { segments, query }): WireResponse => {
      const [, rest, api, version = '', of, id, of2, ...more] = segments;
      if (rest !== 'rest' || api !== 'api' || (version !== '2' && version !== '3') || more.length > 0)
        return refused(404, ['There is nothing at this address.']);
      const authorization = headers['authorization'] ?? '';
      if (!isKnown(version, authorization))
        return refused(401, ['Client must be authenticated to access this resource.']);
      const wait = speed.take(authorization);
      if (wait > 0) return throttled(wait);
      const said = jsonOf(body);
      const call = `${method} ${[of, id === undefined ? undefined : '*', of2].filter((part) => part !== undefined).join('/')}`;
      if (of === 'search') {
        // v3 has lost the search that v2 still has
        if (version === '3' && id === undefined) return refused(410, ['The requested API has been removed.']);
        return method === 'POST' && (id === 'jql') === (version === '3') ? jira.search(said) : refused(405, []);
      }
      if (call === 'POST issue') return jira.open(said, version);
      const issue = of === 'issue' && id !== undefined ? jira.find(id) : undefined;
      if (issue === undefined) return unseen();
      switch (call) {
        case 'GET issue/*':
          return jira.show(issue, (query.get('properties') ?? '').split(','));
        case 'PUT issue/*':
          return jira.edit(issue, said, version);
        case 'GET issue/*/transitions':
          return jira.ways(issue);
        case 'POST issue/*/transitions':
          return jira.move(issue, said);
        default:
          return refused(405, []);
      }
    };
  },
  failures: {
    '500': () => refused(500, ['Internal server error']),
    '429': throttled,
    'ok-false': () => invalid({ issuetype: 'Specify a valid issue type' }),
  },
  secret: () => `tocsin@example.com:${randomBytes(16).toString('hex')}`,
  endpoints: (inbox) => ({ jira: `${inbox}/jira/` }),
};
