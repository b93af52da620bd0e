import { describe, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { Notice } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { inApp } from '#plugins/channels/in-app/channel';
import { InAppPlace } from '#plugins/channels/in-app/place';
import { connect } from '#plugins/channels/in-app/send';
import { providerSide } from '#test/provider-side';
import { notice, page } from './messages.ts';
import { portsAt } from './provider.ts';

const place = {
  tool: 'in-app',
  base: 'https://api.example.com',
  path: '/v2/notices',
  secret: 'app',
  link: 'https://status.example.com',
};
const opened = notice({ seq: 4, subject: 'Uploads fail', text: 'We look into it.' });
const changed = notice({
  key: 'INC-000042.1.mitigation-started.news',
  seq: 9,
  severity: 'SEV2',
  subject: 'Uploads fail',
  text: 'We have found the cause.',
  public: { status: 'identified', impact: 'minor' },
});
const over = notice({ key: 'INC-000042.1.resolved.news', seq: 12, over: true, text: 'never shown' });

const side = async (settings: object = {}, secret = 'token-of-ours') => {
  const made = await providerSide(inApp, { settings, secrets: { app: secret } });
  return {
    ...made,
    tell: async (...messages: Notice[]) => {
      const receipts = [];
      for (const message of messages)
        receipts.push(await made.channel.send(message, { place: InAppPlace.parse(place) }, {}));
      return receipts;
    },
    /** What came of each request: title and text, or that it was withdrawn. */
    shown: () => made.arrived().map(({ text }) => text),
  };
};
const refusal = async (channel: Channel, message: Notice = opened, at: object = place): Promise<Error> => {
  const thrown = await channel.send(message, { place: InAppPlace.parse(at) }, {}).catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error('nothing was refused');
  return thrown;
};
const answering = (status: number, body = '', headers: Record<string, string> = {}) =>
  connect({
    ...portsAt(inApp, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => 'token' } }),
    http: () => ({ send: async () => ({ status, headers, body }) }),
  });

test('a notice is put under the id of its incident, changed there, and deleted at the end', async () => {
  const { tell, asked, requests, shown } = await side();
  expect(await tell(opened, changed, over)).toEqual([
    { providerId: 'INC-000042' },
    { providerId: 'INC-000042' },
    { providerId: 'INC-000042', shown: 'withdrawn' },
  ]);
  expect(asked()).toEqual([
    'PUT /v2/notices/INC-000042',
    'PUT /v2/notices/INC-000042',
    'DELETE /v2/notices/INC-000042',
  ]);
  expect(requests.map(({ headers }) => headers)).toEqual([
    {
      authorization: 'Bearer token-of-ours',
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': 'INC-000042/INC-000042.1.opened.news',
      'x-sequence': '4',
    },
    expect.objectContaining({ 'x-sequence': '9' }),
    {
      authorization: 'Bearer token-of-ours',
      accept: 'application/json',
      'idempotency-key': 'INC-000042/INC-000042.1.resolved.news',
      'x-sequence': '12',
    },
  ]);
  expect(requests.map(({ body }) => (body === undefined ? undefined : JSON.parse(body)))).toEqual([
    {
      id: 'INC-000042',
      severity: 'SEV1',
      impact: 'major',
      status: 'investigating',
      services: ['analysis-service'],
      title: 'Uploads fail',
      text: 'We look into it.',
      link: 'https://status.example.com',
    },
    expect.objectContaining({ severity: 'SEV2', impact: 'minor', status: 'identified' }),
    undefined,
  ]);
  expect(shown()).toEqual(['Uploads fail\nWe look into it.', 'Uploads fail\nWe have found the cause.', 'withdrawn']);
});

test('what was given up and arrives after its withdrawal shows nothing', async () => {
  const { tell, shown } = await side();
  await tell(opened, over, changed);
  expect(shown()).toEqual(['Uploads fail\nWe look into it.', 'withdrawn']);
  const reopened = notice({
    key: 'INC-000042.2.reopened.news',
    seq: 20,
    cycle: 2,
    subject: 'It is back',
    text: 'Again.',
  });
  await tell(reopened);
  expect(shown().at(-1)).toBe('It is back\nAgain.');
});

