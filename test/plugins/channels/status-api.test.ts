import { describe, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { Notice, Refs } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { statusApi } from '#plugins/channels/status-api/channel';
import { StatusApiPlace } from '#plugins/channels/status-api/place';
import { connect } from '#plugins/channels/status-api/send';
import { providerSide } from '#test/provider-side';
import { notice } from './messages.ts';
import { portsAt } from './provider.ts';

const place = {
  tool: 'status-api',
  base: 'https://status.example.com',
  path: '/v2/incidents',
  update: { method: 'PUT', path: '/v2/incidents/{id}/updates', id: 'incident.id' },
  secret: 'status',
  body: {
    'incident.title': 'subject',
    'incident.text': 'text',
    'incident.state': 'status',
    'incident.level': { of: 'severity', map: { P1: 3, P2: 2 } },
    'incident.public': { is: true },
    reference: 'incident',
    ended: 'over',
    services: 'services',
  },
};
const posts = { ...place, update: undefined };
const incident = (changes: Partial<Notice> = {}) => notice({ severity: 'P1', ...changes });
const opened = incident();
const update = incident({ key: 'INC-000042.1.update.news', text: 'The cache was cold', severity: 'P3' });
const resolved = incident({
  key: 'INC-000042.1.resolved.news',
  text: 'Resolved',
  over: true,
  public: { impact: 'none' },
});

const side = async (settings: object = {}, secret = 'token-of-ours') => {
  const made = await providerSide(statusApi, { settings, secrets: { status: secret } });
  return {
    ...made,
    bodies: () => made.requests.map(({ body }) => JSON.parse(body ?? '')),
    /** Sends in the order given, each with what the first left. */
    tell: async (at: object, ...messages: Notice[]) => {
      let refs: Refs = {};
      for (const message of messages)
        refs = { ...(await made.channel.send(message, { place: StatusApiPlace.parse(at) }, refs)).ref, ...refs };
      return refs;
    },
  };
};
const refusal = async (channel: Channel, at: object = place): Promise<Error> => {
  const thrown = await channel.send(opened, { place: StatusApiPlace.parse(at) }, {}).catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error('nothing was refused');
  return thrown;
};
const answering = (status: number, body = '', headers: Record<string, string> = {}) =>
  connect({
    ...portsAt(statusApi, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => 'token' } }),
    http: () => ({ send: async () => ({ status, headers, body }) }),
  });

test('the first message is posted with the fields that the place says, later ones change what it made', async () => {
  const { tell, asked, requests, bodies } = await side();
  expect(await tell(place, opened, update, resolved)).toEqual({ statusApiId: 'st-1' });
  expect(asked()).toEqual(['POST /v2/incidents', 'PUT /v2/incidents/st-1/updates', 'PUT /v2/incidents/st-1/updates']);
  expect(requests[0]?.headers).toEqual({
    authorization: 'Bearer token-of-ours',
    'content-type': 'application/json',
    accept: 'application/json',
    'idempotency-key': 'INC-000042/INC-000042.1.opened.news',
  });
  expect(bodies()).toEqual([
    {
      incident: {
        title: 'SEV1 analysis-service is down',
        text: 'SEV1 analysis-service is down since 03:00Z',
        state: 'investigating',
        level: 3,
        public: true,
      },
      reference: 'INC-000042',
      ended: false,
      services: ['analysis-service'],
    },
    expect.objectContaining({
      incident: {
        title: 'SEV1 analysis-service is down',
        text: 'The cache was cold',
        state: 'investigating',
        public: true,
      },
    }),
    expect.objectContaining({ incident: expect.objectContaining({ state: 'resolved' }), ended: true }),
  ]);
});

test('without update each message is a post of its own, whose id is shown where it has one', async () => {
  const { tell, asked } = await side();
  expect(await tell(posts, opened, update)).toEqual({});
  expect(asked()).toEqual(['POST /v2/incidents', 'POST /v2/incidents']);
  const quiet = answering(204);
  expect(await quiet.send(opened, { place: StatusApiPlace.parse(posts) }, {})).toEqual({ providerId: opened.key });
  const said = answering(201, '{"id":7}');
  expect(await said.send(opened, { place: StatusApiPlace.parse(posts) }, {})).toEqual({ providerId: '7' });
});

