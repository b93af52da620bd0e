import { afterEach, describe, expect, test } from 'vitest';
import type { Page, Recipient, Refs } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { plugins } from '#plugins/registry';
import { topicArn } from '../environment.ts';
import { hostile, invitation, notice, page, roomOpening } from './messages.ts';
import { type Answer, type Asked, portsAt, startProvider } from './provider.ts';

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});
const provider = async (answer: (asked: Asked) => Answer, env: Record<string, string> = {}) => {
  const started = await startProvider(answer);
  close = started.close;
  const { url, asked } = started;
  const endpoints = { slack: `${url}/slack/api/`, pagerduty: `${url}/pagerduty/`, statuspage: `${url}/statuspage/` };
  const secrets = { get: async (name: string) => `secret-of-${name}\n` };
  const connected = plugins.channels.map(async (plugin): Promise<[string, Channel]> => {
    const ports = portsAt(plugin, { url, endpoints, secrets });
    return [plugin.tool, (await plugin.load()).connect({ ...ports, env: { ...ports.env, ...env } })];
  });
  const channels = new Map(await Promise.all(connected));
  const tool = (name: string): Channel => {
    const channel = channels.get(name);
    if (channel === undefined) throw new Error(`there is no channel ${name}`);
    return channel;
  };
  return { asked, tool };
};
const nothing: Refs = {};
const incidents: Recipient = { place: { tool: 'slack', channel: '#incidents', thread: false, secret: 'slack' } };
const threaded: Recipient = { place: { tool: 'slack', channel: '#incidents', thread: true, secret: 'slack' } };
const inRoom: Recipient = { place: { tool: 'room', secret: 'slack' } };
const status: Recipient = { place: { tool: 'pagerduty', secret: 'pagerduty-status' } };
const team: Recipient = { place: { tool: 'email', from: 'team@example.com', to: ['a@example.com', 'b@example.com'] } };
const topic = (name: string): Recipient => ({ place: { tool: 'sns', topic: name } });
const publicPage: Recipient = { place: { tool: 'statuspage', page: 'page1', secret: 'statuspage' } };
const person = (...addresses: string[]): Recipient => ({ addresses });
const json = (asked: Asked | undefined) => JSON.parse(asked?.body ?? 'null');
const form = (asked: Asked | undefined) => Object.fromEntries(new URLSearchParams(asked?.body ?? ''));

