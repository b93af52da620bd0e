import { expect, test } from 'vitest';
import { keys } from '#app/store/keys';
import { textOf } from '#core/json';
import { bytesOf, type HookEvent, hooksOn, knownTo, reworded, sampleOf, signatureOf } from '#test/hooks';
import { highErrorRate, Story, tracktion } from '#test/story';

const old = 'test-pd-secret-old-handover';
const fresh = 'test-pd-secret-new-handover';
const path = '/v1/hooks/pagerduty';
const theirKey = 'INC-7/1/uploads/0/alice';
const people = knownTo(tracktion.people, {
  alice: { pagerdutyUser: 'PALICE1' },
  dana: { pagerdutyUser: 'PDANA01' },
});

/** An open incident whose page to alice is an alert of PagerDuty, and the words to have PagerDuty speak of it. */
async function paged(secret = `${old}, ${fresh}`) {
  const story = new Story({ people });
  await story.signal(highErrorRate);
  const [row] = await story.run(() => story.world.table.query(story.id, { prefix: 'O#page#' }));
  const key = textOf(row?.['key']);
  const call = hooksOn(story.world, { pagerduty: secret });
  const deliver = (event: HookEvent) => story.run(() => call(event, path));
  /** A sample about our page, signed anew by these secrets. */
  const says = (name: string, by = [old, fresh], words: Record<string, string> = {}) =>
    sampleOf(`pagerduty/${name}`).map((event) => {
      const ours = reworded(event, { [theirKey]: key, ...words });
      const signature = by.map((one) => signatureOf(ours, one)).join(',');
      return { ...ours, headers: { ...ours.headers, 'x-pagerduty-signature': signature } };
    });
  const once = async (name: string, ...more: [by?: string[], words?: Record<string, string>]) =>
    (await deliver(says(name, ...more)[0] as HookEvent)).status;
  const alerts = () => story.sent(({ message, channel }) => message.kind === 'alert' && channel === 'pagerduty');
  const acknowledgements = () => story.why(['acknowledged']);
  return { story, key, deliver, says, once, alerts, acknowledgements };
}
const acknowledgedByAlice = ['14:02:00 | alice | acknowledged by alice, in PagerDuty'];

test.each([
  ['the old secret alone', old, [old]],
  ['the new secret alone', fresh, [fresh]],
  ['both secrets, each of two signatures right', `${old}\n${fresh}`, [old, fresh]],
  ['the second signature alone', fresh, ['of nobody', fresh]],
])('acknowledged there is acknowledged here, by the person whom PagerDuty names: %s', async (_, secret, by) => {
  const { once, acknowledgements, alerts } = await paged(secret);
  expect(await once('acknowledged-two-signatures', by)).toBe(200);
  expect(await acknowledgements()).toEqual(acknowledgedByAlice);
  // the alert that says so is not told: the echo would come back
  expect(alerts()).toEqual(['14:02:00 pagerduty pagerduty-dana: acknowledge P1-first']);
});

test('signed wrongly first and rightly second, as PagerDuty does while a secret is changed: acknowledged', async () => {
  const { deliver, says, acknowledgements } = await paged(fresh);
  const [event] = says('acknowledged-second-secret-only', ['of nobody', fresh]);
  expect((await deliver(event as HookEvent)).status).toBe(200);
  expect(await acknowledgements()).toEqual(acknowledgedByAlice);
});

test('an escalation that waits for an acknowledgement waits no more', async () => {
  const { story, once } = await paged();
  const before = story.pages().length;
  await once('acknowledged-two-signatures');
  await story.until('14:40');
  expect(story.pages().filter((page) => !page.includes('unresolved')).length).toBe(before);
});

test('a second delivery of the same event does nothing, also where the first answer was lost', async () => {
  const { story, once, acknowledgements } = await paged();
  await once('acknowledged-two-signatures');
  const { seq } = await story.incident();
  expect(await once('acknowledged-again')).toBe(200);
  expect(await acknowledgements()).toEqual(acknowledgedByAlice);
  expect((await story.incident()).seq).toBe(seq);
});

