import { expect, test } from 'vitest';
import { TestPage } from '#app/outbox/send-test-page';
import { NoAnswer, NotConfigured, Undeliverable, Unreachable } from '#core/errors';
import { World } from '#simulator/world';
import { apiOn, tracktion } from './support.ts';

const fault: ConstructorParameters<typeof World>[0]['fault'] = (tool) => {
  if (tool === 'sms') return new NotConfigured('ORIGINATION_IDENTITY');
  return tool === 'email' ? new NoAnswer('no answer') : undefined;
};
const kinds = ({ sent }: World) =>
  sent.map(({ channel, to, message }) => [channel, to.join(), message.kind, message.incidentId]);

test('a real page goes to each of one’s own channels by the queue of pages, and what each provider said is shown', async () => {
  const { world, ask } = apiOn({ fault });
  const sent = await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' });
  const { id } = sent.json;
  expect([sent.status, sent.headers.get('location')]).toEqual([201, `/v1/test-pages/${id}`]);
  expect(sent.json).toMatchObject({ person: 'alice', done: false });
  expect(sent.json.channels.map((one: { state: string }) => one.state)).toEqual(['waiting', 'waiting', 'waiting']);
  await world.clock.settle();
  const shown = await ask(`GET /v1/test-pages/${id}`, { as: 'responder' });
  expect(shown.json).toEqual({
    id,
    person: 'alice',
    done: true,
    channels: [
      {
        channel: 'pagerduty',
        state: 'accepted',
        words: 'taken by the provider as pagerduty-1',
        at: '2026-03-11T14:02:00.000Z',
        notes: [expect.stringContaining('an integration key')],
      },
      {
        channel: 'sms',
        state: 'refused',
        words: 'ORIGINATION_IDENTITY',
        at: '2026-03-11T14:02:00.000Z',
        notes: expect.any(Array),
      },
      {
        channel: 'email',
        state: 'unknown',
        words: 'it may have arrived: no answer',
        at: '2026-03-11T14:02:00.000Z',
        notes: expect.any(Array),
      },
    ],
  });
  expect(kinds(world)).toEqual([
    ['pagerduty', 'pagerduty-alice', 'page', `TEST-${id}`],
    ['email', 'alice@tracktion.example', 'page', `TEST-${id}`],
  ]);
  expect(world.sent[0]?.message).toMatchObject({ test: true, text: expect.stringContaining('Nothing is wrong') });
});

test('the alert of a test ends before it wakes the next person at its provider, and no incident is touched', async () => {
  const { world, ask } = apiOn();
  await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' });
  await world.clock.settle();
  const before = world.sent.length;
  await world.clock.wind(new Date('2026-03-11T14:05:00Z'));
  expect(
    world.sent
      .slice(before)
      .map(({ channel, message }) => [channel, message.kind, 'change' in message && message.change]),
  ).toEqual([['pagerduty', 'alert', 'resolve']]);
  expect((await ask('GET /v1/incidents')).json.items).toEqual([]);
  expect(world.dead).toEqual([]);
  // nothing of it is left for the sweeper
  expect((await world.table.index('due', 'OUTBOX', { limit: 10 })).rows).toEqual([]);
});