describe('Slack', () => {
  const posted = { ok: true, channel: 'C1', ts: '1700000000.000100' };
  const said = async (changes: Partial<Page>, to: Recipient = incidents, refs = nothing) => {
    const { asked, tool } = await provider(() => ({ body: posted }));
    const receipt = await tool('slack').send(page(changes), to, refs);
    const sent = form(asked[0]);
    return { sent, receipt, asked, blocks: JSON.parse(sent['blocks'] ?? '[]') };
  };

  test('a message carries text, blocks, buttons and the incident it belongs to', async () => {
    const { sent, receipt, asked, blocks } = await said({
      text: 'It is down.\nLook.',
      actions: [
        { id: 'acknowledge', title: 'Acknowledge', value: 'opaque-1' },
        { id: 'open', title: 'Open', value: 'opaque-2', url: 'https://example.com/i/1' },
        { id: 'bad', title: 'Bad', value: 'opaque-3', url: 'javascript:alert(1)' },
      ],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/slack/api/chat.postMessage',
      headers: { authorization: 'Bearer secret-of-slack' },
    });
    expect(receipt).toEqual({ providerId: posted.ts, ref: { channel: 'C1', ts: posted.ts } });
    expect(sent).toMatchObject({
      channel: '#incidents',
      text: 'It is down.\nLook.',
      parse: 'none',
      link_names: 'false',
    });
    expect(sent).not.toHaveProperty('thread_ts');
    expect(JSON.parse(sent['metadata'] ?? '')).toEqual({
      event_type: 'tocsin',
      event_payload: { incidentId: 'INC-000042', kind: 'page', key: 'INC-000042.1.page.rule.1.alice' },
    });
    expect(blocks).toEqual([
      { type: 'header', text: { type: 'plain_text', text: 'SEV1 analysis-service is down', emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: 'It is down.\nLook.', verbatim: true } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'INC-000042 · SEV1', verbatim: true }] },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'acknowledge',
            value: 'opaque-1',
            text: { type: 'plain_text', text: 'Acknowledge', emoji: false },
          },
          {
            type: 'button',
            action_id: 'open',
            value: 'opaque-2',
            text: { type: 'plain_text', text: 'Open', emoji: false },
            url: 'https://example.com/i/1',
          },
        ],
      },
    ]);
  });

  test('& < > are escaped once, in the text and in every block', async () => {
    const { sent, blocks } = await said({ text: 'a < b && <!channel>', subject: '<!here> & co' });
    expect(sent['text']).toBe('a &lt; b &amp;&amp; &lt;!channel&gt;');
    expect(blocks[0].text.text).toBe('&lt;!here&gt; &amp; co');
    expect(blocks[1].text.text).toBe('a &lt; b &amp;&amp; &lt;!channel&gt;');
  });

  test.each(hostile)('no word of %j is an order', async (words) => {
    const { sent } = await said({
      text: words,
      subject: words,
      severity: words,
      actions: [{ id: 'a', title: words, value: 'v' }],
    });
    expect(sent['text']).not.toMatch(/[<>]/);
    expect(sent['blocks']).not.toMatch(/[<>]/);
    expect(sent['blocks']?.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/&/);
  });

  test.each(['&', '<', 'x', '🔔', 'word ', 'a line\n'])(
    '50,000 characters of %j fit the budget, no entity or character torn',
    async (unit) => {
      const { sent, blocks } = await said({
        text: unit.repeat(50_000 / unit.length),
        subject: unit.repeat(300),
      });
      const texts: string[] = blocks.flatMap((block: { text?: { text: string } }) =>
        block.text ? [block.text.text] : [],
      );
      expect(texts[0]?.length).toBeLessThanOrEqual(150);
      expect(texts.slice(1).every((text) => text.length <= 3_000)).toBe(true);
      expect(texts.join('').length).toBeLessThanOrEqual(12_200);
      expect(texts.at(-1)).toMatch(/… \(shortened: all of it is in the incident\)$/);
      for (const text of [...texts, sent['text'] ?? '']) {
        expect(text.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/&|\p{Surrogate}/u);
      }
    },
  );

  test('a later message goes into the thread, whose first message stays the one to go by', async () => {
    const { sent, receipt } = await said({ text: 'more' }, threaded, { channel: 'C1', ts: '1600.1' });
    expect(sent['thread_ts']).toBe('1600.1');
    expect(receipt).toEqual({ providerId: posted.ts, ref: { channel: 'C1', ts: '1600.1' } });
  });

  test('where the place wants no thread, a later message stands beside the first', async () => {
    const { sent } = await said({ text: 'more' }, incidents, { channel: 'C1', ts: '1600.1' });
    expect(sent['channel']).toBe('#incidents');
    expect(sent).not.toHaveProperty('thread_ts');
  });

  test('a message to the room goes beside its card and not under it', async () => {
    const { sent } = await said({ text: 'more' }, inRoom, { channel: 'C9', ts: '1600.1', room: 'C9' });
    expect(sent['channel']).toBe('C9');
    expect(sent).not.toHaveProperty('thread_ts');
  });

  test('a room that is not open yet has got nothing', async () => {
    const { asked, tool } = await provider(() => ({ body: posted }));
    await expect(tool('slack').send(notice(), inRoom, nothing)).rejects.toThrow(Unreachable);
    expect(asked).toEqual([]);
  });

  test('to a person, the token of a place serves', async () => {
    const via = { tool: 'slack', channel: '#incidents', secret: 'other-workspace' };
    const { asked } = await said({}, { addresses: ['U01'], via });
    expect(asked[0]?.headers['authorization']).toBe('Bearer secret-of-other-workspace');
    expect(form(asked[0])['channel']).toBe('U01');
  });

  test.each([
    ['ratelimited', RateLimited],
    ['fatal_error', Unreachable],
    ['internal_error', Unreachable],
    ['request_timeout', Unreachable],
    ['channel_not_found', Undeliverable],
    ['invalid_auth', Undeliverable],
    ['account_inactive', Undeliverable],
    ['not_in_channel', Undeliverable],
    ['msg_blocks_too_long', Undeliverable],
  ])('200 with ok:false %s', async (error, expected) => {
    const { tool } = await provider(() => ({ body: { ok: false, error }, headers: { 'retry-after': '7' } }));
    const thrown = await tool('slack')
      .send(page(), incidents, nothing)
      .catch((one: unknown) => one);
    expect(thrown).toBeInstanceOf(expected);
    expect(String(thrown)).toContain(error);
    if (thrown instanceof RateLimited) expect(thrown.retryAfterSeconds).toBe(7);
  });

  test.each<[string, Answer, unknown]>([
    ['429', { status: 429, headers: { 'retry-after': '30' } }, RateLimited],
    ['429 without a time', { status: 429 }, RateLimited],
    ['503', { status: 503 }, Unreachable],
    ['a redirect', { status: 302, headers: { location: 'http://169.254.169.254/' } }, Undeliverable],
    ['a reset', 'reset', NoAnswer],
    ['silence', 'hang', NoAnswer],
    ['a message without ts', { body: { ok: true } }, NoAnswer],
  ])('%s, and one attempt only', async (_what, answer, expected) => {
    const { asked, tool } = await provider(() => answer);
    const thrown = await tool('slack')
      .send(page(), incidents, nothing)
      .catch((one: unknown) => one);
    expect(thrown).toBeInstanceOf(expected);
    expect(asked).toHaveLength(1);
  });

  describe('room', () => {
    const room = roomOpening({
      room: { name: 'inc-000042', private: true, people: ['U1', 'U2', 'U3'], purpose: 'INC-000042: <down>' },
    });
    const method = (asked: Asked) => asked.url.split('/').at(-1);

    test('a taken name gets a suffix; a person who cannot be called is named and keeps nobody else out', async () => {
      const { asked, tool } = await provider((one) => {
        const { name, users } = form(one);
        if (method(one) === 'conversations.create')
          return {
            body: name === 'inc-000042' ? { ok: false, error: 'name_taken' } : { ok: true, channel: { id: 'C7' } },
          };
        if (method(one) === 'conversations.invite')
          return { body: users === 'U2' ? { ok: false, error: 'user_not_found' } : { ok: true } };
        return { body: { ok: true, channel: 'C7', ts: '1.2' } };
      });
      expect(await tool('slack').send(room, inRoom, nothing)).toEqual({
        providerId: '1.2',
        ref: { channel: 'C7', ts: '1.2', room: 'C7', roomName: 'inc-000042-2', notInvited: 'U2:user_not_found' },
      });
      expect(asked.map(method)).toEqual([
        'conversations.create',
        'conversations.create',
        'conversations.setPurpose',
        'conversations.invite',
        'conversations.invite',
        'conversations.invite',
        'chat.postMessage',
      ]);
      expect(form(asked[1])).toMatchObject({ name: 'inc-000042-2', is_private: 'true' });
      expect(form(asked[2])).toMatchObject({ channel: 'C7', purpose: 'INC-000042: &lt;down&gt;' });
    });

    test('a repeat finds the room of the attempt before', async () => {
      const { asked, tool } = await provider((one) => {
        if (method(one) === 'conversations.create') return { body: { ok: false, error: 'name_taken' } };
        if (method(one) === 'conversations.list')
          return { body: { ok: true, channels: [{ id: 'C7', name: 'inc-000042', is_member: true }] } };
        return { body: { ok: true, channel: 'C7', ts: '1.2' } };
      });
      expect(await tool('slack').send({ ...room, mayBeRepeat: true }, inRoom, nothing)).toMatchObject({
        ref: { room: 'C7', roomName: 'inc-000042' },
      });
      expect(asked.filter((one) => method(one) === 'conversations.create')).toHaveLength(1);
    });

    test('a repeat reads the list of rooms to its end: the room of the attempt before stands on its second page', async () => {
      const { asked, tool } = await provider((one) => {
        if (method(one) === 'conversations.create') return { body: { ok: false, error: 'name_taken' } };
        if (method(one) === 'conversations.list') {
          const others = Array.from({ length: 1000 }, (_, n) => ({ id: `C${n}`, name: `other-${n}`, is_member: true }));
          return form(one)['cursor'] === 'page-2'
            ? { body: { ok: true, channels: [{ id: 'CROOM', name: 'inc-000042', is_member: true }] } }
            : { body: { ok: true, channels: others, response_metadata: { next_cursor: 'page-2' } } };
        }
        return { body: { ok: true, channel: 'CROOM', ts: '1.2' } };
      });
      expect(await tool('slack').send({ ...room, mayBeRepeat: true }, inRoom, nothing)).toMatchObject({
        ref: { room: 'CROOM', roomName: 'inc-000042' },
      });
      expect(asked.filter((one) => method(one) === 'conversations.list')).toHaveLength(2);
      expect(asked.filter((one) => method(one) === 'conversations.create')).toHaveLength(1);
    });

    test('a room without its card may have been delivered', async () => {
      const { tool } = await provider((one) =>
        method(one) === 'chat.postMessage' ? { status: 503 } : { body: { ok: true, channel: { id: 'C7' } } },
      );
      await expect(tool('slack').send(room, inRoom, nothing)).rejects.toThrow(NoAnswer);
    });

    test('may not be made', async () => {
      const { tool } = await provider(() => ({ body: { ok: false, error: 'restricted_action' } }));
      await expect(tool('slack').send(room, inRoom, nothing)).rejects.toThrow(Undeliverable);
    });
  });
});

