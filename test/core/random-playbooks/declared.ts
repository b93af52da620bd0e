import type { Draw } from './draw.ts';
import type { Names } from './names.ts';
import { zones } from './people.ts';

type Said = Record<string, unknown>;

export const duration = (d: Draw): string => d.of(['60s', '5m', '15m', '45m', '1h', '4h', '1d']);
export const added = (d: Draw): { added?: boolean } => d.field(0.3, 'added', () => d.chance(0.5));
const CA = 'certificates/authority.pem';

/** How a call says who it is. */
function auth(d: Draw): Said {
  const way = d.of<Said>([
    { bearer: 'shop/token' },
    { basic: 'shop/login' },
    { sigv4: { service: 'execute-api', ...d.field(0.8, 'region', () => 'eu-central-1') } },
    {},
  ]);
  const headers = Object.keys(way).length === 0 || d.chance(0.4) ? { headers: { 'x-key': 'shop/key' } } : {};
  return { ...way, ...headers };
}
const access = (d: Draw): Said => ({ ...d.field(0.8, 'auth', () => auth(d)), ...d.field(0.4, 'ca', () => CA) });

export const calendar = (d: Draw): Said => {
  const [from, to] = d.of([
    ['09:00', '17:00'],
    ['22:00', '06:00'],
    ['00:00', '24:00'],
    ['08:30', '12:15'],
  ] as const);
  return {
    days: d.some(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], 1, 6),
    from,
    to,
    ...d.field(0.4, 'holidays', () => ['2026-03-12', '2026-12-25']),
    ...d.field(0.4, 'zone', () => d.of(zones)),
  };
};

export function moment(d: Draw, calendars: readonly string[]): Said {
  const time = d.of(['09:00', '02:30', '14:00', '00:00']);
  return d.of([
    () => ({ days: d.int(0, 9), time, ...d.field(0.5, 'orNext', () => d.of(calendars)) }),
    () => ({ days: d.int(0, 9), of: d.of(calendars), ...d.field(0.5, 'time', () => time) }),
    () => ({ weekday: d.of(['mon', 'wed', 'sun']), time }),
    () => ({ first: d.of(['month', 'quarter', 'year']), of: d.of(calendars), time }),
    () => ({ every: d.of(['2w', '1d', '10d']), from: '2026-01-05', time }),
  ])();
}

export function check(d: Draw, n: Pick<Names, 'services' | 'bases'>): Said {
  const [service, base] = [() => d.of(n.services), () => d.of([...n.services, ...n.bases])];
  const each: [Said, string[]][] = [
    [
      {
        kind: 'http',
        service: service(),
        base: base(),
        path: '/health',
        ...d.field(0.5, 'value', () => 'body.up'),
        ...access(d),
      },
      ['base'],
    ],
    [{ kind: 'promql', base: base(), query: 'up', unit: '%', ...access(d) }, ['unit']],
    [
      {
        kind: 'cloudwatch',
        namespace: 'AWS/SQS',
        metric: 'Age',
        dimensions: { Queue: 'q' },
        stat: 'p95',
        period: '1m',
        unit: 's',
      },
      ['dimensions', 'stat', 'period', 'unit'],
    ],
    [
      {
        kind: 'logs',
        logGroups: ['/shop/api'],
        query: 'fields @message',
        since: '10m',
        limit: 5,
        field: 'n',
        unit: 'lines',
      },
      ['since', 'limit', 'field', 'unit'],
    ],
    [
      { kind: 'certificate', ...d.of<Said>([{ service: service() }, { base: base() }]), ca: CA, unit: 'd' },
      ['ca', 'unit'],
    ],
    [
      { kind: 'dns', name: 'shop.example.com', type: 'A', expect: ['192.0.2.1'], base: base(), unit: 'addresses' },
      ['type', 'expect', 'base', 'unit'],
    ],
    [{ kind: 'sql', database: 'shop', sql: 'select count(*) from orders', unit: 'orders' }, ['unit']],
  ];
  const [entry, optional] = d.of(each);
  const any = entry['value'] === undefined ? {} : d.field(0.6, 'anyStatus', () => true);
  return { title: 'A reading', ...d.without(0.4, optional, entry), ...any, ...d.field(0.3, 'timeout', () => '10s') };
}

/** Places by what they can, each with an entry for it. */
export const PLACES = {
  plain: ['slack', 'room', 'ntfy', 'email', 'sns'],
  ticket: ['jira', 'servicenow', 'statuspage', 'status-api', 'pagerduty'],
};

