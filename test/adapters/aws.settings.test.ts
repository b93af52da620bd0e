import { describe, expect, test, vi } from 'vitest';
import { Environment, groups, settings, variablesOf } from '#adapters/aws/environment';
import { newId, newToken } from '#adapters/aws/ids';
import { jsonLog } from '#adapters/aws/log';
import { emfMetrics } from '#adapters/aws/metrics';
import { provides, together } from '#adapters/aws/provide';
import { redact, redactText } from '#adapters/aws/redact';
import { schedulePorts } from '#adapters/aws/schedules';
import { memoryTable } from '#adapters/memory/table';
import { NotConfigured } from '#core/errors';
import type { Json } from '#core/json';

import { aws } from '#runtime/aws';
import { awsLooking } from '#runtime/aws-looking';

const linesOf = (act: () => void): Json[] => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    act();
    return [...write.mock.calls, ...errors.mock.calls].map(([line]) => JSON.parse(String(line)) as Json);
  } finally {
    write.mockRestore();
    errors.mockRestore();
  }
};

describe('settings', () => {
  test('what the stack writes, a handler reads', () => {
    const queues = { PAGE_QUEUE_URL: 'https://p', SEND_QUEUE_URL: 'https://s', EFFECTS_QUEUE_URL: 'https://h' };
    expect(variablesOf(queues)).toEqual(queues);
    expect(settings('queues', { ...variablesOf(queues), OTHER: 'left out' })).toEqual(queues);
    expect(settings('executions', variablesOf({ MACHINE_ARNS: { deadline: 'arn' } }))).toEqual({
      MACHINE_ARNS: { deadline: 'arn' },
    });
    expect(settings('deployed', { DEPLOYED: 'bucket/release.json' })).toEqual({ DEPLOYED: 'bucket/release.json' });
    expect(
      variablesOf({ MACHINE_ARNS: { deadline: 'token' } }, (value) => `json of ${Object.keys(value).join()}`),
    ).toEqual({
      MACHINE_ARNS: 'json of deadline',
    });
  });

  test('all that is missing, empty or unfit is named at once', () => {
    expect(() => settings('queues', { SEND_QUEUE_URL: '', EFFECTS_QUEUE_URL: 'https://h' })).toThrow(
      new NotConfigured('environment: PAGE_QUEUE_URL, SEND_QUEUE_URL'),
    );
    expect(() => settings('schedules', { MACHINE_ARNS: '{', SCHEDULE_GROUP: 'g', SCHEDULE_ROLE_ARN: 'r' })).toThrow(
      /^environment: MACHINE_ARNS \(not JSON\), SCHEDULE_DLQ_ARN$/,
    );
    expect(() => settings('deployed', { DEPLOYED: 'no-key' })).toThrow(/^environment: DEPLOYED \(not bucket\/key\)$/);
    expect(() => settings('executions', { MACHINE_ARNS: '{"unknown":"arn"}' })).toThrow(NotConfigured);
  });

  test('every variable is in a group', () => {
    expect([...new Set(Object.values(groups).flat())].sort()).toEqual(Object.keys(Environment.shape).sort());
  });
});

