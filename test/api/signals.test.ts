import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_BYTES, MOST_SIGNALS } from '#lambdas/api/signals';
import { plugins } from '#plugins/registry';
import { World } from '#simulator/world';
import { bearer, hmac, sourcesOn } from '#test/sources';
import { changed } from '#test/story';
import { tracktion } from './support.ts';

const secret = 'one-secret';
const now = Date.parse('2026-03-11T14:02:00Z') / 1000;
const on = (secrets: Record<string, string | undefined> = { json: secret }, pack = tracktion.pack) =>
  sourcesOn(new World({ start: '2026-03-11T14:02:00Z', ...tracktion, pack, catchAll: 'oncall_manager' }), secrets);
const signal = (n = 0, state = 'firing') => ({ key: `k${n}`, state, at: '2026-03-11T14:01:00Z', title: 'Backlog' });
const basic = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
const signed = (body: string, t: number | string, by = secret) => ({
  headers: { 'x-tocsin-signature': `t=${t},v1=${hmac(by, `${t}.${body}`)}` },
});
const text = JSON.stringify(signal());

test.each([
  ['a bearer token', 202, bearer(secret)],
  ['the other secret of two', 202, bearer('next-secret')],
  ['a password, whatever the user is called', 202, basic(`tocsin:${secret}`)],
  ['a password with a colon is another', 401, basic(`tocsin:x:${secret}`)],
  ['a header of our own', 202, { headers: { 'x-tocsin-secret': secret } }],
  ['the address, for tools that have no headers', 202, { query: `secret=${secret}` }],
  ['a signature of now', 202, signed(text, now)],
  ['a signature by the other secret', 202, signed(text, now, 'next-secret')],
  ['a signature of 5 minutes ago', 202, signed(text, now - 300)],
  ['a signature of longer ago: it may have been overheard', 401, signed(text, now - 301)],
  ['a signature from the future', 401, signed(text, now + 301)],
  ['a signature of another body', 401, signed(`${text} `, now)],
  [
    'a signature whose time was changed',
    401,
    { headers: { 'x-tocsin-signature': `t=${now},v1=${hmac(secret, `${now - 900}.${text}`)}` } },
  ],
  [
    'a wrong signature beside the right secret',
    401,
    { headers: { ...bearer(secret).headers, 'x-tocsin-signature': 'v1=0' } },
  ],
  ['nothing', 401, {}],
  ['an empty bearer token', 401, { headers: { authorization: 'Bearer ' } }],
  ['a part of the secret', 401, bearer('one-secre')],
  ['the text of both secrets', 401, bearer('one-secret,next-secret')],
  ['a wrong one', 401, bearer('other')],
])('who posts shows the secret or signs: %s', async (_, status, given) => {
  const { post, queued } = on({ json: 'one-secret, next-secret' });
  expect((await post('json', text, given)).status).toBe(status);
  expect(queued).toHaveLength(status === 202 ? 1 : 0);
});

test.each([
  ['over the bytes as they came', 202, (body: string) => hmac(secret, body)],
  ['in capital letters', 202, (body: string) => hmac(secret, body).toUpperCase()],
  ['over the same JSON written anew', 401, (body: string) => hmac(secret, JSON.stringify(JSON.parse(body)))],
  ['by another secret', 401, (body: string) => hmac('other', body)],
  ['by an empty secret', 401, (body: string) => hmac('', body)],
  ['cut', 401, (body: string) => hmac(secret, body).slice(0, 63)],
  ['missing', 401, () => ''],
])('Sentry signs: %s', async (_, status, sign) => {
  const [sample] = plugins.sources.find(({ source }) => source === 'sentry')?.samples ?? [];
  const body = JSON.stringify(sample?.payload, null, 2).replace('heck', '업로드');
  const { post } = on({ sentry: secret });
  expect((await post('sentry', body, { headers: { 'sentry-hook-signature': sign(body) } })).status).toBe(status);
  // the secret itself is no signature
  expect((await post('sentry', body, bearer(secret))).status).toBe(401);
});

test.each([
  ['no secret', undefined],
  ['an empty secret', ' , '],
])('with %s nothing can be verified: our fault, so the source tries again', async (_, given) => {
  const { post, queued } = on({ json: given });
  const answer = await post('json', text, bearer(''));
  expect([answer.status, answer.headers['retry-after'], answer.json.detail]).toEqual([
    503,
    '300',
    'the secret of the source json has not been given',
  ]);
  expect(queued).toEqual([]);
});

test('there are no other sources, and none by another method', async () => {
  const { post } = on({ cloudwatch: secret, constructor: secret, json: secret });
  for (const name of ['cloudwatch', 'constructor', '__proto__', 'nagios'])
    expect([name, (await post(name, text, bearer(secret))).status]).toEqual([name, 404]);
  const answer = await post('json', '', { method: 'PUT' });
  expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
});

