import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningInbox, startInbox } from '#local/inbox/server';

let inbox: RunningInbox;
let slack: WebClient;
const clientOf = (token: string) =>
  new WebClient(token, {
    slackApiUrl: `${inbox.url}/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      getLevel: () => LogLevel.ERROR,
      setName() {},
    },
  });
const wordOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error as { data?: { error?: string } }).data?.error ?? String(error),
  );

beforeEach(async () => {
  inbox = await startInbox({
    settings: { slack: { channels: ['#incidents'], rate: { burst: 3, perSecond: 0.001 } } },
  });
  slack = clientOf('xoxb-test');
});
afterEach(() => inbox.close());

test('a message to a channel by name arrives with its incident and kind; a thread and an update follow it', async () => {
  const metadata = (kind: string) => ({ event_type: 'tocsin', event_payload: { incidentId: 'INC-1', kind } });
  const first = await slack.chat.postMessage({
    channel: '#incidents',
    text: 'a &amp; b',
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'in blocks' } }],
    metadata: metadata('page'),
  });
  expect(first).toMatchObject({
    ok: true,
    channel: expect.stringMatching(/^C[A-Z0-9]+$/),
    ts: expect.stringMatching(/^\d+\.\d{6}$/),
  });
  const { channel = '', ts = '' } = first;
  await slack.chat.postMessage({ channel, thread_ts: ts, text: 'in the thread', metadata: metadata('message') });
  await slack.chat.update({ channel, ts, text: 'better', metadata: metadata('message') });
  expect(
    inbox
      .messages({ incident: 'INC-1' })
      .map(({ channel: on, kind, to, text, raw }) => [on, kind, to, text, raw['method']]),
  ).toEqual([
    ['slack', 'page', '#incidents', 'a & b', 'chat.postMessage'],
    ['slack', 'message', '#incidents', 'in the thread', 'chat.postMessage'],
    ['slack', 'message', '#incidents', 'better', 'chat.update'],
  ]);
  expect(inbox.messages()[1]?.raw['thread_ts']).toBe(ts);
  const { messages = [] } = await slack.conversations.history({ channel, include_all_metadata: true });
  expect(messages[1]).toMatchObject({ ts, text: 'better', metadata: { event_payload: { incidentId: 'INC-1' } } });
});

test('JSON is taken as well as a form', async () => {
  const answer = await fetch(`${inbox.url}/slack/api/chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-1', 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      channel: 'incidents',
      text: 'x',
      metadata: { event_type: 't', event_payload: { incidentId: 'INC-2' } },
    }),
  });
  expect(await answer.json()).toMatchObject({ ok: true });
  expect(inbox.messages({ incident: 'INC-2' })).toHaveLength(1);
});

