import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInbox, type Inbox } from '#local/inbox/inbox';
import { type RunningInbox, startInbox } from '#local/inbox/server';
import { emptyState, State } from '#local/inbox/state';

let inbox: RunningInbox;
beforeEach(async () => {
  inbox = await startInbox({ settings: { statuspage: { rate: { burst: 5, perSecond: 0.5 } } } });
});
afterEach(() => inbox.close());

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${inbox.url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
};

const routingKey = 'k'.repeat(32);
const enqueue = (part: Record<string, unknown> = {}) =>
  call('POST', '/pagerduty/v2/enqueue', {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: 'INC-1/page/1',
    payload: { summary: 'Down', source: 'tocsin', severity: 'critical', custom_details: { incidentId: 'INC-1' } },
    ...part,
  });

test('PagerDuty: one alert a key; a repeat is told apart; acknowledge and resolve belong to their incident', async () => {
  const { status, body } = await enqueue();
  expect([status, body]).toEqual([202, { status: 'success', message: 'Event processed', dedup_key: 'INC-1/page/1' }]);
  await enqueue();
  await enqueue({ event_action: 'acknowledge', payload: undefined });
  await enqueue({ event_action: 'resolve', payload: undefined });
  await enqueue({ event_action: 'resolve', payload: undefined });
  await enqueue();
  const seen = inbox
    .messages({ channel: 'pagerduty' })
    .map(({ kind, incidentId, raw }) => [kind, incidentId, raw['event_action'], raw['deduplicated'], raw['dropped']]);
  expect(seen).toEqual([
    ['page', 'INC-1', 'trigger', undefined, undefined],
    ['page', 'INC-1', 'trigger', true, undefined],
    ['message', 'INC-1', 'acknowledge', undefined, undefined],
    ['message', 'INC-1', 'resolve', undefined, undefined],
    ['message', null, 'resolve', undefined, true],
    ['page', 'INC-1', 'trigger', undefined, undefined],
  ]);
});

test.each([
  ['a short routing key', { routing_key: 'k' }, "Length of 'routing_key' is incorrect (should be 32 characters)"],
  ['no action', { event_action: undefined }, "'event_action'"],
  [
    'a summary of 1,025',
    { payload: { summary: 'x'.repeat(1025), source: 's', severity: 'info' } },
    "'payload.summary'",
  ],
  ['a severity of its own', { payload: { summary: 'x', source: 's', severity: 'bad' } }, "'payload.severity'"],
  ['a key of 256', { dedup_key: 'x'.repeat(256) }, "'dedup_key'"],
  ['nothing to acknowledge', { event_action: 'acknowledge', dedup_key: undefined }, "'dedup_key'"],
])('PagerDuty refuses %s', async (_, part, said) => {
  const { status, body } = await enqueue(part);
  expect([status, body]).toEqual([
    400,
    { status: 'invalid event', message: 'Event object is invalid', errors: [expect.stringContaining(said)] },
  ]);
});

test('PagerDuty takes at most 512 KB', async () => {
  expect((await enqueue({ client: 'x'.repeat(524_288) })).status).toBe(413);
});

const oauth = { authorization: 'OAuth key', 'content-type': 'application/json' };
const incidents = '/statuspage/v1/pages/tocsin/incidents';

test('Statuspage: an incident is made, changed, found, and says which incident it is', async () => {
  const incident = {
    name: 'Uploads fail',
    status: 'investigating',
    body: 'We look.',
    component_ids: ['api'],
    components: { api: 'major_outage' },
    metadata: { tocsin: { incidentId: 'INC-6' } },
  };
  const made = await call('POST', incidents, { incident }, oauth);
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'Uploads fail', status: 'investigating', components: [{ id: 'api', status: 'major_outage' }] },
  });
  const path = `${incidents}/${made.body.id}`;
  const changed = await call('PATCH', path, { incident: { status: 'resolved', body: 'Over.' } }, oauth);
  expect(changed.body).toMatchObject({
    id: made.body.id,
    status: 'resolved',
    incident_updates: [{ body: 'Over.' }, { body: 'We look.' }],
  });
  expect((await call('GET', `${incidents}?limit=10`, undefined, oauth)).body).toEqual([changed.body]);
  expect((await call('GET', `${incidents}/unresolved`, undefined, oauth)).body).toEqual([]);
  expect(inbox.messages({ incident: 'INC-6' }).map(({ kind, to, text }) => [kind, to, text])).toEqual([
    ['status-page', 'tocsin', 'Uploads fail (investigating)\n\nWe look.'],
    ['status-page', 'tocsin', 'Uploads fail (resolved)\n\nOver.'],
  ]);
});

test('Statuspage refuses in its own words: 401, 404, 422', async () => {
  expect(await call('POST', incidents, {})).toMatchObject({ status: 401, body: { error: 'Could not authenticate' } });
  expect((await call('PATCH', `${incidents}/none`, { incident: {} }, oauth)).status).toBe(404);
  const wrong = { name: 'x'.repeat(256), status: 'bad', body: 'x'.repeat(25_001), components: { api: 'broken' } };
  const { status, body } = await call('POST', incidents, { incident: wrong }, oauth);
  expect([status, body.error.map((one: string) => one.split(' ')[0])]).toEqual([
    422,
    ['name', 'status', 'body', 'components.api'],
  ]);
  expect((await call('POST', incidents, { incident: {} }, oauth)).body).toEqual({ error: ["name can't be blank"] });
});