test('a withdrawal that is repeated, or of what was never shown, is done', async () => {
  const { tell, asked, arrived } = await side();
  expect((await tell(over)).map(({ shown }) => shown)).toEqual(['withdrawn']);
  await tell(opened, { ...over, seq: 13 }, { ...over, seq: 13, mayBeRepeat: true });
  expect(asked()).toHaveLength(4);
  expect(arrived().map(({ text }) => text)).toEqual(['Uploads fail\nWe look into it.', 'withdrawn']);
  for (const status of [404, 410])
    expect(await answering(status).send(over, { place: InAppPlace.parse(place) }, {})).toMatchObject({
      shown: 'withdrawn',
    });
  expect(await refusal(answering(404))).toBeInstanceOf(Undeliverable);
});

test('the answer to a withdrawal is lost: it is asked for again, and done', async () => {
  const { channel, tell, loses, shown } = await side();
  await tell(opened);
  loses('DELETE', /notices/);
  expect(await refusal(channel, over)).toBeInstanceOf(NoAnswer);
  expect(await tell({ ...over, mayBeRepeat: true })).toMatchObject([{ shown: 'withdrawn' }]);
  expect(shown()).toEqual(['Uploads fail\nWe look into it.', 'withdrawn']);
});

test('a text or title that is too long is cut to what the application takes', async () => {
  const { tell, requests } = await side();
  await tell(notice({ subject: 'x'.repeat(300), text: 'y'.repeat(3_000) }));
  const { title, text } = JSON.parse(requests[0]?.body ?? '');
  expect([title.length, text.length]).toEqual([200, 2_000]);
});

describe('what the application refuses', () => {
  test.each<[number, string, new (...words: never[]) => Error, string]>([
    [
      401,
      '',
      NotConfigured,
      'the application answers 401: https://api.example.com does not take what the secret app holds',
    ],
    [403, 'SECRET', Undeliverable, 'the application answers 403'],
    [422, 'SECRET', Undeliverable, 'the application answers 422'],
    [302, '', Undeliverable, 'the application answers 302'],
    [429, '', RateLimited, 'the application answers 429'],
    [503, '', Unreachable, 'the application answers 503'],
  ])('%i %s', async (status, body, kind, words) => {
    for (const message of [opened, over]) {
      const thrown = await refusal(answering(status, body), message);
      expect(thrown).toBeInstanceOf(kind);
      expect(thrown.message).toBe(words);
    }
  });

  test('429 says how long to wait', async () => {
    expect(await refusal(answering(429, '', { 'retry-after': '120' }))).toMatchObject({ retryAfterSeconds: 120 });
  });

  test('an answer that cannot be read is one all the same: its status says that the notice was taken', async () => {
    expect(await answering(200, '<html>').send(opened, { place: InAppPlace.parse(place) }, {})).toEqual({
      providerId: 'INC-000042',
    });
  });

  test('a path at which the application has no notices', async () => {
    const { channel } = await side({ paths: ['/notices'] });
    expect((await refusal(channel)).message).toBe('the application answers 404');
  });

  test('a secret that cannot be a header is not sent, and not repeated', async () => {
    const { channel, requests } = await side({}, 'two\nlines');
    expect((await refusal(channel)).message).toBe('the secret app cannot be a header: one line of text is expected');
    expect(requests).toEqual([]);
  });

  test('a base that leads into a network of our own is never asked', async () => {
    const channel = connect({
      ...portsAt(inApp, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => 'token' } }),
      env: {},
      http: () => fetchHttp({ allowHosts: [] }),
    });
    for (const base of ['https://127.0.0.1', 'https://169.254.169.254/latest', 'https://10.0.0.5:8443']) {
      const thrown = await refusal(channel, opened, { ...place, base });
      expect(thrown).toBeInstanceOf(Undeliverable);
      expect(thrown.message).toMatch(/^address refused: /);
    }
  });

  test('a person, and a page', async () => {
    const { channel } = await side();
    await expect(channel.send(opened, { addresses: ['x'] }, {})).rejects.toThrow(Undeliverable);
    await expect(channel.send(page(), { place: InAppPlace.parse(place) }, {})).rejects.toThrow(Undeliverable);
  });
});

test.each([
  [{ base: 'http://api.example.com' }, 'base'],
  [{ base: 'https://user:word@api.example.com' }, 'base'],
  [{ path: 'notices' }, 'path'],
  [{ path: '/notices/' }, 'path'],
  [{ path: '/notices?token=x' }, 'path'],
  [{ link: 'javascript:alert(1)' }, 'link'],
  [{ token: 'x' }, undefined],
])('%j is no place', (changes, field) => {
  const { error } = InAppPlace.safeParse({ ...place, ...changes });
  expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