describe('ports', () => {
  test('a port is made at its first use, once, and joining parts makes none', () => {
    let made = 0;
    const ports = provides('table', () => {
      made += 1;
      return memoryTable();
    });
    const joined = together({ first: 1 }, ports(), ports());
    expect([made, joined.first, Object.keys(joined)]).toEqual([0, 1, ['first', 'table']]);
    expect(joined.table).toBe(ports().table);
    expect(made).toBe(1);
  });

  test('a port that could not be made is tried again', () => {
    let configured = false;
    const ports = provides('table', () => {
      if (!configured) throw new NotConfigured('environment: TABLE_NAME');
      return memoryTable();
    })();
    expect(() => ports.table).toThrow(NotConfigured);
    configured = true;
    expect(Object.keys(ports.table)).toContain('write');
  });

  test('every loader names the setting that is missing', async () => {
    await expect(aws()).rejects.toThrow(new NotConfigured('environment: DEPLOYED'));
    const looking = await awsLooking();
    expect(() => looking.table).toThrow(new NotConfigured('environment: TABLE_NAME'));
    expect(() => schedulePorts().schedules).toThrow(
      new NotConfigured('environment: MACHINE_ARNS, SCHEDULE_GROUP, SCHEDULE_ROLE_ARN, SCHEDULE_DLQ_ARN'),
    );
  });

  test('ids are 22 characters, and differ', () => {
    const ids = Array.from({ length: 1000 }, newId);
    expect(ids.filter((id) => !/^[\w-]{22}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(1000);
  });

  test('tokens of links are 22 letters and digits, and differ', () => {
    const tokens = Array.from({ length: 1000 }, newToken);
    expect(tokens.filter((token) => !/^[A-Za-z0-9]{22}$/.test(token))).toEqual([]);
    expect(new Set(tokens).size).toBe(1000);
  });
});

describe('metrics', () => {
  test('each is a line at once, and its dimensions do not stick to the next', () => {
    const metrics = emfMetrics();
    const lines = linesOf(() => {
      metrics.put({ name: 'TimeToAcknowledge', severity: 'SEV1', value: 42 });
      metrics.put({ name: 'SweepFailed', value: 1 });
    });
    const emf = (name: string, unit: string, dimensions: string[]) => ({
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [{ Namespace: 'Tocsin', Dimensions: [dimensions], Metrics: [{ Name: name, Unit: unit }] }],
    });
    expect(lines).toEqual([
      {
        _aws: emf('TimeToAcknowledge', 'Seconds', ['service', 'severity']),
        service: 'tocsin',
        severity: 'SEV1',
        TimeToAcknowledge: 42,
      },
      { _aws: emf('SweepFailed', 'Count', ['service']), service: 'tocsin', SweepFailed: 1 },
    ]);
  });
});

describe('the log', () => {
  test('an entry is a line with its facts, redacted', () => {
    const log = jsonLog();
    const lines = linesOf(() => {
      log.info('page sent to +15550100123', {
        incidentId: 'INC-000042',
        message: 'mine',
        level: 'mine',
        to: ['ann@example.com'],
      });
      log.error('not sent');
    });
    const entry = { service: 'tocsin', timestamp: expect.any(String) };
    expect(lines).toMatchObject([
      {
        ...entry,
        level: 'INFO',
        message: 'page sent to [redacted]',
        facts: { incidentId: 'INC-000042', message: 'mine', level: 'mine', to: ['[redacted]'] },
      },
      { ...entry, level: 'ERROR', message: 'not sent' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/555|ann@/);
  });

  test.each([
    'token',
    'taskToken',
    'task_token',
    'phone',
    'duty-phone',
    'email',
    'Authorization',
    'x-slack-signature',
    'signingSecret',
    'apiKey',
    'routing_key',
    'PAGERDUTY_ROUTING_KEY',
    'set-cookie',
    'webhookUrl',
    'password',
    'credentials',
  ])('what stands under %s is hidden, whatever it is', (key) => {
    const hidden = { [key]: '[redacted]' };
    expect(redact({ [key]: 'plain' })).toEqual(hidden);
    expect(redact({ [key]: { deep: ['plain'] } })).toEqual(hidden);
    expect(redact({ [key]: 5 })).toEqual(hidden);
    expect(redact([{ [key]: null }, { [key]: true }])).toEqual([{ [key]: null }, { [key]: true }]);
  });

  test.each<[string, string]>([
    ['call +1 (555) 010-0123 now', 'call [redacted] now'],
    ['to ann.o-neill+pager@mail.example.com, bob@x.io', 'to [redacted], [redacted]'],
    ['Authorization: Bearer abc.DEF-123~x', 'Authorization: Bearer [redacted]'],
    ['jwt eyJhbGciOi.eyJzdWIi.sig-nature end', 'jwt [redacted] end'],
    ['xoxb-1234-abcd', '[redacted]'],
    [
      'post https://hooks.slack.com/services/T0/B0/abc failed',
      'post https://hooks.slack.com/services/[redacted] failed',
    ],
    ['GET https://x/ack?id=1&token=abc&sig=def', 'GET https://x/ack?id=1&token=[redacted]&sig=[redacted]'],
    [`task ${'AAAAKgAA/+'.repeat(60)}== timed out`, 'task [redacted] timed out'],
    ['AKIAIOSFODNN7EXAMPLE', '[redacted]'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  test('ids, hashes, instants, ARNs and addresses of services stay', () => {
    const facts = {
      incidentId: 'INC-000042',
      hash: 'a3f5c9d1e2b4a6f8a3f5c9d1e2b4a6f8',
      at: '2026-01-05T03:00:00.000+02:00',
      arn: 'arn:aws:states:eu-west-1:123456789012:execution:tocsin-lifecycle:INC-000042',
      url: 'https://api.example.com/health?deep=1',
      diff: '+12 -3',
      key: 'INC-000042/1/page/2',
      seconds: 4.5,
    };
    expect(redact(facts)).toEqual(facts);
  });
});