describe('PagerDuty', () => {
  const alice = person('pagerduty-alice');
  const paging = page();

  test('an event has its key, its severity, its incident and its links', async () => {
    const { asked, tool } = await provider(() => ({ status: 202, body: { status: 'success', dedup_key: paging.key } }));
    const actions = [
      { id: 'open', title: 'Open', value: '', url: 'https://example.com/i/1' },
      { id: 'ack', title: 'Acknowledge', value: 'opaque' },
    ];
    expect(await tool('pagerduty').send({ ...paging, actions }, alice, nothing)).toEqual({
      providerId: paging.key,
      ref: { dedupKey: paging.key },
    });
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/pagerduty/v2/enqueue' });
    expect(json(asked[0])).toEqual({
      routing_key: 'secret-of-pagerduty-alice',
      event_action: 'trigger',
      dedup_key: paging.key,
      client: 'Tocsin',
      links: [{ href: 'https://example.com/i/1', text: 'Open' }],
      payload: {
        summary: paging.text,
        source: 'tocsin',
        severity: 'critical',
        custom_details: {
          incidentId: 'INC-000042',
          severity: 'SEV1',
          kind: 'page',
          key: paging.key,
          subject: paging.subject,
          text: paging.text,
        },
      },
    });
  });

  test('a repeated page has the same key, and is its own alert', async () => {
    const { asked, tool } = await provider(() => ({ status: 202 }));
    await tool('pagerduty').send(paging, alice, nothing);
    await tool('pagerduty').send({ ...paging, mayBeRepeat: true }, alice, nothing);
    expect(asked.map((one) => [json(one).event_action, json(one).dedup_key])).toEqual([
      ['trigger', paging.key],
      ['trigger', paging.key],
    ]);
  });

  test('the notices of one cycle are one quiet alert, which the last one resolves', async () => {
    const { asked, tool } = await provider(() => ({ status: 202 }));
    const { send } = tool('pagerduty');
    const impact = 'critical';
    const { ref = {} } = await send(
      notice({ public: { impact, components: ['analysis-service', 'file-watcher'] } }),
      status,
      nothing,
    );
    await send(notice({ key: 'INC-000042.1.resolved.news', public: { impact }, over: true }), status, ref);
    await send(notice({ cycle: 2, public: { impact } }), status, nothing);
    expect(
      asked.map((one) => [
        json(one).routing_key,
        json(one).event_action,
        json(one).dedup_key,
        json(one).payload.severity,
        json(one).payload.component,
      ]),
    ).toEqual([
      ['secret-of-pagerduty-status', 'trigger', 'INC-000042.1.status', 'info', 'analysis-service, file-watcher'],
      ['secret-of-pagerduty-status', 'resolve', 'INC-000042.1.status', 'info', undefined],
      ['secret-of-pagerduty-status', 'trigger', 'INC-000042.2.status', 'info', undefined],
    ]);
  });

  test('a key of more than 255 characters is hashed, a summary of more than 1024 is cut', async () => {
    const { asked, tool } = await provider(() => ({ status: 202 }));
    await tool('pagerduty').send({ ...paging, key: 'k'.repeat(256), text: '🔔'.repeat(2_000) }, alice, nothing);
    expect(json(asked[0]).dedup_key).toMatch(/^[0-9a-f]{64}$/);
    expect(json(asked[0]).payload.summary.length).toBeLessThanOrEqual(1024);
  });

  test.each<[Answer, unknown]>([
    [{ status: 400, body: { message: 'SECRET' } }, Undeliverable],
    [{ status: 429 }, RateLimited],
    [{ status: 500 }, Unreachable],
    [{ status: 200 }, NoAnswer],
    ['reset', NoAnswer],
  ])('%j', async (answer, expected) => {
    const { tool } = await provider(() => answer);
    const thrown = await tool('pagerduty')
      .send(paging, alice, nothing)
      .catch((one: unknown) => one);
    expect(thrown).toBeInstanceOf(expected);
    expect(String(thrown)).not.toContain('SECRET');
  });
});

