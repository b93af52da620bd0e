import { expect, test } from 'vitest';
import { createInbox } from '#local/inbox/inbox';
import type { ChannelPlugin } from '#plugins/channels/channel';
import type { ChannelFake } from '#plugins/channels/fake';
import { sns } from '#plugins/channels/sns/channel';
import { firstSegment, json, type WireAnswer } from '#plugins/fakes/wire';
import { plugins } from '#plugins/registry';

/** The other side of a channel that no registry holds: it takes what is sent below /pigeon. */
const loft: ChannelFake = {
  look: { sign: '🐦', tone: '#123456' },
  takes: ({ path }) => firstSegment(path) === 'pigeon',
  mostBytes: 10,
  serve:
    ({ record, settings }) =>
    ({ body }, { segments }) => {
      record({ kind: 'message', to: segments.join('/'), incidentId: null, text: body, raw: { settings } });
      return json(202, {});
    },
  failures: {
    '500': () => json(500, { pigeon: 'ill' }),
    '429': (seconds) => json(429, { pigeon: 'tired', seconds }),
    'ok-false': () => json(400, { pigeon: 'unwilling' }),
  },
  secret: 'none',
  endpoints: (inbox) => ({ pigeon: `${inbox}/pigeon` }),
};
const pigeon: ChannelPlugin = { ...sns, tool: 'pigeon', title: 'Pigeon', fake: async () => ({ fake: loft }) };
const inboxOf = () =>
  createInbox({
    channels: [pigeon],
    settings: { pigeon: { coop: 7 } },
    now: () => new Date('2026-01-05T03:00:00Z'),
  });
const request = (method: string, path: string, body = '') => ({ method, path, headers: {}, body });
const bodyOf = (answer: WireAnswer): unknown => JSON.parse('broken' in answer ? 'null' : answer.body);

test('a channel that is handed in has its place in messages, faults and page; those of the registry have none', async () => {
  const inbox = await inboxOf();
  inbox.handle(request('POST', '/pigeon/north', 'coo'));
  expect(inbox.messages({ channel: 'pigeon' })).toEqual([
    {
      at: '2026-01-05T03:00:00.000Z',
      channel: 'pigeon',
      kind: 'message',
      to: 'pigeon/north',
      incidentId: null,
      text: 'coo',
      raw: { settings: { coop: 7 } },
    },
  ]);
  expect(inbox.handle(request('POST', '/slack/api/chat.postMessage'))).toMatchObject({ status: 404 });
  inbox.handle(request('PUT', '/faults/pigeon', '{"mode":"429","seconds":20}'));
  expect(bodyOf(inbox.handle(request('POST', '/pigeon/north', 'coo')))).toEqual({ pigeon: 'tired', seconds: 20 });
  expect(bodyOf(inbox.handle(request('PUT', '/faults/slack', '{"mode":"500"}')))).toMatchObject({
    errors: [{ path: 'channel', message: 'must be one of pigeon, webhook' }],
  });
  const page = inbox.handle(request('GET', '/'));
  if ('broken' in page) throw new Error(page.broken);
  expect(page.body).toContain('<span class="name"><span aria-hidden="true">🐦</span> Pigeon</span>');
  expect(page.body).toContain('.channel-pigeon { --tone: #123456; }');
  expect(page.body).toContain('Pigeon fails: 429 until 03:00:20 UTC');
  expect(inbox.mostBytes(request('POST', '/pigeon/north'))).toBe(10);
});

test('settings for a channel that is not there are refused', async () => {
  await expect(createInbox({ channels: [pigeon], settings: { slack: {} } })).rejects.toThrow(
    'settings are given for slack: known are pigeon, webhook',
  );
});

test('every channel of the product has its other side, and its name in the faults', async () => {
  const inbox = await createInbox();
  for (const { tool } of plugins.channels) inbox.fault(tool, { mode: '500' });
  const names = inbox.faults().map(({ channel }) => channel);
  expect(names).toEqual(plugins.channels.map(({ tool }) => tool));
  expect(names).toEqual(expect.arrayContaining(['slack', 'pagerduty', 'sms', 'email', 'sns', 'statuspage']));
});