export function place(d: Draw, tool: string, n: Pick<Names, 'severities' | 'services'>): Said {
  const bySeverity = <T>(one: () => T): Record<string, T> => d.by(n.severities, one);
  const statusBody = {
    text: 'text',
    'incident.level': { of: 'severity', map: bySeverity(() => 'high') },
    kind: { is: 'incident' },
  };
  const entries: Record<string, [Said, string[]]> = {
    slack: [{ channel: '#incidents', thread: d.chance(0.5), secret: 'slack' }, ['thread']],
    room: [{ secret: 'slack' }, []],
    ntfy: [{ topic: 'incidents-x7Gq2', server: 'https://ntfy.example.com', secret: 'ntfy' }, ['server']],
    pagerduty: [{ secret: 'pagerduty' }, []],
    email: [{ from: 'tocsin@example.com', to: ['team@example.com'] }, []],
    sns: [{ topic: 'incidents' }, []],
    statuspage: [{ page: 'shop', components: d.by(n.services, () => ['part']), secret: 'statuspage' }, ['components']],
    jira: [
      {
        base: 'https://example.atlassian.net',
        edition: d.of(['cloud', 'data-center']),
        project: 'OPS',
        issueType: 'Incident',
        secret: 'jira',
        labels: ['incident'],
        components: ['shop'],
        priority: bySeverity(() => 'High'),
        transitions: d.without(0.3, ['resolved', 'reopened'], { resolved: 'Done', reopened: 'To Do' }),
      },
      ['edition', 'labels', 'components', 'priority', 'transitions'],
    ],
    servicenow: [
      {
        base: 'https://example.service-now.com',
        secret: 'servicenow',
        auth: d.of(['basic', 'api-key']),
        table: 'incident',
        fields: { category: 'software' },
        impact: bySeverity(() => d.of(['1', '2'])),
        urgency: bySeverity(() => d.of(['1', '3'])),
        resolve: { ...d.field(0.5, 'state', () => '6'), code: 'Solved' },
        reopen: d.field(0.8, 'state', () => '2'),
      },
      ['auth', 'table', 'fields', 'impact', 'urgency', 'resolve', 'reopen'],
    ],
    'status-api': [
      {
        base: 'https://status.example.com',
        path: '/incidents',
        update: d.without(0.3, ['method', 'id'], { method: 'PUT', path: '/incidents/{id}', id: 'data.id' }),
        secret: 'status-api',
        header: 'x-api-key',
        body: statusBody,
      },
      ['update', 'header'],
    ],
  };
  const [entry = {}, optional = []] = entries[tool] ?? [];
  return { tool, ...d.without(0.4, optional, entry), ...added(d) };
}

/** An action of a runbook. */
export function act(d: Draw, n: Pick<Names, 'services' | 'bases'>): Said {
  const parameters = d.field(0.5, 'parameters', () => ({ mode: d.of(['safe', 3, true]) }));
  const each: [Said, string[]][] = [
    [{ kind: 'http', base: d.of([...n.services, ...n.bases]), path: '/actions/restart', ...access(d) }, []],
    [{ kind: 'lambda', function: 'restart' }, []],
    [
      {
        kind: 'ssm',
        document: 'AWS-RestartEC2Instance',
        version: '$DEFAULT',
        lists: { InstanceId: ['i-1'] },
        role: 'Automation',
      },
      ['version', 'lists', 'role'],
    ],
    [
      {
        kind: 'ecs-task',
        cluster: 'shop',
        task: 'repair:3',
        launchType: 'FARGATE',
        network: d.without(0.3, ['securityGroups', 'publicIp'], {
          subnets: ['subnet-0a1b2c3d'],
          securityGroups: ['sg-0a1b2c3d'],
          publicIp: false,
        }),
        container: 'repair',
        command: ['repair', '--all'],
        roles: ['shop-task'],
      },
      ['launchType', 'network', 'command', 'roles'],
    ],
    [
      {
        kind: 'run-command',
        document: 'AWS-RunShellScript',
        version: '1',
        lists: { commands: ['uptime'] },
        ...d.of<Said>([{ instances: ['i-0a1b2c3d'] }, { tags: { role: ['web'] } }]),
        deliverWithin: '10m',
      },
      ['version', 'lists', 'deliverWithin'],
    ],
    [
      {
        kind: 'feature-flag',
        application: 'shop123',
        environment: 'prod123',
        profile: 'flags12',
        flag: 'checkout',
        enabled: d.chance(0.5),
        strategy: 'atonce1',
      },
      [],
    ],
  ];
  const [entry, optional] = d.of(each);
  return { ...d.without(0.4, optional, entry), ...parameters };
}