describe('email', () => {
  test('has a subject of one line, text, escaped HTML, tags and an invitation', async () => {
    const { asked, tool } = await provider(() => ({ body: { MessageId: 'm-1' } }));
    const ics = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n';
    const message = invitation({
      subject: 'Down\r\nBcc: victim@example.com',
      text: '<b>down</b> & "out"\nsince 3',
      ics,
      from: 'team@example.com',
      actions: [{ id: 'open', title: 'Open <it>', value: '', url: 'https://example.com/?a="b' }],
    });
    const receipt = await tool('email').send(message, person('a@example.com', 'b@example.com'), nothing);
    expect(receipt).toEqual({ providerId: 'm-1' });
    expect(asked[0]?.url).toBe('/v2/email/outbound-emails');
    const sent = json(asked[0]);
    expect(sent).toMatchObject({
      FromEmailAddress: 'team@example.com',
      Destination: { ToAddresses: ['a@example.com', 'b@example.com'] },
      EmailTags: [
        { Name: 'incidentId', Value: 'INC-000042' },
        { Name: 'kind', Value: 'email' },
        { Name: 'key', Value: 'INC-000042_1_review_invitation' },
      ],
    });
    const { Subject, Body, Attachments } = sent.Content.Simple;
    expect(Subject.Data).toBe('Down Bcc: victim@example.com');
    expect(Body.Text.Data).toBe('<b>down</b> & "out"\nsince 3\n\nOpen <it>: https://example.com/?a="b');
    expect(Body.Html.Data).toContain('<p>&lt;b&gt;down&lt;/b&gt; &amp; &quot;out&quot;<br>\nsince 3</p>');
    expect(Body.Html.Data).toContain('<a href="https://example.com/?a=&quot;b">Open &lt;it&gt;</a>');
    expect(Attachments).toEqual([
      {
        FileName: 'invite.ics',
        ContentType: 'text/calendar; charset=utf-8; method=REQUEST',
        ContentDisposition: 'ATTACHMENT',
        RawContent: Buffer.from(ics).toString('base64'),
      },
    ]);
  });

  test('goes by the configuration set of the deployment, where one is given', async () => {
    const sets = async (env: Record<string, string>) => {
      const { asked, tool } = await provider(() => ({ body: { MessageId: 'm-1' } }), env);
      await tool('email').send(notice(), team, nothing);
      return json(asked[0]).ConfigurationSetName;
    };
    expect([await sets({}), await sets({ MAIL_CONFIGURATION_SET: 'pages' })]).toEqual([undefined, 'pages']);
  });

  test('comes from the sender that its place names, else from the usual one', async () => {
    const { asked, tool } = await provider(() => ({ body: { MessageId: 'm-1' } }));
    await tool('email').send(notice(), team, nothing);
    await tool('email').send(page(), person('alice@example.com'), nothing);
    expect(asked.map((one) => [json(one).FromEmailAddress, json(one).Destination.ToAddresses])).toEqual([
      ['team@example.com', ['a@example.com', 'b@example.com']],
      ['tocsin@example.com', ['alice@example.com']],
    ]);
  });

  test.each(hostile)('no word of %j is markup or a header', async (words) => {
    const { asked, tool } = await provider(() => ({ body: { MessageId: 'm-1' } }));
    await tool('email').send(notice({ subject: words.repeat(20), text: words }), team, nothing);
    const { Subject, Body } = json(asked[0]).Content.Simple;
    expect(Subject.Data).not.toMatch(/\p{Cc}/u);
    expect(Subject.Data.length).toBeLessThanOrEqual(150);
    const inside = Body.Html.Data.replace(/^[^]*<body>\n<p>/, '')
      .replace(/<\/p>\n\n<\/body><\/html>\n$/, '')
      .replaceAll('<br>', '');
    expect(inside).not.toMatch(/[<>"']/);
  });
});

describe('SMS', () => {
  test('is a transaction of a quarter of an hour, without ornaments', async () => {
    const { asked, tool } = await provider(() => ({ body: { MessageId: 'sms-1' } }));
    const text = '“Analysis” is down – it’s SEV1…';
    expect(await tool('sms').send(page({ text }), person('+15550101'), nothing)).toEqual({ providerId: 'sms-1' });
    expect(asked[0]?.headers['x-amz-target']).toMatch(/SendTextMessage$/);
    expect(json(asked[0])).toEqual({
      DestinationPhoneNumber: '+15550101',
      MessageBody: '"Analysis" is down - it\'s SEV1...',
      MessageType: 'TRANSACTIONAL',
      TimeToLive: 900,
      Context: { incidentId: 'INC-000042', key: 'INC-000042.1.page.rule.1.alice', kind: 'page' },
    });
  });

  test('takes the words of a page that were made for phones; a page of an older release has one text', async () => {
    const { asked, tool } = await provider(() => ({ body: { MessageId: 'sms-1' } }));
    await tool('sms').send(page({ text: 'CPU 알람', sms: 'CPU ?' }), person('+15550101'), nothing);
    await tool('sms').send(page({ text: 'CPU ?' }), person('+15550101'), nothing);
    await tool('sms').send(notice({ text: 'CPU 알람' }), person('+15550101'), nothing);
    expect(asked.map((one) => json(one).MessageBody)).toEqual(['CPU ?', 'CPU ?', 'CPU 알람']);
  });

  test('is cut to what the service takes', async () => {
    const { asked, tool } = await provider(() => ({ body: { MessageId: 'sms-1' } }));
    await tool('sms').send(page({ text: 'x'.repeat(5_000), mayBeRepeat: true }), person('+15550101'), nothing);
    expect(json(asked[0]).MessageBody).toMatch(/^\(may be a repeat\) x{1579}\.\.\.$/);
  });
});

describe('SNS', () => {
  test('publishes to the topic of that name with the incident in its attributes', async () => {
    const { asked, tool } = await provider(() => ({
      body: '<PublishResponse><PublishResult><MessageId>n-1</MessageId></PublishResult></PublishResponse>',
    }));
    const receipt = await tool('sns').send(notice({ subject: 'Dümm\r\nx' }), topic('incidents'), nothing);
    expect(receipt.providerId).toBe('n-1');
    const sent = form(asked[0]);
    expect(sent).toMatchObject({ Action: 'Publish', TopicArn: topicArn, Subject: 'D?mm x', Message: notice().text });
    const attributes = Object.fromEntries(
      [1, 2, 3, 4].map((n) => [
        sent[`MessageAttributes.entry.${n}.Name`],
        sent[`MessageAttributes.entry.${n}.Value.StringValue`],
      ]),
    );
    expect(attributes).toEqual({ incidentId: 'INC-000042', kind: 'message', severity: 'SEV1', key: notice().key });
  });

  test.each(['unknown', 'constructor'])('has no topic %s', async (name) => {
    const { asked, tool } = await provider(() => ({}));
    await expect(tool('sns').send(notice(), topic(name), nothing)).rejects.toThrow(NotConfigured);
    expect(asked).toEqual([]);
  });
});

test('a text for SNS is cut by bytes, in front of its links', async () => {
  const { asked, tool } = await provider(() => ({ body: '<PublishResponse></PublishResponse>' }));
  const actions = [{ id: 'open', title: 'Open', value: '', url: 'https://example.com/i/1' }];
  await tool('sns').send(notice({ text: '🔔'.repeat(125_000), actions }), topic('incidents'), nothing);
  const { Message = '' } = form(asked[0]);
  expect(Message).toMatch(/^🔔+…\nOpen: https:\/\/example\.com\/i\/1$/u);
  expect(Buffer.byteLength(Message)).toBe(249_997);
});

describe('AWS', () => {
  const target = { email: person('a@example.com'), sms: person('+15550101'), sns: topic('incidents') };
  const tools = ['email', 'sms', 'sns'] as const;
  const answers: [string, Answer, unknown][] = [
    [
      'a rejected message',
      { status: 400, headers: { 'x-amzn-errortype': 'MessageRejected' }, body: { message: 'no' } },
      Undeliverable,
    ],
    [
      'missing rights',
      { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: { message: 'no' } },
      Undeliverable,
    ],
    ['throttling', { status: 429, headers: { 'x-amzn-errortype': 'TooManyRequestsException' }, body: {} }, RateLimited],
    ['a failing service', { status: 503, body: 'no JSON at all' }, Unreachable],
    ['a reset', 'reset', NoAnswer],
    ['silence', 'hang', NoAnswer],
  ];
  test.each(tools.flatMap((name) => answers.map((one) => [name, ...one] as const)))(
    '%s: %s, after one attempt',
    async (name, _what, answer, expected) => {
      const { asked, tool } = await provider(() => answer);
      const thrown = await tool(name)
        .send(page(), target[name], nothing)
        .catch((one: unknown) => one);
      expect(thrown).toBeInstanceOf(expected);
      expect(asked).toHaveLength(1);
    },
  );

  test.each(tools)('%s: a refused connection', async (name) => {
    const { tool } = await provider(() => ({}));
    await close?.();
    close = undefined;
    await expect(tool(name).send(page(), target[name], nothing)).rejects.toThrow(Unreachable);
  });
});

describe('Statuspage', () => {
  const update = notice({ public: { status: 'investigating', impact: 'major', components: ['c1'] } });

  test('the first message makes the public incident, the next one changes it', async () => {
    const { asked, tool } = await provider((one) =>
      one.method === 'GET' ? { body: [] } : { status: 201, body: { id: 'sp1' } },
    );
    const receipt = await tool('statuspage').send(update, publicPage, nothing);
    expect(receipt).toEqual({ providerId: 'sp1', ref: { statuspageIncident: 'sp1' } });
    const next = notice({ key: 'next', public: { status: 'resolved', impact: 'none' } });
    await tool('statuspage').send(next, publicPage, receipt.ref ?? {});
    expect(asked.map((one) => [one.method, one.url, one.headers['authorization']])).toEqual([
      ['GET', '/statuspage/v1/pages/page1/incidents/unresolved', 'OAuth secret-of-statuspage'],
      ['POST', '/statuspage/v1/pages/page1/incidents', 'OAuth secret-of-statuspage'],
      ['PATCH', '/statuspage/v1/pages/page1/incidents/sp1', 'OAuth secret-of-statuspage'],
    ]);
    expect(json(asked[1])).toEqual({
      incident: {
        name: update.subject,
        status: 'investigating',
        body: update.text,
        impact_override: 'major',
        component_ids: ['c1'],
        components: { c1: 'partial_outage' },
        metadata: { tocsin: { incidentId: 'INC-000042', key: update.key, components: { c1: 'partial_outage' } } },
      },
    });
  });

  test('a repeat looks first: what is there is not made again, what is there but older is changed', async () => {
    const there = (key: string) => [
      { id: 'old', metadata: null },
      { id: 'sp1', metadata: { tocsin: { incidentId: 'INC-000042', key } } },
    ];
    for (const [key, methods] of [
      [update.key, ['GET']],
      ['older', ['GET', 'GET', 'PATCH']],
    ] as const) {
      const { asked, tool } = await provider((one) => ({ body: one.method === 'GET' ? there(key) : {} }));
      expect(await tool('statuspage').send({ ...update, mayBeRepeat: true }, publicPage, nothing)).toMatchObject({
        providerId: 'sp1',
      });
      expect(asked.map((one) => one.method)).toEqual(methods);
      await close?.();
    }
  });

  test('a repeat reads the list of public incidents to its end', async () => {
    const { asked, tool } = await provider((one) => {
      if (one.method !== 'GET') return { body: {} };
      const others = Array.from({ length: 25 }, (_, n) => ({ id: `other-${n}` }));
      const ours = { id: 'sp1', metadata: { tocsin: { incidentId: 'INC-000042', key: update.key } } };
      return { body: one.url.endsWith('page=1') ? others : [ours] };
    });
    expect(await tool('statuspage').send({ ...update, mayBeRepeat: true }, publicPage, nothing)).toMatchObject({
      providerId: 'sp1',
    });
    expect(asked.map((one) => one.method)).toEqual(['GET', 'GET']);
  });

  test('a repeat of a change that arrived changes nothing', async () => {
    const { asked, tool } = await provider(() => ({
      body: { id: 'sp1', metadata: { tocsin: { incidentId: 'INC-000042', key: update.key } } },
    }));
    await tool('statuspage').send({ ...update, mayBeRepeat: true }, publicPage, { statuspageIncident: 'sp1' });
    expect(asked.map((one) => [one.method, one.url])).toEqual([['GET', '/statuspage/v1/pages/page1/incidents/sp1']]);
  });

  test.each([
    [401, Undeliverable],
    [403, Undeliverable],
    [404, Undeliverable],
    [422, Undeliverable],
    [420, RateLimited],
    [429, RateLimited],
    [500, Unreachable],
  ])('%i', async (status, expected) => {
    const { tool } = await provider(() => ({ status }));
    await expect(tool('statuspage').send(update, publicPage, nothing)).rejects.toThrow(expected);
  });
});

test.each(['pagerduty', 'sms', 'slack'])('%s takes one address', async (name) => {
  const { asked, tool } = await provider(() => ({}));
  for (const to of [person(), person('a', 'b')])
    await expect(tool(name).send(page(), to, nothing)).rejects.toThrow(Undeliverable);
  expect(asked).toEqual([]);
});

test.each(['sns', 'statuspage'])('%s reaches no person', async (name) => {
  const { asked, tool } = await provider(() => ({}));
  await expect(tool(name).send(page(), person('a'), nothing)).rejects.toThrow(Undeliverable);
  expect(asked).toEqual([]);
});
