import { expect, test } from 'vitest';
import { hashOf } from '#app/links/token';
import { keys } from '#app/store/keys';
import { Undeliverable } from '#core/errors';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { highErrorRate, Story } from '#test/story';

/** The links that a person has been sent, in order. */
const linksTo = (story: Story, person: string): string[] =>
  story.world.sent
    .filter(({ message, to }) => message.kind === 'page' && to.some((address) => address.includes(person)))
    .flatMap(({ message }) => message.actions.flatMap(({ url }) => url ?? []));

/** A story at 14:03 whose people hold their links, and the pages over it. */
async function paged() {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.until('14:03');
  const app = api(story.world.ports);
  const ask = async (method: string, path: string, form?: Record<string, string>, headers: object = {}) => {
    const body = form === undefined ? {} : { body: new URLSearchParams(form).toString() };
    const response = await app.request(path, {
      method,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      ...body,
    });
    const text = await response.text();
    await story.world.clock.settle();
    return { status: response.status, headers: response.headers, location: response.headers.get('location'), text };
  };
  const pathOf = (person: string) => new URL(linksTo(story, person).at(-1) ?? '').pathname;
  return { story, ask, pathOf };
}

test('every page carries a link of its own, of which only the hash is kept, and everything opens by it', async () => {
  const { story, ask, pathOf } = await paged();
  const path = pathOf('alice');
  expect(path).toMatch(/^\/i\/[A-Za-z0-9]{22}$/);
  expect(
    new Set(story.world.sent.filter((s) => s.message.kind === 'page').map((s) => s.message.actions[0]?.url)).size,
  ).toBe(2);
  const token = path.slice('/i/'.length);
  expect(JSON.stringify(story.world.table.dump())).not.toContain(token);
  const row = await story.run(() => story.world.table.get(keys.link(hashOf(token))));
  expect(row).toMatchObject({ incident: story.id, person: 'alice' });
  const { status, text, headers } = await ask('GET', path);
  expect([
    status,
    text.includes('High error rate'),
    headers.get('cache-control'),
    headers.get('referrer-policy'),
  ]).toEqual([200, true, 'no-store', 'no-referrer']);
});

test('looking changes nothing, however often and by whomever; a form without an act does nothing', async () => {
  const { story, ask, pathOf } = await paged();
  const path = pathOf('alice');
  const before = JSON.stringify(story.world.table.dump());
  for (const method of ['GET', 'HEAD', 'GET'])
    expect((await ask(method, path, undefined, { 'sec-purpose': 'prefetch' })).status).toBe(200);
  const posted = await ask('POST', path, {});
  expect([posted.status, posted.location]).toEqual([303, '?']);
  expect((await ask('POST', `${path}/acknowledge`, { act: 'acknowledge' })).status).toBe(404);
  expect(JSON.stringify(story.world.table.dump())).toBe(before);
});

const browser = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
};