test('a body that arrives as base64 is verified over its bytes', async () => {
  const { deliver, says, acknowledgements } = await paged();
  const [event] = says('acknowledged-two-signatures', [old], { 'P1 uploads fail': '업로드 실패 🔔' });
  if (event === undefined) throw new Error('no sample');
  const encoded = { ...event, isBase64Encoded: true, body: bytesOf(event).toString('base64') };
  expect((await deliver(encoded)).status).toBe(200);
  expect(await acknowledgements()).toEqual(acknowledgedByAlice);
  // over the text of base64 it is no signature
  const wrong = { ...encoded, headers: { ...encoded.headers, 'x-pagerduty-signature': `v1=${'0'.repeat(64)}` } };
  expect((await deliver(wrong)).status).toBe(401);
});

test.each(['bad-only-v2', 'bad-bare-hex'])('%s is refused, without effect', async (name) => {
  const { deliver, acknowledgements } = await paged();
  for (const event of sampleOf(`pagerduty/${name}`)) expect((await deliver(event)).status).toBe(401);
  expect(await acknowledgements()).toEqual([]);
});

test.each([
  ['no header', {}],
  ['an empty one', { 'x-pagerduty-signature': '' }],
  ['an empty signature', { 'x-pagerduty-signature': 'v1=' }],
  ['half of one', { 'x-pagerduty-signature': `v1=${'a'.repeat(63)}` }],
  ['a thousand', { 'x-pagerduty-signature': Array.from({ length: 1000 }, () => `v1=${'a'.repeat(64)}`).join(',') }],
])('forged, with %s: refused', async (_, headers) => {
  const { deliver, acknowledgements } = await paged();
  const [event] = sampleOf('pagerduty/acknowledged-two-signatures');
  if (event === undefined) throw new Error('no sample');
  expect((await deliver({ ...event, headers: { 'content-type': 'application/json', ...headers } })).status).toBe(401);
  expect(await acknowledgements()).toEqual([]);
});

test.each([undefined, '', ' ,\n'])(
  'without a secret (%j) nothing is believed: 503, which PagerDuty repeats',
  async (secret) => {
    const { story, says } = await paged();
    const call = hooksOn(story.world, { pagerduty: secret });
    const [event] = says('acknowledged-two-signatures', ['']);
    const answer = await story.run(() => call(event as HookEvent, path));
    expect([answer.status, JSON.parse(answer.body).detail]).toEqual([
      503,
      'the secret of the hook pagerduty has not been given',
    ]);
  },
);

test('our own acknowledgement that comes back does nothing', async () => {
  const { story, once, acknowledgements, alerts } = await paged();
  await story.say({ do: 'acknowledge', by: 'bob' });
  const { seq } = await story.incident();
  const sent = alerts();
  expect(await once('acknowledged-echo-of-ours')).toBe(200);
  expect(await acknowledgements()).toEqual(['14:02:00 | bob | acknowledged by bob']);
  expect((await story.incident()).seq).toBe(seq);
  expect(alerts()).toEqual(sent);
});

test('resolved there by a person: acknowledged and verified, and not closed while its signal fires', async () => {
  const { story, once } = await paged();
  expect(await once('resolved-by-person')).toBe(200);
  const incident = await story.incident();
  expect([incident.life, incident.acknowledged?.by]).toEqual(['open', 'alice']);
  expect(await story.why(['verification'])).toContainEqual(
    expect.stringContaining('reported as fixed, verification starts: resolved in PagerDuty (alice)'),
  );
});

test('merged into another one there: not resolved here, and the timeline says so', async () => {
  const { story, once } = await paged();
  expect(await once('resolved-merged')).toBe(200);
  expect(await story.why(['note', 'verification', 'resolved'])).toContainEqual(
    '14:02:00 | alice | merged into "the other one" in PagerDuty: not resolved here',
  );
  expect((await story.incident()).acknowledged).toBeUndefined();
});

test('an acknowledgement that happened before the resolution, and arrives after it, changes nothing', async () => {
  const { story, deliver, says } = await paged();
  const [resolution, acknowledgement] = says('resolved-before-acknowledged');
  expect((await deliver(resolution as HookEvent)).status).toBe(200);
  const { seq } = await story.incident();
  expect((await deliver(acknowledgement as HookEvent)).status).toBe(200);
  expect((await story.incident()).seq).toBe(seq);
});

test('news of an earlier cycle changes nothing', async () => {
  const { story, once, acknowledgements } = await paged();
  await story.say({ do: 'resolve', by: 'dana', as: 'recovered', reason: 'gone' });
  await story.say({ do: 'reopen', by: 'dana', reason: 'back' });
  expect(await once('acknowledged-two-signatures')).toBe(200);
  expect(await acknowledgements()).toEqual([]);
});

