import { expect, test } from 'vitest';
import { renew } from '#app/links/renew';
import type { HttpRequest } from '#app/ports';
import { keys } from '#app/store/keys';
import { NoAnswer, NotConfigured, Unreachable } from '#core/errors';
import { textOf } from '#core/json';
import { api } from '#lambdas/api/app';
import { createInbox, type Inbox } from '#local/inbox/inbox';
import { pushover } from '#plugins/channels/pushover/channel';
import { connect } from '#plugins/channels/pushover/send';
import { type HookEvent, hooksOn, knownTo, reworded, sampleOf } from '#test/hooks';
import { highErrorRate, Story, tracktion } from '#test/story';
import { linkOf } from '#test/woken';

const secret = 'cb-uzuAnAYOOkzZ1CIbX10h0Y';
const path = `/v1/hooks/pushover/${secret}`;
/** The user key of the samples. */
const alice = 'upYwKLXFiQNnnpkfTTUn7ibxFDEmHs';
const bob = 'uBobBobBobBobBobBobBobBobBobBo';
const unreadable = 'unreadable';
const theirReceipt = 's5zy9TzebQFYk0ymHdfz9uCMc4DtAe';
const people = knownTo(tracktion.people, {
  alice: { pushover: alice, channels: ['pushover', 'sms'] },
  bob: { pushover: bob, channels: ['pushover', 'sms'] },
});

/** Tracktion with Pushover before SMS: the product's own channel, and its fake on the world's clock. */
async function world(secrets: Record<string, string> = { pushover: 'a'.repeat(30), 'hooks/pushover': secret }) {
  let inbox: Inbox | undefined;
  const send = async ({ method, url, headers = {}, body = '' }: HttpRequest) => {
    const { pathname, search } = new URL(url);
    const answer = inbox?.handle({ method, path: `${pathname}${search}`, headers, body });
    if (answer === undefined || 'broken' in answer)
      throw answer?.broken === 'refused' ? new Unreachable('refused') : new NoAnswer('no answer');
    return answer;
  };
  const channel = connect({
    http: () => ({ send }),
    secrets: {
      get: async (name) => {
        const value = secrets[name];
        if (value === undefined) throw new NotConfigured(name);
        if (value === unreadable) throw new Unreachable(`the secret ${name} cannot be read`);
        return value;
      },
    },
    env: { PUSHOVER_URL: 'https://inbox.test/pushover/', PUSHOVER_CALLBACK: 'https://tocsin.test/v1/hooks/pushover' },
    aws: { maxAttempts: 1, requestHandler: { connectionTimeout: 1, requestTimeout: 1, throwOnRequestTimeout: true } },
    topicArn: () => undefined,
  });
  const story = new Story({ people: structuredClone(people), channels: { pushover: channel } });
  const made = await createInbox({ channels: [pushover], now: () => story.world.clock.now() });
  inbox = made;
  const call = hooksOn(story.world, { pushover: secret });
  return {
    story,
    inbox: made,
    /** What arrived for a person: priority, incident and receipt of each. */
    pushes: (user = alice) =>
      made
        .messages()
        .filter(({ to, kind }) => to === user && kind === 'page')
        .map(({ incidentId, raw }) => [raw['priority'], incidentId, textOf(raw['receipt'] as string)] as const),
    cancelled: () => made.messages().flatMap(({ raw }) => (raw['cancelled'] as string[] | undefined) ?? []),
    tap: (receipt: string) =>
      made.handle({ method: 'POST', path: `/pushover/phone/${receipt}`, headers: {}, body: '' }),
    says: async (name: string, receipt: string, at = path) => {
      const [event] = sampleOf(`push/${name}`);
      if (event === undefined) throw new Error('no sample');
      return (await story.run(() => call(reworded(event, { [theirReceipt]: receipt }) as HookEvent, at))).status;
    },
  };
}
const idsOf = async ({ world: { table } }: Story): Promise<string[]> =>
  (await table.index('list', 'INCIDENT', { limit: 20 })).rows.map(({ pk }) => pk);
/** A person is paged at once: alice for P1, on the first track. */
async function ringing() {
  const made = await world();
  await made.story.signal(highErrorRate);
  const [[priority, , receipt] = ['', '', '']] = made.pushes();
  expect(priority).toBe('2');
  return { ...made, receipt };
}

test('a page is an emergency, with the callback of the deployment', async () => {
  const { inbox, story, receipt } = await ringing();
  expect(inbox.messages({ channel: 'pushover' })[0]?.raw).toMatchObject({
    priority: '2',
    retry: '60',
    expire: '3000',
    callback: `https://tocsin.test${path}`,
    receipt,
  });
  const [row] = await story.run(() => story.world.table.query(story.id, { prefix: 'O#page#' }));
  expect(row).toMatchObject({ settled: 'accepted', channel: 'pushover', providerId: receipt, refs: { receipt } });
});