test.each([['POST'], ['PUT']])(
  'the answer to a %s is lost: the same key is known there, and nothing is told twice',
  async (method) => {
    const { channel, tell, loses, arrived } = await side();
    const at = { place: StatusApiPlace.parse(place) };
    const refs = method === 'PUT' ? await tell(place, opened) : {};
    const message = method === 'PUT' ? update : opened;
    loses(method, /incidents/);
    await expect(channel.send(message, at, refs)).rejects.toThrow(NoAnswer);
    expect(await channel.send({ ...message, mayBeRepeat: true }, at, refs)).toMatchObject({ providerId: 'st-1' });
    expect(arrived()).toHaveLength(method === 'PUT' ? 2 : 1);
  },
);

test('a key is sent in the header that the place names', async () => {
  const { tell, requests } = await side();
  await tell({ ...place, header: 'X-Api-Key' }, opened);
  expect([requests[0]?.headers?.['x-api-key'], requests[0]?.headers?.['authorization']]).toEqual([
    'token-of-ours',
    undefined,
  ]);
});

describe('what the API refuses', () => {
  test.each<[number, string, new (...words: never[]) => Error, string]>([
    [
      401,
      '',
      NotConfigured,
      'the status API answers 401: https://status.example.com does not take what the secret status holds',
    ],
    [403, 'SECRET', Undeliverable, 'the status API answers 403'],
    [422, 'SECRET', Undeliverable, 'the status API answers 422'],
    [302, '', Undeliverable, 'the status API answers 302'],
    [429, '', RateLimited, 'the status API answers 429'],
    [503, '', Unreachable, 'the status API answers 503'],
    [
      201,
      '{"id":"x"}',
      NoAnswer,
      'the status API answers without incident.id: see what `update.id` of the place names',
    ],
    [201, '<html>', NoAnswer, 'the status API answers without incident.id: see what `update.id` of the place names'],
  ])('%i %s', async (status, body, kind, words) => {
    const thrown = await refusal(answering(status, body));
    expect(thrown).toBeInstanceOf(kind);
    expect(thrown.message).toBe(words);
  });

  test('a secret that cannot be a header is not sent, and not repeated', async () => {
    const { channel, requests } = await side({}, 'two\nlines');
    const thrown = await refusal(channel);
    expect(thrown.message).toBe('the secret status cannot be a header: one line of text is expected');
    expect(requests).toEqual([]);
  });

  test('a base that leads into a network of our own is never asked', async () => {
    const channel = connect({
      ...portsAt(statusApi, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => 'token' } }),
      env: {},
      http: () => fetchHttp({ allowHosts: [] }),
    });
    for (const base of ['https://127.0.0.1', 'https://169.254.169.254/latest', 'https://10.0.0.5:8443']) {
      const thrown = await refusal(channel, { ...place, base });
      expect(thrown).toBeInstanceOf(Undeliverable);
      expect(thrown.message).toMatch(/^address refused: /);
    }
  });
});

test.each([
  [{ base: 'http://status.example.com' }, 'base'],
  [{ path: 'incidents' }, 'path'],
  [{ path: '/incidents/{id}' }, 'path'],
  [{ update: { path: '/incidents' } }, 'update'],
  [{ header: 'Idempotency-Key' }, 'header'],
  [{ body: { title: 'subjects' } }, 'body'],
  [{ body: { level: 'severity' } }, 'body'],
  [{ body: { title: 'subject', 'title.text': 'text' } }, 'body'],
  [{ body: { text: 'text', 'a.__proto__': { is: 1 } } }, 'body'],
  [{ body: { text: 'text', 'constructor.x': { is: 1 } } }, 'body'],
  [{ token: 'x' }, undefined],
])('%j is no place', (changes, field) => {
  const { error } = StatusApiPlace.safeParse({ ...place, ...changes });
  expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
