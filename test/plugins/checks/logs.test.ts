import { afterEach, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import { TEXT_BYTES } from '#core/incident/reading-text';
import { startDemoService } from '#local/demo-service/server';
import { logs, MOST_RESULTS } from '#plugins/checks/logs/check';
import { connect } from '#plugins/checks/logs/read';
import { readings } from '#plugins/checks/readings';
import { awsError } from '#plugins/fakes/aws';
import { signatureFault } from '#plugins/fakes/signed-request';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { type Answering, answering, portsAt } from '../other-side.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

const written = {
  kind: 'logs',
  title: 'Failed payments',
  timeout: '1s',
  logGroups: ['/aws/lambda/payments'],
  query: 'filter @message like /failed/',
} as const;
type Entry = Parameters<ReturnType<typeof connect>['read']>[0];
const entryOf = (more: object = {}) => logs.schema.parse({ ...written, ...more }) as Entry;
const readAgainst = async (answers: WireAnswer[], more: object = {}) => {
  const left = [...answers];
  server = await answering(() => left.shift() ?? { broken: 'hanging' });
  // as much as deployed functions read; and a busy machine is no lost answer
  const http = fetchHttp({ allowHosts: [new URL(server.url).host], wallTimeoutMs: 10_000, maxBodyBytes: 1024 * 1024 });
  return connect({ ...portsAt(server.url, [], { LOGS_URL: server.url }), http }).read(entryOf(more));
};
const asked = () => (server?.asked ?? []).map(({ headers }) => headers['x-amz-target']?.split('.')[1]);
const started = json(200, { queryId: 'q-1' });
const running = json(200, { status: 'Running', results: [] });
const row = (message: string) => [
  { field: '@message', value: message },
  { field: '@ptr', value: 'SECRET' },
];
const complete = (...rows: ReturnType<typeof row>[]) => json(200, { status: 'Complete', results: rows });

test('one signed start over the time that ends now, looks until it is complete, and results as lines without pointers', async () => {
  const reading = await readAgainst([started, running, complete(row('a\nb'), row('c'))], { since: '1h', limit: 50 });
  expect(reading).toEqual({ value: 2, because: 'finds 2 results over 1h', text: '@message=a b\n@message=c' });
  expect(asked()).toEqual(['StartQuery', 'GetQueryResults', 'GetQueryResults']);
  const [start] = server?.asked ?? [];
  if (start === undefined) throw new Error('nothing was asked');
  const now = Date.parse('2026-01-05T03:04:30Z') / 1000;
  expect(JSON.parse(start.body)).toEqual({
    logGroupNames: ['/aws/lambda/payments'],
    queryString: 'filter @message like /failed/',
    startTime: now - 3600,
    endTime: now,
    limit: 50,
  });
  const signer = {
    service: 'logs',
    region: 'eu-central-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'test',
    now: () => new Date('2026-01-05T03:04:30Z'),
  };
  expect(signatureFault(start, signer)).toBeUndefined();
});

test('a start whose answer is lost is nothing read, and never a second query', async () => {
  await expect(readAgainst([{ broken: 'lost' }])).rejects.toThrow();
  expect(asked()).toEqual(['StartQuery']);
});

test('a look that is throttled or lost is made again: it says nothing of the query', async () => {
  const throttled = awsError(400, 'ThrottlingException', {});
  expect(await readAgainst([started, throttled, { broken: 'lost' }, complete(row('a'))], { timeout: '3s' })).toEqual({
    value: 1,
    because: 'finds 1 result over 15m',
    text: '@message=a',
  });
  expect(asked()).toEqual(['StartQuery', 'GetQueryResults', 'GetQueryResults', 'GetQueryResults']);
});

test('what runs past the time of the reading is stopped, and says whether that is known', async () => {
  const still = Array.from({ length: 3 }, () => running);
  expect(await readAgainst([started, ...still, json(200, { success: true })])).toEqual({
    value: null,
    because: 'the query had not ended after 1s',
  });
  expect(asked().at(-1)).toBe('StopQuery');
  await server?.close();
  expect(await readAgainst([started, ...still, awsError(500, 'ServiceUnavailableException', {})])).toEqual({
    value: null,
    because: 'the query had not ended after 1s, and may still run',
  });
});

test.each([
  ['Failed', 'the query has ended as Failed'],
  ['Timeout', 'the query has ended as Timeout'],
  ['Unknown', 'the query has ended as Unknown'],
])('a query that ends as %s is nothing read', async (status, because) => {
  expect(await readAgainst([started, json(200, { status, results: [] })])).toEqual({ value: null, because });
});

test.each(['MalformedQueryException', 'ResourceNotFoundException', 'LimitExceededException', 'AccessDeniedException'])(
  '%s is told by its name, without its words',
  async (name) => {
    await expect(readAgainst([awsError(400, name, { message: 'SECRET' })])).rejects.toThrow(
      new RegExp(`^CloudWatch Logs: ${name}$`),
    );
  },
);

test('a field that is no number, or is not there, is no reading, and the text is kept all the same', async () => {
  const first = complete([{ field: 'failed', value: 'many' }]);
  const text = 'failed=many';
  expect(await readAgainst([started, first], { field: 'failed' })).toEqual({
    value: null,
    because: 'the first result has no number in failed',
    text,
  });
  await server?.close();
  expect(await readAgainst([started, first], { field: 'other' })).toEqual({
    value: null,
    because: 'the first result has no field other',
    text,
  });
});

test('ten thousand results are counted as that or more, and of their text no more is made than is kept', async () => {
  const rows = Array.from({ length: MOST_RESULTS }, (_, n) => row(`${n}`));
  const reading = await readAgainst([started, complete(...rows)], { limit: MOST_RESULTS });
  expect([reading.value, reading.because]).toEqual([10_000, 'finds 10000 results or more over 15m']);
  expect(reading.text?.length).toBeGreaterThan(TEXT_BYTES);
  expect(reading.text?.length).toBeLessThan(TEXT_BYTES + 200);
});

test('results that are longer than what is read of an answer are no reading, and not asked for again', async () => {
  const rows = Array.from({ length: MOST_RESULTS }, (_, n) => row(`${n} ${'x'.repeat(100)}`));
  await expect(readAgainst([started, complete(...rows)], { limit: MOST_RESULTS })).rejects.toThrow(
    /^CloudWatch Logs answers with more than the 1048576 bytes that are read of an answer$/,
  );
  expect(asked()).toEqual(['StartQuery', 'GetQueryResults']);
});

test.each([
  ['a group that is no name', { logGroups: ['a b'] }],
  ['no group', { logGroups: [] }],
  ['51 groups', { logGroups: Array.from({ length: 51 }, (_, n) => `g${n}`) }],
  ['more results than there are', { limit: 10_001 }],
  ['a query of 10,001 characters', { query: `filter ${'x'.repeat(9_994)}` }],
  ['log groups that the role would not reach', { query: "SOURCE logGroups(namePrefix: ['/aws'])| fields @message" }],
])('%s is refused by the schema', (_, more) => {
  expect(logs.schema.safeParse({ ...written, ...more }).success).toBe(false);
});

test('of thirty queries that nobody looks at the next is refused, until one is stopped', async () => {
  const service = await startDemoService({ plugins: [logs] });
  try {
    const call = async (operation: string, input: object) => {
      const answer = await fetch(service.url, {
        method: 'POST',
        headers: { 'x-amz-target': `Logs_20140328.${operation}` },
        body: JSON.stringify(input),
      });
      const body = (await answer.json()) as Record<string, string>;
      return body['queryId'] ?? body['__type'] ?? body['status'] ?? body['success'];
    };
    const start = () =>
      call('StartQuery', { logGroupNames: ['g'], queryString: 'fields @message', startTime: 1, endTime: 2 });
    const ids = [];
    for (let n = 0; n < 30; n += 1) ids.push(await start());
    expect(await start()).toBe('LimitExceededException');
    expect(await call('StopQuery', { queryId: ids[0] })).toBe(true);
    expect(await call('GetQueryResults', { queryId: ids[0] })).toBe('Cancelled');
    expect(await start()).toMatch(/^[0-9a-f-]{36}$/);
    expect(await call('StopQuery', { queryId: ids[0] })).toBe('InvalidParameterException');
    expect(await call('GetQueryResults', { queryId: 'q' })).toBe('ResourceNotFoundException');
  } finally {
    await service.close();
  }
});

test('without a Region nothing is asked', async () => {
  server = await answering(() => started);
  const ports = { ...portsAt(server.url), env: {} };
  const reading = await readings([logs], ports).read({ ...written, timeout: '1s' });
  expect([reading.value, reading.because]).toEqual([null, 'environment: AWS_REGION']);
  expect(server.asked).toEqual([]);
});