test('acknowledged in Pushover is acknowledged here, once, after the receipt has been read', async () => {
  const { story, receipt, tap, says, cancelled } = await ringing();
  tap(receipt);
  expect(await says('pushover-callback', receipt)).toBe(200);
  expect(await says('pushover-callback-again', receipt)).toBe(200);
  expect(await story.why(['acknowledged'])).toEqual(['14:02:00 | alice | acknowledged by alice, by push notification']);
  // it is silent there already
  expect(cancelled()).not.toContain(receipt);
  expect((await story.why(['note'])).filter((line) => line.includes('Pushover'))).toEqual([
    '14:02:00 | primary_oncall/alice | Pushover to upY…Hs: delivered 14:02:00 UTC',
  ]);
  const text = (await (await api(story.world.ports).request(linkOf(story, 'dana'))).text()).replaceAll(/<[^>]+>/g, '');
  expect(text).toContain('Pushover accepted 14:02, delivered 14:02, acknowledged there 14:02');
});

test('the phone of somebody who cannot take it rings no more, while that of the next person does', async () => {
  const { story, receipt, pushes, cancelled } = await ringing();
  await story.say({ do: 'cannot', by: 'alice', reason: 'on a plane' });
  await story.until('14:03');
  expect(cancelled()).toEqual([receipt]);
  const [[, , theirs] = ['', '', '']] = pushes(bob);
  expect(theirs).toMatch(/./);
  expect((await story.incident()).acknowledged).toBeUndefined();
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.until('14:04');
  expect(cancelled()).toContain(theirs);
});

test('a forged callback counts for nothing, and does not spoil the genuine one', async () => {
  const { story, receipt, tap, says } = await ringing();
  expect(await says('pushover-callback', receipt)).toBe(200);
  expect(await story.why(['acknowledged'])).toEqual([]);
  tap(receipt);
  expect(await says('pushover-callback', receipt)).toBe(200);
  expect(await story.why(['acknowledged'])).toEqual(['14:02:00 | alice | acknowledged by alice, by push notification']);
});

test.each(['pushover-callback-unknown-receipt', 'pushover-callback-another-incidents-receipt'])(
  '%s: nothing, and no 5xx',
  async (name) => {
    const { story, receipt, says } = await ringing();
    const { seq } = await story.incident();
    expect(await says(name, receipt)).toBe(200);
    expect((await story.incident()).seq).toBe(seq);
  },
);

test("another incident's receipt acknowledges that incident alone", async () => {
  const { story, receipt, tap, says } = await ringing();
  await story.signal({ ...highErrorRate, key: 'another', service: 'file-watcher', title: 'Another' });
  const [second] = (await story.run(() => idsOf(story))).filter((id) => id !== story.id);
  tap(receipt);
  await says('pushover-callback', receipt);
  expect(await story.why(['acknowledged'])).toHaveLength(1);
  if (second === undefined) throw new Error('no second incident');
  expect(await story.why(['acknowledged'], second)).toEqual([]);
});

test('a receipt that somebody else acknowledged is not the page of this person', async () => {
  const { story, receipt, tap, says } = await ringing();
  story.world.ports.deployed.people.people['alice'] = {
    ...people.people['alice'],
    pushover: bob,
  } as (typeof people.people)['alice'] & object;
  tap(receipt);
  expect(await says('pushover-callback', receipt)).toBe(200);
  expect(await story.why(['acknowledged'])).toEqual([]);
});

test.each([
  ['another secret', '/v1/hooks/pushover/cb-somethingElse', 401],
  ['no secret', '/v1/hooks/pushover', 404],
])('with %s in the path it is refused', async (_, at, status) => {
  const { story, receipt, tap, says } = await ringing();
  tap(receipt);
  expect(await says('pushover-callback', receipt, at)).toBe(status);
  expect(await story.why(['acknowledged'])).toEqual([]);
});

test('while Pushover cannot be asked the receipt is asked for again', async () => {
  const { story, inbox, receipt, tap, says } = await ringing();
  tap(receipt);
  inbox.fault('pushover', { mode: '500', seconds: 20 });
  expect(await says('pushover-callback', receipt)).toBe(200);
  expect(await story.why(['acknowledged'])).toEqual([]);
  await story.until('14:03');
  expect(await story.why(['acknowledged'])).toEqual([
    expect.stringContaining('acknowledged by alice, by push notification'),
  ]);
});

test('acknowledged elsewhere, the phone is silent within the same second', async () => {
  const { story, receipt, cancelled } = await ringing();
  await story.say({ do: 'acknowledge', by: 'bob' });
  expect(cancelled()).toEqual([receipt]);
});

test('ended, the phone is silent; while Pushover is down it is tried again', async () => {
  const { story, inbox, receipt, cancelled } = await ringing();
  inbox.fault('pushover', { mode: '500', seconds: 20 });
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  expect(cancelled()).toEqual([]);
  await story.until('14:04');
  expect(cancelled()).toEqual([receipt]);
});

