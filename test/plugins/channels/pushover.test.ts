import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { NoAnswer, RateLimited, Undeliverable } from '#core/errors';
import { createInbox } from '#local/inbox/inbox';
import { pushover } from '#plugins/channels/pushover/channel';
import { connect } from '#plugins/channels/pushover/send';
import { notice, page } from './messages.ts';
import { type Answer, portsAt, startProvider } from './provider.ts';

const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/people/push/${name}.json`, import.meta.url), 'utf8'));
const open: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(open.splice(0).map((close) => close())));

const pushoverThat = async (answer: Answer) => {
  const server = await startProvider(() => answer);
  open.push(server.close);
  const endpoints = { pushover: `${server.url}/` };
  const channel = connect(
    portsAt(pushover, { url: server.url, endpoints, secrets: { get: async (name) => ` of-${name}\n` } }),
  );
  return {
    channel,
    asked: server.asked,
    form: () => Object.fromEntries(new URLSearchParams(server.asked.at(-1)?.body)),
  };
};
const to = { addresses: ['u'.repeat(30)] };
const taken = { body: { status: 1, request: 'q1', receipt: 'r'.repeat(30) } };

test('an emergency says how often it rings, until when, and where its acknowledgement is told', async () => {
  const { channel, asked, form } = await pushoverThat(taken);
  const link = { id: 'link', title: 'Acknowledge', value: '-', url: 'https://oncall.example.com/i/Ab3dEf9' };
  const receipt = await channel.send(page({ actions: [link] }), to, {});
  expect(receipt).toEqual({
    providerId: 'r'.repeat(30),
    ref: { receipt: 'r'.repeat(30) },
    acknowledgedBy: 'r'.repeat(30),
  });
  expect(asked.at(-1)).toMatchObject({ method: 'POST', url: '/1/messages.json' });
  expect(form()).toEqual({
    token: 'of-pushover',
    user: 'u'.repeat(30),
    title: 'SEV1 analysis-service is down',
    message: 'SEV1 analysis-service is down since 03:00Z',
    priority: '2',
    retry: '60',
    expire: '3000',
    callback: 'https://tocsin.example.com/v1/hooks/pushover/of-hooks%2Fpushover',
    tags: expect.stringMatching(/^INC-000042,page-[0-9a-f]{32}$/),
    url: link.url,
    url_title: 'Acknowledge',
  });
});

test('a test rings for a minute and a half at most', async () => {
  const { channel, form } = await pushoverThat(taken);
  await channel.send(page({ test: true }), to, {});
  expect(form()).toMatchObject({ priority: '2', retry: '30', expire: '90' });
});

test('what does not ring asks for no secret of the hook', async () => {
  const server = await startProvider(() => taken);
  open.push(server.close);
  const asked: string[] = [];
  const secrets = {
    get: async (name: string) => {
      asked.push(name);
      return 'secret';
    },
  };
  const channel = connect(portsAt(pushover, { url: server.url, endpoints: { pushover: `${server.url}/` }, secrets }));
  await channel.send(page({ quietly: true }), to, {});
  await channel.send(notice(), to, {});
  expect(asked).toEqual(['pushover', 'pushover']);
});

test('a link that Pushover does not take is left out, and the page goes', async () => {
  const { channel, form } = await pushoverThat(taken);
  const url = `https://oncall.example.com/${'x'.repeat(500)}`;
  await channel.send(page({ actions: [{ id: 'link', title: 'Open', value: '-', url }] }), to, {});
  expect(form()).not.toHaveProperty('url');
});

test.each([
  [
    { status: 400, body: { user: 'invalid', errors: ['user identifier is invalid'], status: 0 } },
    new Undeliverable('Pushover answers 400: user identifier is invalid'),
  ],
  [{ status: 404, body: 'no json' }, new Undeliverable('Pushover answers 404: no reason that can be read')],
  [
    { status: 429, headers: { 'retry-after': '9' }, body: { errors: ['over its limit'], status: 0 } },
    new RateLimited('Pushover answers 429: over its limit', 9),
  ],
  [
    { status: 429, headers: { 'x-limit-app-reset': '9999999999' }, body: { errors: [] } },
    new RateLimited('Pushover answers 429: ', 3600),
  ],
  [{ status: 429, body: { errors: [] } }, new RateLimited('Pushover answers 429: ', 60)],
] as const)('%j is told with what Pushover says', async (answer, expected) => {
  const { channel } = await pushoverThat(answer);
  const thrown: unknown = await channel.send(page(), to, {}).catch((error: unknown) => error);
  expect(thrown).toEqual(expected);
  expect((thrown as RateLimited).retryAfterSeconds).toBe((expected as RateLimited).retryAfterSeconds);
});

test('a receipt says whether, by whom and when; the sample that has expired is no acknowledgement', async () => {
  const expired = await pushoverThat({ body: sample('pushover-receipt-expired') });
  expect(await expired.channel.look?.('r'.repeat(30))).toEqual({
    acknowledged: false,
    deliveredAt: '2026-11-26T03:09:00.000Z',
  });
  expect(expired.asked.at(-1)).toMatchObject({
    method: 'GET',
    url: `/1/receipts/${'r'.repeat(30)}.json?token=of-pushover`,
  });
  const said = {
    ...sample('pushover-receipt-expired'),
    acknowledged: 1,
    acknowledged_at: 1_795_662_597,
    acknowledged_by: 'u1',
  };
  const acknowledged = await pushoverThat({ body: said });
  expect(await acknowledged.channel.look?.('r'.repeat(30))).toEqual({
    acknowledged: true,
    by: 'u1',
    at: '2026-11-26T03:09:57.000Z',
    deliveredAt: '2026-11-26T03:09:00.000Z',
  });
  const timeless = await pushoverThat({ body: { ...said, acknowledged_at: 0 } });
  await expect(timeless.channel.look?.('r'.repeat(30))).rejects.toThrow(NoAnswer);
});

test.each(['../messages', 'r?token=x', '', 'r'.repeat(31)])(
  '%j is no receipt, and nobody is asked',
  async (receipt) => {
    const { channel, asked } = await pushoverThat(taken);
    await expect(channel.look?.(receipt)).rejects.toThrow(Undeliverable);
    expect(asked).toEqual([]);
  },
);

test('the fake takes the sample, and refuses an emergency that does not say how it is repeated', async () => {
  const inbox = await createInbox({ channels: [pushover], settings: { pushover: { quota: 3 } } });
  const send = (change: object) =>
    inbox.handle({
      method: 'POST',
      path: '/pushover/1/messages.json',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...sample('pushover-send'), ...change }),
    });
  expect(send({})).toMatchObject({ status: 200, headers: { 'x-limit-app-remaining': '2' } });
  for (const wrong of [
    { retry: undefined },
    { expire: undefined },
    { retry: 29 },
    { expire: 10_801 },
    { token: 'short' },
    { user: '' },
    { message: '' },
    { message: 'x'.repeat(1_025) },
    { title: 'x'.repeat(251) },
    { url: 'x'.repeat(513) },
    { url_title: 'x'.repeat(101) },
    { priority: 3 },
  ])
    expect([wrong, send(wrong)]).toMatchObject([wrong, { status: 400 }]);
  expect([send({}), send({}), send({})].map((answer) => ('status' in answer ? answer.status : 0))).toEqual([
    200, 200, 429,
  ]);
});