test('Statuspage: one request a second for each key, after a burst', async () => {
  for (let n = 0; n < 5; n += 1) await call('GET', incidents, undefined, oauth);
  const { status, headers } = await call('GET', incidents, undefined, oauth);
  expect([status, headers.get('retry-after')]).toEqual([429, '2']);
  expect((await call('GET', incidents, undefined, { authorization: 'OAuth other' })).status).toBe(200);
});

test('a webhook is kept as it came', async () => {
  await call('POST', '/webhook/team-x?a=1', { incidentId: 'INC-7', text: 'Down' });
  expect(inbox.messages({ incident: 'INC-7' })).toMatchObject([
    {
      channel: 'webhook',
      kind: 'webhook',
      to: '/webhook/team-x?a=1',
      text: 'Down',
      raw: { body: { incidentId: 'INC-7', text: 'Down' } },
    },
  ]);
});

test('messages are chosen by incident, channel, kind and time; another word is named', async () => {
  await enqueue();
  await call('POST', '/webhook/x', {});
  const all = (await call('GET', '/messages')).body;
  expect(Object.keys(all[0])).toEqual(['at', 'channel', 'kind', 'to', 'incidentId', 'text', 'raw']);
  const count = async (query: string) => (await call('GET', `/messages?${query}`)).body.length;
  expect([
    await count('incident=INC-1'),
    await count('channel=webhook'),
    await count('kind=page'),
    await count('after=2020-01-01T00:00:00Z'),
    await count(`after=${all[1].at}`),
    await count('limit=1'),
  ]).toEqual([1, 1, 1, 2, 0, 1]);
  const wrong = await call('GET', '/messages?kind=x&since=1');
  expect([wrong.status, wrong.body.errors.map(({ path }: { path: string }) => path).sort()]).toEqual([
    400,
    ['kind', 'since'],
  ]);
});

test('only this machine is answered: no other host name, no page of another site', async () => {
  const { request } = await import('node:http');
  const statusOf = (headers: Record<string, string>) =>
    new Promise((resolve) =>
      request(`${inbox.url}/messages`, { headers }, (answer) => resolve(answer.resume().statusCode)).end(),
    );
  expect(await statusOf({ host: 'evil.example:80' })).toBe(403);
  expect(await statusOf({ origin: 'https://evil.example' })).toBe(403);
  expect(await statusOf({ origin: 'null' })).toBe(403);
  expect(await statusOf({ host: 'localhost:1' })).toBe(200);
});

test('what is not there is 404, what may not be done 405, what is too long 413', async () => {
  const codes = await Promise.all([
    call('GET', '/nothing'),
    call('GET', '/slack/api'),
    call('PUT', '/messages', {}),
    call('GET', '/%zz'),
    call('POST', '/webhook/x', 'x'.repeat(2 * 1024 * 1024)),
    call('GET', '/health'),
  ]);
  expect(codes.map(({ status }) => status)).toEqual([404, 404, 405, 400, 413, 200]);
});

test('the page teaches when it is empty and shows hostile words as words', async () => {
  const html = async (path = '/') => (await fetch(`${inbox.url}${path}`)).text();
  expect(await html()).toContain('Nothing has arrived yet');
  const evil = '<script>alert(1)</script><img src=x onerror="alert(2)">\'';
  await call('POST', `/webhook/${encodeURIComponent(evil)}`, { incidentId: evil, text: evil });
  await call('PUT', '/faults/slack', { mode: '500' });
  const page = await html();
  expect(page).not.toContain('<script>alert');
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(2)&quot;&gt;&#39;');
  expect(page).toContain('Slack fails: 500');
  expect(await html(`/?incident=${encodeURIComponent('<b>')}`)).toContain('No messages yet for &lt;b&gt;');
  const policy = (await fetch(inbox.url)).headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
});

test('what an inbox remembers can be written down, and the next one goes on with it', async () => {
  const state = emptyState();
  const post = (inboxOf: Inbox, method: string, body: unknown) => {
    const headers = { authorization: 'Bearer xoxb-1', 'content-type': 'application/json' };
    const answer = inboxOf.handle({
      method: 'POST',
      path: `/slack/api/${method}`,
      headers,
      body: JSON.stringify(body),
    });
    return 'broken' in answer ? answer : JSON.parse(answer.body);
  };
  const first = await createInbox({ state });
  const { channel } = post(first, 'conversations.create', { name: 'inc-1' });
  const { ts } = post(first, 'chat.postMessage', { channel: channel.id, text: 'x' });
  const second = await createInbox({ state: State.parse(JSON.parse(JSON.stringify(state))) });
  expect(second.messages()).toEqual(first.messages());
  expect(post(second, 'conversations.create', { name: 'inc-1' }).error).toBe('name_taken');
  expect(post(second, 'chat.postMessage', { channel: '#inc-1', text: 'y' }).ts).not.toBe(ts);
});