test('in a storm one emergency rings and the others only arrive; the next one after it is answered rings again', async () => {
  const { story, pushes, cancelled } = await world();
  const alarm = (n: number) => ({
    ...highErrorRate,
    key: `storm-${n}`,
    service: services[n] ?? '',
    title: `Alarm ${n}`,
  });
  const services = Object.keys(tracktion.pack.playbook.services);
  for (const n of [0, 1, 2]) await story.signal(alarm(n));
  expect(await story.run(() => idsOf(story))).toHaveLength(3);
  const loud = pushes().filter(([priority]) => priority === '2');
  expect([loud.length, pushes().filter(([priority]) => priority === '1').length]).toEqual([1, 2]);
  await story.say({ do: 'acknowledge', by: 'bob' }, loud[0]?.[1] ?? '');
  expect(cancelled()).toEqual([loud[0]?.[2]]);
  await story.signal(alarm(3));
  expect(pushes().filter(([priority]) => priority === '2')).toHaveLength(2);
});

test('what Pushover refuses does not keep the next page from ringing', async () => {
  const { story, inbox, pushes } = await world();
  inbox.fault('pushover', { mode: 'ok-false' });
  await story.signal(highErrorRate);
  expect(await story.run(() => story.world.table.get(keys.ring('pushover', 'alice')))).toBeUndefined();
  inbox.mend('pushover');
  await story.signal({ ...highErrorRate, key: 'next', service: 'file-watcher', title: 'Next' });
  expect(pushes().map(([priority]) => priority)).toContain('2');
});

test('without the secret of the hook the phone rings all the same', async () => {
  const { story, inbox, pushes } = await world({ pushover: 'a'.repeat(30) });
  await story.signal(highErrorRate);
  expect(pushes().map(([priority]) => priority)).toEqual(['2']);
  expect(inbox.messages({ channel: 'pushover' })[0]?.raw).not.toHaveProperty('callback');
});

test('a secret of the hook that cannot be read now costs no page: the phone rings, and nobody else is told that it may be a repeat', async () => {
  const { story, pushes } = await world({ pushover: 'a'.repeat(30), 'hooks/pushover': unreadable });
  await story.signal(highErrorRate);
  expect(pushes().map(([priority]) => priority)).toEqual(['2']);
  expect((await story.why(['page'])).filter((line) => line.includes('repeat'))).toEqual([]);
});

test('a receipt that can never be read leaves a line: the tap in Pushover did not count', async () => {
  const secrets: Record<string, string> = { pushover: 'a'.repeat(30), 'hooks/pushover': secret };
  const { story, pushes, tap, says } = await world(secrets);
  await story.signal(highErrorRate);
  const receipt = pushes()[0]?.[2] ?? '';
  tap(receipt);
  delete secrets['pushover'];
  expect(await says('pushover-callback', receipt)).toBe(200);
  expect(await story.why(['acknowledged'])).toEqual([]);
  expect((await story.why(['note'])).filter((line) => line.includes('receipt'))).toEqual([
    '14:02:00 | alice | pushover says that alice acknowledged there, and its receipt cannot be read (NotConfigured: pushover): not acknowledged here',
  ]);
});

test('a link that a person has asked for arrives, and rings nothing that nobody would stop', async () => {
  const { story, pushes } = await ringing();
  await story.run(() => renew(story.world.ports, { incident: story.id, who: 'alice' }));
  expect(pushes().map(([priority, , receipt]) => [priority, receipt !== ''])).toEqual([
    ['2', true],
    ['1', false],
  ]);
});

test('a fault of our own table where it is kept who rings costs no page and sends none twice', async () => {
  const { story, pushes, inbox } = await world();
  const { table } = story.world.ports;
  const write = table.write.bind(table);
  table.write = async (writes) => {
    const rings = writes.some((one) => {
      const of = 'put' in one ? one.put : 'delete' in one ? one.delete : undefined;
      return of?.pk.startsWith('RING#') === true;
    });
    if (rings) throw new Error('the table is throttled');
    return write(writes);
  };
  story.world.everyMinuteSweep(new Date('2026-03-11T14:20:00Z'));
  await story.signal(highErrorRate);
  expect(pushes().map(([priority]) => priority)).toEqual(['2']);
  // Pushover is down, SMS takes it: that it rings no more cannot be written, that it was taken can
  inbox.fault('pushover', { mode: 'refuse' });
  await story.until('14:10');
  const texts = story.world.sent.filter(({ to }) => to.includes('+15550102') || to.includes('+15550112'));
  const keysOf = texts.map(({ message }) => message.key);
  expect(keysOf.length).toBeGreaterThan(0);
  expect(new Set(keysOf).size).toBe(keysOf.length);
  expect((await story.why(['note'])).filter((line) => line.includes('throttled'))).toEqual([]);
});