test('without a token, with no Slack token, or for a method that is none, Slack answers 200 and says no', async () => {
  const none = await fetch(`${inbox.url}/slack/api/auth.test`, { method: 'POST' });
  expect([none.status, await none.json()]).toEqual([200, { ok: false, error: 'not_authed' }]);
  expect(await wordOf(clientOf('{"token":"x"}').auth.test())).toBe('invalid_auth');
  expect(await wordOf(slack.apiCall('chat.shout'))).toBe('unknown_method');
  expect(await wordOf(slack.auth.test())).toBe('ok');
});

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
test.each([
  ['no text', { text: '' }, 'no_text'],
  ['40,001 characters', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['51 blocks', { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' as const })) }, 'invalid_blocks'],
  ['a section of 3,001', { blocks: [section('x'.repeat(3_001))] }, 'invalid_blocks'],
  [
    'five sections of 3,000',
    { blocks: Array.from({ length: 5 }, () => section('x'.repeat(3_000))) },
    'msg_blocks_too_long',
  ],
  [
    'a header of 151',
    { blocks: [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'x'.repeat(151) } }] },
    'invalid_blocks',
  ],
  ['another channel', { channel: '#elsewhere' }, 'channel_not_found'],
  ['an unknown id', { channel: 'C0NOWHERE' }, 'channel_not_found'],
  ['metadata without a type', { metadata: { event_payload: {} } as never }, 'invalid_metadata_schema'],
  ['40,000 characters', { text: 'x'.repeat(40_000) }, 'ok'],
  ['four sections of 3,000', { blocks: Array.from({ length: 4 }, () => section('x'.repeat(3_000))) }, 'ok'],
])('posting %s', async (_, part, word) => {
  expect(await wordOf(slack.chat.postMessage({ channel: '#incidents', text: 'x', ...part }))).toBe(word);
  expect(inbox.messages()).toHaveLength(word === 'ok' ? 1 : 0);
});

test('a burst passes, then 429 with Retry-After, in that channel only', async () => {
  for (let n = 0; n < 3; n += 1) await slack.chat.postMessage({ channel: '#incidents', text: `${n}` });
  await expect(slack.chat.postMessage({ channel: '#incidents', text: '4' })).rejects.toMatchObject({
    code: 'slack_webapi_rate_limited_error',
    retryAfter: 1000,
  });
  const { channel } = await slack.conversations.create({ name: 'other' });
  expect(await wordOf(slack.chat.postMessage({ channel: channel?.id ?? '', text: 'there' }))).toBe('ok');
});

test('a war room: made once, with topic, purpose, pin, bookmark, archived', async () => {
  const made = await slack.conversations.create({ name: 'inc-1', is_private: true });
  const channel = made.channel?.id ?? '';
  expect(made.channel).toMatchObject({ name: 'inc-1', is_private: true });
  expect(await wordOf(slack.conversations.create({ name: 'inc-1' }))).toBe('name_taken');
  expect(await wordOf(slack.conversations.setTopic({ channel, topic: 'SEV1' }))).toBe('ok');
  expect(await wordOf(slack.conversations.setPurpose({ channel, purpose: 'x'.repeat(251) }))).toBe('too_long');
  const { ts = '' } = await slack.chat.postMessage({ channel, text: 'card' });
  expect(await wordOf(slack.pins.add({ channel, timestamp: ts }))).toBe('ok');
  expect(await wordOf(slack.pins.add({ channel, timestamp: ts }))).toBe('already_pinned');
  expect(
    await wordOf(slack.bookmarks.add({ channel_id: channel, title: 'run', type: 'link', link: 'https://example.com' })),
  ).toBe('ok');
  const listed = await slack.conversations.list({ types: 'private_channel', exclude_archived: true });
  expect(listed.channels?.map((one) => [one.name, one.is_member, one.topic?.value])).toEqual([['inc-1', true, 'SEV1']]);
  expect(await wordOf(slack.conversations.archive({ channel }))).toBe('ok');
  expect(await wordOf(slack.chat.postMessage({ channel, text: 'late' }))).toBe('is_archived');
});

test('people are called in once, and only those there are', async () => {
  const open = await startInbox({ settings: { slack: { users: [{ id: 'U0ANA', email: 'ana@example.com' }] } } });
  const client = new WebClient('xoxb-1', { slackApiUrl: `${open.url}/slack/api/`, retryConfig: { retries: 0 } });
  const channel = (await client.conversations.create({ name: 'inc-2' })).channel?.id ?? '';
  const { user } = await client.users.lookupByEmail({ email: 'Ana@example.com' });
  expect(user?.id).toBe('U0ANA');
  expect(await wordOf(client.users.lookupByEmail({ email: 'bob@example.com' }))).toBe('users_not_found');
  const strange = await wordOf(client.conversations.invite({ channel, users: 'U0ANA,U0BOB' }));
  const ana = await wordOf(client.conversations.invite({ channel, users: 'U0ANA' }));
  const again = await wordOf(client.conversations.invite({ channel, users: 'U0ANA' }));
  expect([strange, ana, again]).toEqual(['user_not_found', 'ok', 'already_in_channel']);
  expect(await wordOf(client.chat.postMessage({ channel: 'U0ANA', text: 'to you' }))).toBe('ok');
  expect(open.messages()[0]?.to).toBe('D0ANA');
  await open.close();
});

test.each([
  ['', 'invalid_name_required'],
  ['Inc-1', 'invalid_name_specials'],
  ['inc 1', 'invalid_name_specials'],
  ['---', 'invalid_name_punctuation'],
  ['x'.repeat(81), 'invalid_name_maxlength'],
  ['x'.repeat(80), 'ok'],
])('a room called "%s": %s', async (name, word) => {
  expect(await wordOf(slack.conversations.create({ name }))).toBe(word);
});