test('after the end an acknowledgement is 2xx and nothing', async () => {
  const { story, once, acknowledgements } = await paged();
  await story.say({ do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' });
  expect(await once('acknowledged-two-signatures')).toBe(200);
  expect(await acknowledgements()).toEqual([]);
});

test('reassigned there: dana is told and stands on the timeline; it is no acknowledgement', async () => {
  const { story, once, acknowledgements } = await paged();
  expect(await once('reassigned')).toBe(200);
  expect(await story.why(['note'])).toContainEqual(
    '14:02:00 | alice | PagerDuty rings dana now: reassigned there by alice',
  );
  expect(story.sent(({ to }) => to.includes('U0DANA'))).toEqual([expect.stringContaining('slack U0DANA')]);
  expect(await acknowledgements()).toEqual([]);
});

test.each(['pagey-ping', 'service-updated-null-agent', 'annotated', 'unknown-key'])(
  '%s is 2xx without effect',
  async (name) => {
    const { story, once } = await paged();
    const { seq } = await story.incident();
    expect(await once(name)).toBe(200);
    expect((await story.incident()).seq).toBe(seq);
    // when PagerDuty itself called last is remembered
    expect(await story.run(() => story.world.table.get(keys.hook('pagerduty')))).toMatchObject({
      at: '2026-03-11T14:02:00.000Z',
    });
  },
);

test.each([
  ['no JSON', 'not json'],
  ['no event', '{"event":null}'],
  ['an event without a time', '{"event":{"id":"1","event_type":"incident.acknowledged","data":{}}}'],
  ['no object', '[]'],
])('a genuine call with %s is 2xx: sent again it would be no better', async (_, body) => {
  const { deliver } = await paged();
  const event = { version: '2.0', rawPath: path, body, isBase64Encoded: false, headers: {} as Record<string, string> };
  const headers = { 'content-type': 'application/json', 'x-pagerduty-signature': signatureOf(event, old) };
  expect((await deliver({ ...event, headers })).status).toBe(200);
});

test('a user whom people.yaml does not know acts by name, and never as the person or role of that name', async () => {
  const { once, acknowledgements } = await paged();
  await once('acknowledged-two-signatures', [old], { PALICE1: 'PEVE001' });
  expect(await acknowledgements()).toEqual([
    '14:02:00 | pagerduty:alice | acknowledged by pagerduty:alice, in PagerDuty',
  ]);
});

test('a key that looks like ours and names no page of the incident is nothing', async () => {
  const { story, key, once, acknowledgements } = await paged();
  const strange = [`${story.id}.1.`, `${story.id}.1.made-up.0.alice`, `${story.id}`, 'INC-1.1.status', `${key}x`, '..'];
  for (const one of strange) expect(await once('acknowledged-two-signatures', [old], { [key]: one })).toBe(200);
  expect(await acknowledgements()).toEqual([]);
});

test('the quiet alert of the incident may be acknowledged too', async () => {
  const { story, key, once, acknowledgements } = await paged();
  expect(await once('acknowledged-two-signatures', [old], { [key]: `${story.id}.1.status` })).toBe(200);
  expect(await acknowledgements()).toEqual(acknowledgedByAlice);
});

test('a hook that is not there is 404; other methods are refused', async () => {
  const { story, says } = await paged();
  const call = hooksOn(story.world, { pagerduty: old });
  const [event] = says('pagey-ping');
  for (const other of ['/v1/hooks/slack', '/v1/hooks/nobody', '/v1/hooks/pagerduty/key', '/v1/hooks'])
    expect([other, (await story.run(() => call(event as HookEvent, other))).status]).toEqual([
      other,
      other === '/v1/hooks' ? 401 : 404,
    ]);
});

test('a worker that dies between two alerts tells none of those again that it has told', async () => {
  const { story } = await paged();
  const { table } = story.world.ports;
  const write = table.write.bind(table);
  let dies = true;
  table.write = async (writes) => {
    const [first] = writes;
    const told = first !== undefined && 'update' in first ? first.set?.['told'] : undefined;
    if (dies && Array.isArray(told) && told.length > 1) {
      dies = false;
      throw new Error('the worker dies');
    }
    return write(writes);
  };
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.until('14:04');
  const told = story.world.sent.flatMap(({ message, to }) => (message.kind === 'alert' ? to : []));
  expect([dies, told.filter((to) => to === told[0]).length, new Set(told).size]).toEqual([false, 1, 2]);
});