test('that a browser shows the page is one line for each link, and acknowledges nothing', async () => {
  const { story, ask, pathOf } = await paged();
  const path = pathOf('alice');
  const opened = async () => (await story.why(['note'])).filter((line) => line.includes('was opened'));
  await ask('HEAD', path, undefined, browser);
  for (const extra of [
    { 'sec-purpose': 'prefetch;prerender' },
    { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' },
    { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
    { 'user-agent': 'Mozilla/5.0 HeadlessChrome/149.0.0.0 Safari/537.36' },
  ])
    expect((await ask('GET', path, undefined, { ...browser, ...extra })).status).toBe(200);
  expect(await opened()).toEqual([]);
  for (const time of [1, 2, 3])
    expect([time, (await ask('GET', path, undefined, browser)).status]).toEqual([time, 200]);
  expect(await opened()).toEqual([
    '14:03:00 | alice | the page behind alice’s link was opened in a browser; that is no acknowledgement',
  ]);
  expect((await story.incident()).acknowledged).toBeUndefined();
  await story.until('14:40');
  expect(story.pages().length).toBeGreaterThan(2);
});

test('acknowledged by link: once, with the role, and the timeline says how', async () => {
  const { story, ask, pathOf } = await paged();
  const path = pathOf('alice');
  for (const _ of [1, 2, 3]) {
    const { status, location } = await ask('POST', path, { act: 'acknowledge', v: '1' });
    expect([status, location]).toEqual([303, '?done=acknowledge']);
  }
  expect(await story.why(['acknowledged'])).toEqual(['14:03:00 | alice | acknowledged by alice, by link']);
  expect((await story.incident()).roles).toEqual({ IC: 'alice' });
  const { text } = await ask('GET', path);
  expect(text).toContain('It is yours');
  const other = await ask('GET', pathOf('dana'));
  expect(other.text).toContain('You can go back to sleep');
});

test('a push button needs no act, is one event over three taps, and is answered for another origin', async () => {
  const { story, ask, pathOf } = await paged();
  for (const _ of [1, 2, 3]) {
    const { status, headers, text } = await ask(
      'POST',
      pathOf('alice'),
      { by: 'ntfy' },
      { authorization: 'Bearer tk_x' },
    );
    expect([status, headers.get('access-control-allow-origin'), text]).toEqual([200, '*', 'done']);
  }
  expect(await story.why(['acknowledged'])).toEqual(['14:03:00 | alice | acknowledged by alice, by push notification']);
});

test('“I can’t” pages the next person, handing back and “not me” follow; a note counts once', async () => {
  const { story, ask, pathOf } = await paged();
  const path = pathOf('alice');
  expect((await ask('POST', path, { act: 'cannot', v: '9' })).location).toBe('?done=cannot');
  expect((await ask('POST', path, { act: 'cannot', v: '9' })).location).toBe('?done=cannot');
  expect(story.pages().slice(2)).toEqual(['14:03:00 pagerduty pagerduty-bob: page P1-secondary']);
  const bob = pathOf('bob');
  await ask('POST', bob, { act: 'acknowledge' });
  await ask('POST', bob, { act: 'note', text: 'on it “ich schau’s mir an ✓”', v: '12' });
  await ask('POST', bob, { act: 'note', text: 'on it “ich schau’s mir an ✓”', v: '12' });
  expect((await story.why(['note'])).filter((line) => line.includes('ich schau'))).toEqual([
    '14:03:00 | bob | on it “ich schau’s mir an ✓”',
  ]);
  expect((await ask('POST', bob, { act: 'not-me' })).location).toBe('?done=not-me');
  expect((await story.incident()).acknowledged).toBeUndefined();
});

test('a late button says what is true now and leaves one line; somebody else’s hand-back is nobody’s to press', async () => {
  const { story, ask, pathOf } = await paged();
  await ask('POST', pathOf('dana'), { act: 'acknowledge' });
  const path = pathOf('alice');
  for (const _ of [1, 2])
    expect((await ask('POST', path, { act: 'acknowledge', v: '1' })).location).toBe('?late=acknowledge');
  const { text } = await ask('GET', `${path}?late=acknowledge`);
  expect(text).toContain('That button did nothing.');
  expect(text).toContain('Dana Diaz acknowledged it at 14:03.');
  expect((await ask('POST', path, { act: 'release' })).location).toBe('?late=release');
  expect((await story.why(['note'])).filter((line) => line.includes('did nothing'))).toEqual([
    '14:03:00 | alice | acknowledge by alice, by link, did nothing: dana acknowledged it at 2026-03-11T14:03:00.000Z',
    '14:03:00 | alice | release by alice, by link, did nothing: dana has acknowledged it, not alice, at 2026-03-11T14:03:00.000Z',
  ]);
});

test('a note of the full length goes, whatever ends its lines; a reason that is too long is cut, a form that is too long says so', async () => {
  const { story, ask, pathOf } = await paged();
  const path = pathOf('alice');
  const lines = `${'x'.repeat(49)}\r\n`.repeat(100).trimEnd();
  expect((await ask('POST', path, { act: 'note', text: lines, v: '1' })).location).toBe('?done=note');
  expect((await ask('POST', path, { act: 'note', text: 'x'.repeat(5_001), v: '1' })).location).toBe('?late=note');
  const { status, text } = await ask('POST', path, { act: 'note', text: 'x'.repeat(64_000), v: '1' });
  expect([status, text]).toEqual([413, 'This is too long, and nothing was done: go back, shorten it and press again.']);
  expect((await ask('POST', path, { act: 'cannot', reason: `x${'y'.repeat(2_000)}`, v: '1' })).location).toBe(
    '?done=cannot',
  );
  expect((await story.why(['note'])).at(-1)).toBe(
    `14:03:00 | alice | declined by alice, by link: x${'y'.repeat(1_999)}`,
  );
});

test('a late press of a push button is told as one', async () => {
  const { story, ask, pathOf } = await paged();
  await ask('POST', pathOf('dana'), { act: 'acknowledge' });
  expect((await ask('POST', pathOf('alice'), { by: 'ntfy' })).text).toBe('late');
  expect((await story.why(['note'])).filter((line) => line.includes('did nothing'))).toEqual([
    '14:03:00 | alice | acknowledge by alice, by push notification, did nothing: dana acknowledged it at 2026-03-11T14:03:00.000Z',
  ]);
});

test('only the commander answers the open question and ticks the checklist', async () => {
  const { story, ask, pathOf } = await paged();
  await story.say({ do: 'acknowledge', by: 'alice' });
  await story.until('14:20');
  const { question } = await story.incident();
  const answer = { act: 'answer', question: question?.id ?? '', option: 'workaround' };
  expect((await ask('POST', pathOf('dana'), answer)).location).toBe('?late=answer');
  expect((await ask('POST', pathOf('dana'), { act: 'tick', item: 'rapid.join' })).location).toBe('?late=tick');
  expect((await ask('POST', pathOf('alice'), { act: 'tick', item: 'rapid.join' })).location).toBe('?done=tick');
  expect((await ask('POST', pathOf('alice'), answer)).location).toBe('?done=answer');
  const { checklist, plan } = await story.incident();
  expect([checklist, plan?.option, plan?.chosenBy]).toEqual([{ 'rapid.join': 'alice' }, 'workaround', 'alice']);
});

test('a link is good until an hour after the end, and only for who is still in people.yaml; a press after that is one line', async () => {
  const { story, ask, pathOf } = await paged();
  const path = pathOf('alice');
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  await story.until('15:03');
  const last = await ask('GET', path);
  expect([last.status, last.text.includes('Nothing is left for you to do')]).toEqual([200, true]);
  await story.until('15:03:01');
  const dead = await ask('GET', path);
  const forged = await ask('GET', `/i/${'A'.repeat(22)}`);
  expect([dead.status, dead.text]).toEqual([forged.status, forged.text]);
  for (const _ of [1, 2]) expect((await ask('POST', path, { act: 'acknowledge' })).text).toBe(forged.text);
  expect((await story.why(['note'])).filter((line) => line.includes('by link'))).toEqual([
    '15:03:01 | alice | press by alice, by link, did nothing: the link is no longer good',
  ]);
});

test('the links of somebody who has left people.yaml are dead, whatever they hold', async () => {
  const { story, ask, pathOf } = await paged();
  const { deployed } = story.world.ports;
  const { alice: _, ...people } = deployed.people.people;
  deployed.people = { ...deployed.people, people };
  const [gone, forged] = [await ask('GET', pathOf('alice')), await ask('GET', `/i/${'A'.repeat(22)}`)];
  expect([gone.status, gone.text]).toEqual([404, forged.text]);
  expect((await ask('POST', pathOf('alice'), { act: 'acknowledge' })).status).toBe(404);
  expect((await story.incident()).acknowledged).toBeUndefined();
});

test('from the tap to the acknowledgement: six reads, four of them at once, and one write', async () => {
  const { story, ask, pathOf } = await paged();
  const { table } = story.world.ports;
  const calls: string[] = [];
  const counted = { ...table };
  for (const name of ['get', 'query', 'write'] as const)
    counted[name] = ((...given: never[]) => {
      calls.push(name);
      return (table[name] as (...all: never[]) => unknown)(...given);
    }) as never;
  story.world.ports.table = counted;
  // what follows from the turn is others' work: it is counted up to the answer
  const answer = ask('POST', pathOf('alice'), { act: 'acknowledge' });
  await answer;
  expect(calls.slice(0, calls.indexOf('write') + 1)).toEqual(['get', 'get', 'query', 'get', 'get', 'query', 'write']);
});

test('a thousand wrong tokens: one counter, no row, nothing but 404; what mail programs add is left out', async () => {
  const { story, ask, pathOf } = await paged();
  const counted: string[] = [];
  story.world.ports.metrics.put = ({ name }) => void counted.push(name);
  const before = JSON.stringify(story.world.table.dump());
  const seen = new Set<number>();
  for (let n = 0; n < 1000; n += 1) {
    const token = `${n}`.padStart(22, 'x');
    seen.add(
      (await ask(n % 2 === 0 ? 'GET' : 'POST', `/i/${token}`, n % 2 === 0 ? undefined : { act: 'acknowledge' })).status,
    );
  }
  expect([[...seen], new Set(counted), counted.length]).toEqual([[404], new Set(['LinkRefused']), 1000]);
  expect(JSON.stringify(story.world.table.dump())).toBe(before);
  const path = pathOf('alice');
  for (const junk of ['.', ')', '>', '%20', '”', '/', '?', '#_=_', '%E2%80%9D', '%25'])
    expect([junk, (await ask('GET', `${path}${junk}`)).status]).toEqual([junk, 200]);
  for (const cut of ['', 'x', path.slice(3, -1), `${path.slice(3)}x`, `${path.slice(3)}-x`, '..%2F..'])
    expect([cut, (await ask('GET', `/i/${cut}`)).status]).toEqual([cut, 404]);
});

test('a person who asks for a link gets it on their own channels, once; the answer is the same for everybody', async () => {
  const { story, ask } = await paged();
  const card = await ask('GET', `/incidents/${story.id}`);
  expect([card.status, card.text.includes('High error rate'), card.text.includes(story.id)]).toEqual([
    200,
    false,
    true,
  ]);
  const before = story.world.sent.length;
  const asks = ['alice@tracktion.example', 'ALICE@TRACKTION.EXAMPLE', 'nobody@example.com', '', 'alice'];
  for (const who of asks) {
    const { status, location } = await ask('POST', '/i/renew', { incident: story.id, who });
    expect([status, location]).toEqual([303, 'asked']);
  }
  const sent = story.world.sent.slice(before);
  expect(sent.map(({ channel, to }) => `${channel} ${to.join()}`)).toEqual(['sms +15550111']);
  const url = sent[0]?.message.actions[0]?.url ?? '';
  expect((await ask('GET', new URL(url).pathname)).status).toBe(200);
});

test('the gateway passes a link on decoded, with what was added to it', async () => {
  const { story, pathOf } = await paged();
  const serve = gateway(api(story.world.ports));
  const get = async (rawPath: string) =>
    (await serve({
      version: '2.0',
      rawPath,
      rawQueryString: '',
      headers: {},
      requestContext: { http: { method: 'GET', path: rawPath } },
      isBase64Encoded: false,
    })) as { statusCode: number };
  const path = pathOf('alice');
  for (const junk of ['', '.', ' ', '”', '?', '#_=_', '/'])
    expect([junk, (await get(`${path}${junk}`)).statusCode]).toEqual([junk, 200]);
  expect((await get('/i/..//v1/incidents')).statusCode).toBe(404);
});

test.each(['', '/'])(
  'a dead link%s and an incident’s page lead to the same form, wherever the gateway serves them',
  async (slash) => {
    const { ask, story } = await paged();
    const at = (path: string, text: string): string =>
      new URL(/action="([^"]+)"/.exec(text)?.[1] ?? '', `https://engine.test/api/$default${path}`).pathname;
    const serve = gateway(api(story.world.ports));
    const dead = `/i/${'x'.repeat(22)}${slash}`;
    const answer = await story.run(() =>
      serve({ version: '2.0', rawPath: dead, headers: {}, requestContext: { http: { method: 'GET', path: dead } } }),
    );
    expect(at(dead, (answer as { body: string }).body)).toBe('/api/$default/i/renew');
    expect(at('/i/a/b', (await ask('GET', '/i/a/b')).text)).toBe('/api/$default/i/renew');
    const page = `/incidents/${story.id}`;
    expect(at(page, (await ask('GET', page)).text)).toBe('/api/$default/i/renew');
  },
);

test('a link with a slash behind it opens, and its form acts', async () => {
  const { story, pathOf } = await paged();
  const serve = gateway(api(story.world.ports));
  const path = `${pathOf('alice')}/`;
  const call = (method: string, body = {}) =>
    story.run(() =>
      serve({ version: '2.0', rawPath: path, headers: {}, ...body, requestContext: { http: { method, path } } }),
    );
  expect(await call('GET')).toMatchObject({ statusCode: 200 });
  expect(await call('POST', { body: 'act=acknowledge' })).toMatchObject({ statusCode: 303 });
  expect((await story.incident()).acknowledged?.by).toBe('alice');
});

test('a link that no channel takes, and that was asked for, leaves a line when it is given up; a title is cut between characters', async () => {
  let broken = false;
  const story = new Story({
    fault: (_, message) => (broken && message.key.includes('.link.') ? new Undeliverable('revoked') : undefined),
  });
  // without a rule, whose title it would have; the 67th unit of the text is the first half of the sign
  const { rule: _, ...alarm } = highErrorRate;
  await story.signal({ ...alarm, title: `${'x'.repeat(44)}😀 and more` });
  await story.until('14:03');
  const app = api(story.world.ports);
  const renew = async () => {
    await app.request('/i/renew', {
      method: 'POST',
      body: new URLSearchParams({ incident: story.id, who: 'alice' }),
    });
    await story.world.clock.settle();
  };
  await renew();
  const sent = story.world.sent.find(({ message }) => message.key.includes('.link.'))?.message;
  const text = sent?.kind === 'page' ? sent.sms : '';
  expect(text).toContain('xxx...');
  expect(text).not.toMatch(/\p{Surrogate}/u);
  broken = true;
  await story.until('14:20');
  await renew();
  // as long as a message is tried
  await story.until('2026-03-12T14:25:00Z');
  expect((await story.why(['note', 'message'])).filter((line) => line.includes('asked for'))).toEqual([
    expect.stringMatching(
      /^03-12 14:2.*\| alice \| the link that alice asked for was given up: sms failed \(Undeliverable\): revoked; /,
    ),
  ]);
});