test('one a minute, only one’s own, and only of somebody who has channels', async () => {
  const { world, ask } = apiOn();
  const { json } = await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' });
  const again = await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' });
  expect([again.status, again.json.detail]).toEqual([409, 'a test page went to alice less than 60 s ago']);
  const others = await ask(`GET /v1/test-pages/${json.id}`, { as: 'admin', name: 'bob' });
  expect([others.status, others.json.detail]).toEqual([404, `you have no test page ${json.id}`]);
  for (const body of [{}, { to: 'bob' }, { to: 'me', person: 'bob' }])
    expect((await ask('POST /v1/test-pages', { body, as: 'responder' })).status).toBe(400);
  const stranger = await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder', name: 'nobody-we-know' });
  expect([stranger.status, stranger.json.detail]).toEqual([
    409,
    'nobody-we-know is nobody in people.yaml: there is no channel to test',
  ]);
  await world.clock.settle();
  await world.clock.wind(new Date('2026-03-11T14:03:01Z'));
  expect((await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' })).status).toBe(201);
  for (const odd of ['..%2f', '%20', 'x'.repeat(200)])
    expect((await ask(`GET /v1/test-pages/${odd}`)).status).toBe(404);
});

test('a worker that dies in the middle sends to the rest, and labels what may have arrived', async () => {
  const { world, ask } = apiOn();
  const { json } = await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' });
  const key = { pk: `TEST#${json.id}`, sk: `O#page#test-${json.id}` };
  await world.clock.settle();
  const row = await world.table.get(key);
  const { results: all } = TestPage.parse(row?.['test']);
  const { sms: _, ...results } = all;
  await world.table.write([
    {
      update: key,
      set: {
        test: { id: json.id, person: 'alice', results, done: false } as never,
        leaseUntil: '2026-03-11T14:02:00.000Z',
        nextTryAt: '2026-03-11T14:02:00.000Z',
      },
    },
  ]);
  await world.clock.wind(new Date('2026-03-11T14:05:00Z'));
  const sms = world.sent.filter(({ channel }) => channel === 'sms');
  expect(sms.map(({ message }) => message.mayBeRepeat)).toEqual([false, true]);
  expect((await ask(`GET /v1/test-pages/${json.id}`)).json).toMatchObject({ done: true });
});

test('what stands between channels and people: by the deployment, with what has been heard', async () => {
  const { world, ask } = apiOn({ pack: tracktion.pack });
  const { json } = await ask('GET /v1/doctor', { as: 'responder' });
  const of = (channel: string) => json.items.filter((item: { of: string }) => item.of === channel);
  const named: string[] = json.items.map((item: { of: string }) => item.of);
  expect([...new Set(named.filter((of) => !of.startsWith('check ')))]).toEqual([
    'slack',
    'pagerduty',
    'sms',
    'email',
    'statuspage',
    'links',
    'lambda',
  ]);
  expect(of('pagerduty').at(-1)).toEqual({
    of: 'pagerduty',
    what: 'answers given in PagerDuty arrive here',
    state: 'missing',
    cure: 'create a webhook subscription v3 to https://tocsin.test/v1/hooks/pagerduty, and put its secret into a secret tocsin/hooks/pagerduty',
    takes: 'minutes',
  });
  expect(of('links')).toEqual([{ of: 'links', what: 'links in pages have 44 characters, of 70 at most', state: 'ok' }]);
  expect(of('sms')).toContainEqual(expect.objectContaining({ state: 'unknown', takes: 'two to six weeks' }));
  await world.table.write([{ put: { pk: 'HOOK#pagerduty', sk: 'HEARD', at: '2026-03-11T14:01:00.000Z' } }]);
  const heard = await ask('GET /v1/doctor', { as: 'responder' });
  expect(heard.json.items).toContainEqual({
    of: 'pagerduty',
    what: 'answers given in PagerDuty arrive here: last heard 2026-03-11T14:01:00.000Z',
    state: 'ok',
  });
});

test('sources that the playbook counts on have a secret, or say where it is missing', async () => {
  const pack = structuredClone(tracktion.pack);
  pack.playbook.detection.sources = ['alertmanager', 'sentry', 'cloudwatch', 'manual'];
  pack.playbook.detection.mappings = { backups: { title: 'Backups', map: '$' } };
  const { world, ask } = apiOn({ pack });
  const found = async () => {
    const { json } = await ask('GET /v1/doctor', { as: 'responder' });
    return json.items.flatMap(({ of, what, state }: { of: string; what: string; state: string }) =>
      of.startsWith('source ') ? [`${state} ${of}: ${what}`] : [],
    );
  };
  const lacks = (name: string) =>
    `source ${name}: the secret tocsin/sources/${name}, by which it is known; without it, what it posts is answered 503`;
  // where nobody may read them, nobody can say
  expect(await found()).toEqual(['alertmanager', 'sentry', 'backups'].map((name) => `unknown ${lacks(name)}`));
  const secrets: Record<string, string> = { alertmanager: 'a', sentry: ' , ', uptime: 'b' };
  world.ports.sourceSecrets = {
    get: async (name) => {
      const secret = secrets[name];
      if (name === 'backups') throw new Unreachable('throttled');
      if (secret === undefined) throw new NotConfigured(name);
      return secret;
    },
  };
  expect(await found()).toEqual([
    'ok source alertmanager: the secret tocsin/sources/alertmanager is there',
    `missing ${lacks('sentry')}`,
    'ok source uptime: the secret tocsin/sources/uptime is there',
    `unknown ${lacks('backups')}`,
  ]);
});

test('an alert of a test that cannot be ended at once is ended later, once', async () => {
  let down = true;
  const { world, ask } = apiOn({
    fault: (tool, message) =>
      tool === 'pagerduty' && message.kind === 'alert' && down ? new Unreachable('connection refused') : undefined,
  });
  const { json } = await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' });
  await world.clock.settle();
  const endings = () => world.sent.filter(({ message }) => message.kind === 'alert').length;
  await world.clock.wind(new Date('2026-03-11T14:05:00Z'));
  expect(endings()).toBe(0);
  down = false;
  await world.clock.wind(new Date('2026-03-11T14:30:00Z'));
  expect(endings()).toBe(1);
  expect(await world.table.get({ pk: `TEST#${json.id}`, sk: `O#page#test-${json.id}` })).toMatchObject({
    settled: 'accepted',
  });
  expect((await world.table.index('due', 'OUTBOX', { limit: 10 })).rows).toEqual([]);
});

test('an alert of a test that its provider never ends stands beside what was said of the channel', async () => {
  const { world, ask } = apiOn({
    fault: (tool, message) =>
      tool === 'pagerduty' && message.kind === 'alert' ? new Undeliverable('the key is revoked') : undefined,
  });
  const { json } = await ask('POST /v1/test-pages', { body: { to: 'me' }, as: 'responder' });
  await world.clock.settle();
  await world.clock.wind(new Date('2026-03-11T14:05:00Z'));
  const shown = await ask(`GET /v1/test-pages/${json.id}`, { as: 'responder' });
  expect(shown.json.channels[0].words).toBe(
    'taken by the provider as pagerduty-1; its alert stands on there: Undeliverable: the key is revoked',
  );
});
