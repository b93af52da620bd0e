import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deployedObject } from '#adapters/aws/deployed';
import { type Objects, placeOf, s3Objects } from '#adapters/aws/objects';
import { signed } from '#adapters/aws/signature';
import { NotConfigured, Unreachable } from '#core/errors';
import { tracktion } from '#test/story';

test('a signature is the one that the documentation of S3 works out', () => {
  const headers = signed(
    {
      method: 'GET',
      host: 'examplebucket.s3.amazonaws.com',
      path: '/test.txt',
      headers: { range: 'bytes=0-9' },
      body: '',
    },
    { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    { service: 's3', region: 'us-east-1', at: new Date('2013-05-24T00:00:00Z') },
  );
  expect(headers['authorization']).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

describe('objects', () => {
  const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  let answers: { status: number; headers?: Record<string, string>; body?: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += String(part);
    });
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      const answer = answers.shift() ?? { status: 500 };
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  let objects: Objects;
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    objects = s3Objects({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    });
  });
  beforeEach(() => {
    asked.length = 0;
  });
  afterAll(() => server.close());
  const place = { bucket: 'bucket', key: 'release.json' };

  test('an object is read with its ETag, and not again while it is the same', async () => {
    answers = [{ status: 200, headers: { etag: '"1"' }, body: '{}' }, { status: 304 }];
    expect(await objects.get(place)).toEqual({ text: '{}', etag: '"1"' });
    expect(await objects.get(place, '"1"')).toBeUndefined();
    expect(asked.map(({ method, url, headers }) => [method, url, headers['if-none-match']])).toEqual([
      ['GET', '/bucket/release.json', undefined],
      ['GET', '/bucket/release.json', '"1"'],
    ]);
    expect(asked[0]?.headers).toMatchObject({ 'x-amz-security-token': 'token', authorization: expect.any(String) });
  });

  test('it is written and removed', async () => {
    answers = [{ status: 200 }, { status: 204 }];
    await objects.put(place, '{"a":1}');
    await objects.remove(place);
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', '{"a":1}'],
      ['DELETE', ''],
    ]);
  });

  test('what may pass is tried again, twice', async () => {
    answers = [{ status: 503 }, { status: 500 }, { status: 200, headers: { etag: '"2"' }, body: 'x' }];
    expect(await objects.get(place)).toEqual({ text: 'x', etag: '"2"' });
    answers = [{ status: 503 }, { status: 503 }, { status: 503 }, { status: 200 }];
    await expect(objects.get(place)).rejects.toThrow(Unreachable);
  });

  test.each([403, 404])('one that is not there (%i) is told as such, at once', async (status) => {
    answers = [{ status }];
    await expect(objects.get(place)).rejects.toThrow(
      new NotConfigured(`the object bucket/release.json (status ${status})`),
    );
    expect(asked).toHaveLength(1);
  });

  test('a write that is refused is an error', async () => {
    answers = [{ status: 403 }];
    await expect(objects.put(place, 'x')).rejects.toThrow(Unreachable);
  });

  test('without credentials nothing is asked', async () => {
    await expect(s3Objects({ AWS_REGION: 'eu-central-1' }).get(place)).rejects.toThrow(NotConfigured);
  });
});

describe('what is deployed', () => {
  const published = (catchAll: string) =>
    JSON.stringify({
      pack: tracktion.pack,
      people: tracktion.people,
      alarms: {},
      bases: {},
      functions: {},
      topics: {},
      speed: 1,
      marginSeconds: 60,
      apiUrl: 'https://x',
      dashboardUrl: 'https://x',
      publicUrl: 'https://x',
      secretPrefix: 'tocsin/',
      catchAll,
    });
  /** A deployed object over answers, at a time that a test sets. */
  function watched(given: (Awaited<ReturnType<Objects['get']>> | Error)[]) {
    const asked: (string | undefined)[] = [];
    const warned: string[] = [];
    const clock = { now: 0 };
    const object = deployedObject({
      objects: () => ({
        get: async (_, known) => {
          asked.push(known);
          const answer = given.shift();
          if (answer instanceof Error) throw answer;
          return answer;
        },
        put: async () => {},
        remove: async () => {},
      }),
      place: () => placeOf('bucket/a/release.json'),
      now: () => clock.now,
      warn: (line) => warned.push(line),
    });
    return { object, asked, warned, clock };
  }

  test('it is read once, and asked for again after a minute', async () => {
    const { object, asked, clock } = watched([
      { text: published('first'), etag: '1' },
      undefined,
      { text: published('second'), etag: '2' },
    ]);
    expect(() => object.current()).toThrow(NotConfigured);
    await object.refresh();
    const first = object.current();
    clock.now = 59_999;
    await object.refresh();
    expect(asked).toEqual([undefined]);
    clock.now = 60_000;
    await object.refresh();
    expect(object.current()).toBe(first);
    clock.now = 120_000;
    await object.refresh();
    expect(object.current().catchAll).toBe('second');
    expect(asked).toEqual([undefined, '1', '1']);
  });

  test('when it cannot be read at first nothing goes on; later, what was read holds, and the log says so', async () => {
    const { object, warned, clock } = watched([
      new Unreachable('S3'),
      { text: published('first'), etag: '1' },
      new Unreachable('S3: of ann@example.com'),
      { text: published('second'), etag: '2' },
    ]);
    await expect(object.refresh()).rejects.toThrow(Unreachable);
    await object.refresh();
    clock.now = 60_000;
    await object.refresh();
    expect(object.current().catchAll).toBe('first');
    expect(warned).toEqual([expect.stringMatching(/could not be read again.*\[redacted\]/)]);
    await object.refresh();
    expect(object.current().catchAll).toBe('second');
  });

  test('one that does not fit is never taken', async () => {
    const { object, clock } = watched([
      { text: published('first'), etag: '1' },
      { text: '{"pack":{"v":2}}', etag: '2' },
    ]);
    await object.refresh();
    clock.now = 60_000;
    await object.refresh();
    expect(object.current().catchAll).toBe('first');
  });

  test('a place is a bucket and a key', () => {
    expect(placeOf('bucket/a/release.json')).toEqual({ bucket: 'bucket', key: 'a/release.json' });
  });
});