test.each([
  ['{"key": ', [/^is not JSON: /]],
  ['', [/^is not JSON: /]],
  ['7', [/expected object, received number/]],
  ['{}', [/expected string/, /expected one of/, /expected a time/, /expected string/]],
  [
    JSON.stringify({ ...signal(), at: '2026-02-30T14:00:00Z', severity: 'P1' }),
    [/expected a time/, /Unrecognized key: "severity"/],
  ],
])('proven garbage is 400 with all that is wrong, and is no signal: %s', async (body, messages) => {
  const { post, queued } = on();
  const { status, json } = await post('json', body, bearer(secret));
  expect(status).toBe(400);
  expect(json.errors.map(({ message }) => message)).toEqual(messages.map((words) => expect.stringMatching(words)));
  expect(queued).toMatchObject([{ tocsin: 'unread' }]);
});

test('a body has at most 4 MB, to the byte', async () => {
  const { post, queued } = on();
  const full = text.padEnd(MOST_BYTES, ' ');
  expect((await post('json', full, bearer(secret))).status).toBe(202);
  const { status, json } = await post('json', `${full} `, bearer(secret));
  expect([status, json.detail]).toEqual([413, '4000001 bytes, expected at most 4000000; nothing was taken']);
  expect(queued).toHaveLength(1);
});

test('of more than 1,000 alerts the first thousand are taken, those that fire before the rest, and the answer says so', async () => {
  const { post, queued } = on();
  const calm = Array.from({ length: MOST_SIGNALS }, (_, n) => signal(n, 'recovered'));
  expect((await post('json', calm, bearer(secret))).json).toMatchObject({ signals: 1000, errors: [] });
  queued.length = 0;
  const { status, json } = await post('json', [...calm, signal(4711)], bearer(secret));
  expect(status).toBe(202);
  expect(json).toMatchObject({
    signals: 1000,
    errors: [{ path: '', message: '1001 alerts, expected at most 1000: 1 were left out' }],
  });
  expect(queued[0]).toMatchObject({ signal: { key: 'json/k4711', state: 'firing' } });
});

test('an answer names 100 faults and how many more there are', async () => {
  const { post } = on();
  const { json } = await post(
    'json',
    Array.from({ length: 60 }, () => ({ ...signal(), at: 1, title: 1 })),
    bearer(secret),
  );
  expect(json.errors).toHaveLength(101);
  expect(json.errors.at(-1)).toEqual({ path: '', message: '20 more faults' });
});

test('a mapping that takes too long, or fails, is garbage in and not a fault of ours', async () => {
  const pack = changed(({ playbook: { detection } }) => {
    detection.mappings = {
      endless: { title: 'Endless', map: '($f := function($n) { $f($n + 1) }; $f(0))' },
      words: { title: 'Words', map: '{"key": id, "state": "firing", "title": id, "at": $fromMillis(at)}' },
    };
  });
  const { post, queued } = on({ endless: secret, words: secret }, pack);
  const endless = await post('endless', {}, bearer(secret));
  expect([endless.status, endless.json.errors]).toEqual([
    400,
    [{ path: 'body', message: 'the mapping of Endless cannot read this: it takes more than 1 s' }],
  ]);
  expect((await post('words', { id: 'a', at: 'noon' }, bearer(secret))).status).toBe(400);
  expect((await post('words', { id: 'a', at: 1773237660000 }, bearer(secret))).status).toBe(202);
  expect(queued).toMatchObject([{ tocsin: 'unread' }, { tocsin: 'unread' }, { tocsin: 'signal' }]);
});

test('whatever a source is sent is answered by 2xx or 4xx, and what is queued are whole signals, or what could not be read', async () => {
  const posting = plugins.sources.filter(({ http }) => http !== undefined);
  const { post, queued } = on(Object.fromEntries(posting.map(({ source }) => [source, secret])));
  const samples = posting.flatMap(({ samples: all }) => all.map(({ payload }) => payload));
  /** A payload with one of its values replaced. */
  const spoilt = fc.tuple(fc.constantFrom(...samples), fc.nat(), fc.jsonValue()).map(([payload, at, value]) => {
    let n = 0;
    const target = at % 40;
    return JSON.stringify(payload, (key, old) => (key !== '' && n++ === target ? value : old));
  });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(spoilt, fc.json(), fc.string()),
      fc.constantFrom(...posting),
      async (body, { source }) => {
        const signature = { 'sentry-hook-signature': hmac(secret, body) };
        const { status } = await post(source, body, { headers: { ...bearer(secret).headers, ...signature } });
        expect([202, 400]).toContain(status);
      },
    ),
    { numRuns: 300 },
  );
  for (const one of queued)
    expect(one).toEqual(
      expect.toBeOneOf([
        { tocsin: 'signal', signal: expect.objectContaining({ at: expect.stringMatching(/Z$/) }) },
        { tocsin: 'unread', source: expect.any(String), headers: {}, text: expect.any(String) },
      ]),
    );
});
