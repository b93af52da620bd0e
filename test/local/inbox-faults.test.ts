import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInbox } from '#local/inbox/inbox';
import { type RunningInbox, startInbox } from '#local/inbox/server';

let inbox: RunningInbox;
beforeEach(async () => {
  inbox = await startInbox();
});
afterEach(() => inbox.close());

const put = async (channel: string, body: unknown) => {
  const answer = await fetch(`${inbox.url}/faults/${channel}`, { method: 'PUT', body: JSON.stringify(body) });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};
const post = (signal: AbortSignal | null = null) =>
  fetch(`${inbox.url}/slack/api/chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-1', 'content-type': 'application/json' },
    body: JSON.stringify({ channel: '#incidents', text: 'x' }),
    signal,
  });
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error as { cause?: { code?: string }; name: string }).cause?.code ?? (error as Error).name,
  );

test('refuse cuts the connection, and nothing has arrived; mended, it answers', async () => {
  await put('slack', { mode: 'refuse' });
  expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(await codeOf(post()));
  expect(await (await fetch(`${inbox.url}/faults`)).json()).toMatchObject([
    { channel: 'slack', mode: 'refuse', until: null },
  ]);
  await fetch(`${inbox.url}/faults/slack`, { method: 'DELETE' });
  expect((await post()).status).toBe(200);
  expect(inbox.messages()).toHaveLength(1);
});

test('hang answers nobody: who gives up has sent nothing, who waits for the end is answered', async () => {
  await put('slack', { mode: 'hang', seconds: 0.4 });
  expect(await codeOf(post(AbortSignal.timeout(100)))).toBe('TimeoutError');
  expect(inbox.messages()).toHaveLength(0);
  expect((await post()).status).toBe(200);
  expect(inbox.messages()).toHaveLength(1);
});

test('lost-answer takes the message and loses the answer', async () => {
  await put('slack', { mode: 'lost-answer' });
  expect(['ECONNRESET', 'UND_ERR_SOCKET']).toContain(await codeOf(post()));
  expect(inbox.messages()).toHaveLength(1);
});

test('500, 429 and ok-false are said in the words of each', async () => {
  const answers = async (mode: string) => {
    await put('slack', { mode, seconds: 20 });
    const answer = await post();
    return [answer.status, answer.headers.get('retry-after'), (await answer.text()).slice(0, 40)];
  };
  expect(await answers('500')).toEqual([500, null, '<!doctype html><title>Server Error</titl']);
  expect(await answers('429')).toEqual([429, '20', '{"ok":false,"error":"ratelimited"}']);
  expect(await answers('ok-false')).toEqual([200, null, '{"ok":false,"error":"fatal_error"}']);
  expect(inbox.messages()).toEqual([]);
});

test.each([
  ['pagerduty', '/pagerduty/v2/enqueue', [500, 429, 400]],
  ['statuspage', '/statuspage/v1/pages/p/incidents', [500, 429, 422]],
  ['sns', '/sns', [500, 400, 403]],
  ['webhook', '/webhook/x', [500, 429, 400]],
])('%s fails alone, by status', async (channel, path, statuses) => {
  const seen = [];
  for (const mode of ['500', '429', 'ok-false']) {
    await put(channel, { mode });
    seen.push((await fetch(`${inbox.url}${path}`, { method: 'POST', body: '{}' })).status);
  }
  expect(seen).toEqual(statuses);
  expect((await post()).status).toBe(200);
});

test('the AWS clients see the names of errors that they know', async () => {
  const settings = {
    endpoint: inbox.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  const ses = new SESv2Client(settings);
  const sms = new PinpointSMSVoiceV2Client(settings);
  const mail = () =>
    ses.send(
      new SendEmailCommand({
        FromEmailAddress: 'a@example.com',
        Destination: { ToAddresses: ['b@example.com'] },
        Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
      }),
    );
  const text = () => sms.send(new SendTextMessageCommand({ DestinationPhoneNumber: '+15550101', MessageBody: 'x' }));
  const nameOf = (call: Promise<unknown>) =>
    call.then(
      () => 'ok',
      (error: unknown) => (error as Error).name,
    );
  const seen = [];
  for (const mode of ['500', '429', 'ok-false'] as const) {
    inbox.fault('email', { mode });
    inbox.fault('sms', { mode });
    seen.push([await nameOf(mail()), await nameOf(text())]);
  }
  expect(seen).toEqual([
    ['InternalServiceErrorException', 'InternalServerException'],
    ['TooManyRequestsException', 'ThrottlingException'],
    ['MessageRejected', 'ConflictException'],
  ]);
  inbox.fault('email', { mode: 'lost-answer' });
  expect(await nameOf(mail())).not.toBe('ok');
  expect(inbox.messages()).toHaveLength(1);
});

test.each([
  ['slack', { mode: 'explode' }, 'mode'],
  ['slack', { mode: '500', seconds: -1 }, 'seconds'],
  ['slack', { mode: '500', minutes: 1 }, 'minutes'],
  ['pigeon', { mode: '500' }, 'channel'],
])('a fault at %s of %j is refused and names %s', async (channel, body, path) => {
  const { status, body: said } = await put(channel, body);
  expect([status, said.errors.map((one: { path: string }) => one.path)]).toEqual([400, [path]]);
  expect(said.detail).toContain(path);
});

test('in process, on a clock that is wound, the same rules hold without a socket', async () => {
  let at = Date.parse('2026-01-05T03:00:00Z');
  const wound = await createInbox({ now: () => new Date(at) });
  const send = () =>
    wound.handle({
      method: 'POST',
      path: '/slack/api/chat.postMessage',
      headers: { authorization: 'Bearer xoxb-1', 'content-type': 'application/json' },
      body: '{"channel":"#incidents","text":"x"}',
    });
  const seen = (answer: ReturnType<typeof send>) => ('broken' in answer ? answer.broken : answer.status);
  wound.fault('slack', { mode: 'hang', seconds: 60 });
  expect(seen(send())).toBe('hanging');
  at += 60_000;
  expect(Array.from({ length: 11 }, () => seen(send()))).toEqual([...Array(10).fill(200), 429]);
  at += 1_000;
  expect(seen(send())).toBe(200);
  wound.fault('slack', { mode: 'refuse' });
  expect(seen(send())).toBe('refused');
  at += 5_000;
  wound.fault('slack', { mode: 'lost-answer' });
  expect(seen(send())).toBe('lost');
  expect(wound.messages().at(-1)?.at).toBe('2026-01-05T03:01:06.000Z');
  expect(wound.messages()).toHaveLength(12);
});
