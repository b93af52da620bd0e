import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { NotConfigured, RateLimited, Undeliverable } from '#core/errors';
import { createInbox } from '#local/inbox/inbox';
import { ntfy } from '#plugins/channels/ntfy/channel';
import { NtfyAddress, NtfyPlace } from '#plugins/channels/ntfy/place';
import { connect } from '#plugins/channels/ntfy/send';
import { notice, page } from './messages.ts';
import { type Answer, portsAt, startProvider } from './provider.ts';

const sample = JSON.parse(
  readFileSync(new URL('../../fixtures/people/push/ntfy-publish.json', import.meta.url), 'utf8'),
);
const open: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(open.splice(0).map((close) => close())));

const accepted: Answer = { body: { id: 'sPs71M8A2T', event: 'message' } };
const serverThat = async (answer: Answer = accepted, secret: string | undefined = 'tk_of-ours') => {
  const server = await startProvider(() => answer);
  open.push(server.close);
  const secrets = {
    get: async (name: string) => {
      if (secret === undefined) throw new NotConfigured(name);
      return secret;
    },
  };
  const channel = connect(portsAt(ntfy, { url: server.url, endpoints: { ntfy: `${server.url}/push/` }, secrets }));
  return { channel, asked: server.asked, said: () => JSON.parse(server.asked.at(-1)?.body ?? 'null'), url: server.url };
};
const via = { tool: 'ntfy', topic: 'team', secret: 'ntfy' };
const link = { id: 'link', title: 'Open', value: '-', url: 'https://oncall.example.com/i/Ab3dEf9' };
const acknowledge = {
  id: 'acknowledge',
  title: 'Acknowledge',
  value: '-',
  url: `${link.url}/acknowledge`,
  posts: true,
};

test('a page is published as JSON to the root address of the server, loud, with its link and its buttons', async () => {
  const { channel, asked, said } = await serverThat();
  const receipt = await channel.send(page({ actions: [acknowledge, link] }), { addresses: ['alice-x'], via }, {});
  expect(receipt).toEqual({ providerId: 'sPs71M8A2T' });
  expect(asked.at(-1)).toMatchObject({
    method: 'POST',
    url: '/push/',
    headers: { authorization: 'Bearer tk_of-ours' },
  });
  expect(said()).toEqual({
    topic: 'alice-x',
    title: 'SEV1 analysis-service is down',
    message: 'SEV1 analysis-service is down since 03:00Z',
    priority: 5,
    tags: ['rotating_light', 'INC-000042'],
    click: link.url,
    actions: [
      {
        action: 'http',
        label: 'Acknowledge',
        url: acknowledge.url,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'by=ntfy',
        clear: true,
      },
      { action: 'view', label: 'Open', url: link.url },
    ],
  });
});

test('a message that wakes nobody is an ordinary notification', async () => {
  const { channel, said } = await serverThat();
  await channel.send(notice(), { place: via }, {});
  expect(said()).toMatchObject({ topic: 'team', priority: 3, tags: ['information_source', 'INC-000042'] });
});

test('a page that its person has asked for does not ring', async () => {
  const { channel, said } = await serverThat();
  await channel.send(page({ quietly: true }), { addresses: ['alice-x'], via }, {});
  expect(said()).toMatchObject({ topic: 'alice-x', priority: 3 });
});

test.each([
  ['no secret is named', { tool: 'ntfy', topic: 'team' }, undefined],
  ['the token is empty', via, '  \n'],
])('the header is left out where %s', async (_, place, secret) => {
  const { channel, asked } = await serverThat(accepted, secret);
  await channel.send(page(), { addresses: ['alice-x'], via: place }, {});
  expect(asked.at(-1)?.headers).not.toHaveProperty('authorization');
});

test('a token that is named and not there is a fault of the setting, and nothing is sent', async () => {
  const server = await startProvider(() => accepted);
  open.push(server.close);
  const secrets = { get: async (name: string) => Promise.reject(new NotConfigured(name)) };
  const channel = connect(portsAt(ntfy, { url: server.url, endpoints: { ntfy: server.url }, secrets }));
  await expect(channel.send(page(), { addresses: ['alice-x'], via }, {})).rejects.toThrow(NotConfigured);
  expect(server.asked).toEqual([]);
});

test("a person's own server gets no token of the team's", async () => {
  const sent: { url: string; headers: Record<string, string> | undefined }[] = [];
  const http = () => ({
    send: async ({ url, headers }: { url: string; headers?: Record<string, string> }) => {
      sent.push({ url, headers });
      return { status: 200, headers: {}, body: '{"id":"1"}' };
    },
  });
  const { secrets, aws } = portsAt(ntfy, {
    url: 'http://127.0.0.1:1',
    endpoints: {},
    secrets: { get: async () => 'tk_1' },
  });
  const channel = connect({ http, secrets, aws, env: {}, topicArn: () => undefined });
  await channel.send(page(), { addresses: ['https://push.example.com/mine/alice-x'], via }, {});
  await channel.send(page(), { addresses: ['https://ntfy.sh/alice-x'], via }, {});
  expect(sent.map(({ url, headers }) => [url, headers?.['authorization']])).toEqual([
    ['https://push.example.com/mine/', undefined],
    ['https://ntfy.sh/', 'Bearer tk_1'],
  ]);
});

test.each([
  [{ status: 429, headers: { 'retry-after': '17' }, body: '{"code":42901}' }, RateLimited],
  [{ status: 401, body: '{"code":40101}' }, Undeliverable],
  [{ status: 403, body: '{"code":40301}' }, Undeliverable],
  [{ status: 413, body: '{"code":41301}' }, Undeliverable],
] as const)('%j is told as what it is', async (answer, expected) => {
  const { channel } = await serverThat(answer);
  await expect(channel.send(page(), { addresses: ['alice-x'], via }, {})).rejects.toThrow(expected);
});

test.each([
  ['oncall-alice-jKlG98BZpA', true],
  ['https://ntfy.example.com/oncall-alice', true],
  ['https://example.com/ntfy/oncall-alice', true],
  ['http://ntfy.example.com/oncall-alice', false],
  ['https://ntfy.example.com/', false],
  ['a topic', false],
  [`${'x'.repeat(65)}`, false],
  ['', false],
])('people.yaml, ntfy: %j: %j', (address, taken) => {
  expect(NtfyAddress.safeParse(address).success).toBe(taken);
});

test('a place on plain http is refused', () => {
  expect(NtfyPlace.safeParse({ tool: 'ntfy', topic: 'team', server: 'http://ntfy.example.com' }).success).toBe(false);
});

test('the fake takes the sample; a fourth action, an unknown topic and a text of 4,097 bytes it refuses', async () => {
  const inbox = await createInbox({ channels: [ntfy], settings: { ntfy: { reserved: ['board'] } } });
  const publish = (change: object) =>
    inbox.handle({ method: 'POST', path: '/ntfy', headers: {}, body: JSON.stringify({ ...sample, ...change }) });
  expect(publish({})).toMatchObject({ status: 200 });
  expect(publish({ actions: [...sample.actions, sample.actions[2]] })).toMatchObject({ status: 400 });
  expect(publish({ topic: 'a b' })).toMatchObject({ status: 400 });
  expect(publish({ topic: 'board' })).toMatchObject({ status: 403 });
  expect(publish({ message: 'x'.repeat(4_097) })).toMatchObject({ status: 413 });
  expect(publish({ message: 'x'.repeat(4_096) })).toMatchObject({ status: 200 });
});
