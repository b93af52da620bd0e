import { expect, test } from 'vitest';
import { keys, prefixes } from '#app/store/keys';
import { ReceiptTooEarly, Unreachable } from '#core/errors';
import { api } from '#lambdas/api/app';
import { receiveAlarm } from '#lambdas/ingest/receive-alarm';
import { bounced, delivered, mailEvent, smsEvent } from '#test/receipts';
import { highErrorRate, Story } from '#test/story';
import { linkOf } from '#test/woken';

/** P1 at 14:02; the manager's alert of PagerDuty is refused, and goes by SMS, or by mail where that is refused too. */
async function paged(down: readonly string[] = ['pagerduty']) {
  const story = new Story({
    fault: (tool, { kind }, to) =>
      kind === 'page' &&
      down.includes(tool) &&
      to.some((address) => address.includes('dana') || address === '+15550103')
        ? new Unreachable('answers 503')
        : undefined,
  });
  await story.signal(highErrorRate);
  await story.until('14:03');
  const tells = (event: object) => story.run(() => receiveAlarm(story.world.ports, event));
  const sending = story.world.sent.findIndex(
    ({ message, channel }) => message.kind === 'page' && channel !== 'pagerduty',
  );
  const sent = story.world.sent[sending];
  return { story, tells, id: `${sent?.channel}-${sending + 1}`, to: sent?.to[0] ?? '' };
}
const notes = async (story: Story): Promise<string[]> =>
  (await story.why(['note'])).filter((line) => /SMS|Email/.test(line));

test('what the carrier tells of a page by SMS stands on the timeline once, in any order and however often it comes', async () => {
  const { story, tells, id, to } = await paged();
  expect(id).toMatch(/^sms-/);
  for (const type of ['TEXT_QUEUED', 'TEXT_DELIVERED', 'TEXT_SUCCESSFUL', 'TEXT_DELIVERED', 'TEXT_PENDING', 'TEXT_NEW'])
    await tells(smsEvent(id, type));
  const masked = `${to.slice(0, 3)}…${to.slice(-2)}`;
  expect(await notes(story)).toEqual([
    `14:03:00 | oncall_manager/dana | SMS to ${masked}: delivered 14:03:08 UTC`,
    `14:03:00 | oncall_manager/dana | SMS to ${masked}: taken by the carrier 14:03:08 UTC`,
  ]);
  expect(JSON.stringify(await story.run(() => story.world.timeline(story.id)))).not.toContain(to);
});

test('what the carrier tells of a day later has its day', async () => {
  const { story, tells, id } = await paged();
  await story.until('2026-03-12T00:10:00Z');
  await tells(smsEvent(id, 'TEXT_DELIVERED'));
  expect(await notes(story)).toEqual([expect.stringMatching(/: delivered 2026-03-11 14:03:08 UTC$/)]);
});

test('a page by SMS that does not arrive goes by the next channel at once, once', async () => {
  const { story, tells, id } = await paged();
  const before = story.pages().length;
  await tells(smsEvent(id, 'TEXT_UNREACHABLE'));
  await tells(smsEvent(id, 'TEXT_UNREACHABLE'));
  await tells(smsEvent(id, 'TEXT_TTL_EXPIRED'));
  expect(story.pages().slice(before)).toEqual(['14:03:00 email dana@tracktion.example: page P1-first']);
  expect(await notes(story)).toEqual([
    expect.stringMatching(
      /^14:03:00 \| oncall_manager\/dana \| SMS to \+15…\d\d: not delivered 14:03:08 UTC \(Phone is currently unreachable\/unavailable\); the next channel is tried at once$/,
    ),
  ]);
  // the next one is a page like every other: acknowledged by its own link, and followed by its own receipts
  await tells(mailEvent(`email-${story.world.sent.length}`, 'Email Delivered', delivered));
  expect((await notes(story)).at(-1)).toBe(
    '14:03:00 | oncall_manager/dana | Email to d…@tracktion.example: delivered 14:03:09 UTC',
  );
});

test('the last channel bounces: the catch-all hears that nobody was reached', async () => {
  const { story, tells, id } = await paged(['pagerduty', 'sms']);
  expect(id).toMatch(/^email-/);
  await tells(mailEvent(id, 'Email Bounced', bounced));
  expect(await notes(story)).toContainEqual(
    '14:03:00 | oncall_manager/dana | Email to d…@tracktion.example: not delivered 14:03:09 UTC (bounced, Permanent, General: smtp; 550 5.1.1 user unknown); the next channel is tried at once',
  );
  expect(await story.why(['escalation'])).toContainEqual(
    '14:03:00 | oncall_manager | page to oncall_manager/dana not delivered: pagerduty failed (Unreachable): answers 503; sms failed (Unreachable): answers 503',
  );
});

test('where the page is no longer due, nobody is woken by its failure', async () => {
  const { story, tells, id } = await paged();
  await story.say({ do: 'acknowledge', by: 'alice' });
  const before = story.pages().length;
  await tells(smsEvent(id, 'TEXT_CARRIER_BLOCKED'));
  expect(story.pages().length).toBe(before);
  expect((await notes(story)).at(-1)).toContain('; the page is no longer due');
});

test('an acknowledgement between the failure and the next page stops it', async () => {
  const { story, tells, id } = await paged();
  const { ports } = story.world;
  const put = ports.queues.put.bind(ports.queues);
  const before = story.pages().length;
  ports.queues.put = async (queue, bodies, delay) => {
    if (queue === 'page') await story.world.say(story.id, { do: 'acknowledge', by: 'alice' });
    return put(queue, bodies, delay);
  };
  await tells(smsEvent(id, 'TEXT_BLOCKED'));
  expect(story.pages().length).toBe(before);
});

test('a failure that may still change is none; a complaint is noted, and wakes nobody', async () => {
  const { story, tells, id } = await paged();
  await tells(smsEvent(id, 'TEXT_CARRIER_UNREACHABLE', { isFinal: false }));
  expect(await notes(story)).toEqual([]);
  const mail = await paged(['pagerduty', 'sms']);
  const woken = async () => [mail.story.pages(), await mail.story.why(['escalation'])];
  const calm = await woken();
  const complaint = { eventType: 'Complaint', complaint: { timestamp: '2026-03-11T14:03:20.000Z' } };
  await mail.tells(mailEvent(mail.id, 'Email Complaint Received', complaint));
  expect(await notes(mail.story)).toContainEqual(
    '14:03:00 | oncall_manager/dana | Email to d…@tracktion.example: marked as spam 14:03:20 UTC',
  );
  expect(await woken()).toEqual(calm);
});

test('a forged id, another application’s, and another channel’s change nothing', async () => {
  const { story, tells, id } = await paged();
  const before = JSON.stringify(story.world.table.dump());
  const context = { incidentId: story.id, key: 'anything', kind: 'page' };
  await tells(smsEvent('of-somebody-else', 'TEXT_UNREACHABLE'));
  await tells(smsEvent('forged', 'TEXT_UNREACHABLE', { context }));
  await tells(smsEvent('forged', 'TEXT_UNREACHABLE', { context: { incidentId: '../../etc', key: 1 } }));
  await tells(mailEvent(id, 'Email Bounced', bounced));
  expect(JSON.stringify(story.world.table.dump())).toBe(before);
});

test('a receipt that is faster than the worker that sends is told again later, and not lost', async () => {
  const { story, tells, id } = await paged();
  const [row] = await story.run(() => story.world.table.query(story.id, { prefix: prefixes.page }));
  if (row === undefined) throw new Error('no page');
  const { settled, ...unsettled } = row;
  await story.run(() => story.world.table.write([{ put: { ...unsettled, leaseUntil: '2026-03-11T14:03:20.000Z' } }]));
  // the worker has sent, and has not stored yet what its provider calls it
  const receiptKey = keys.receipt('sms', id);
  const stored = await story.run(() => story.world.table.get(receiptKey));
  if (stored === undefined) throw new Error('no receipt');
  await story.run(() => story.world.table.write([{ delete: receiptKey }]));
  const early = smsEvent(id, 'TEXT_DELIVERED', { context: { incidentId: story.id } });
  const thrown = await story.run(() => receiveAlarm(story.world.ports, early).catch((error: unknown) => error));
  expect(thrown).toBeInstanceOf(ReceiptTooEarly);
  expect(await notes(story)).toEqual([]);
  await story.run(() => story.world.table.write([{ put: stored }]));
  await story.run(() => story.world.table.write([{ put: { ...unsettled, settled: settled ?? 'accepted' } }]));
  await tells(early);
  expect(await notes(story)).toEqual([expect.stringContaining('delivered 14:03:08 UTC')]);
});

test('a receipt that is looked for just before the worker stores that it was accepted is found at the second look', async () => {
  const { story, tells, id } = await paged();
  const { table } = story.world;
  const get = table.get.bind(table);
  let looks = 0;
  table.get = async (key) => {
    if (key.pk.startsWith('RECEIPT#')) looks += 1;
    return key.pk.startsWith('RECEIPT#') && looks === 1 ? undefined : get(key);
  };
  await tells(smsEvent(id, 'TEXT_UNREACHABLE'));
  expect(looks).toBe(2);
  expect(await notes(story)).toEqual([expect.stringContaining('the next channel is tried at once')]);
});

test('an event that cannot be read goes to the dead letters, like an alarm that cannot', async () => {
  const { story, tells } = await paged();
  await expect(tells({ ...smsEvent('x', 'TEXT_DELIVERED'), detail: { eventType: 7 } })).rejects.toThrow();
  expect(await notes(story)).toEqual([]);
});

test('the page shows beside each sending what became of it, and says when nobody was reached', async () => {
  const { story, tells, id } = await paged();
  const shown = async () =>
    (await (await api(story.world.ports).request(linkOf(story, 'alice'))).text())
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll(/\s+/g, ' ');
  await tells(smsEvent(id, 'TEXT_SUCCESSFUL'));
  expect(await shown()).toContain('PagerDuty refused 14:02, then SMS accepted 14:02, taken by the carrier 14:03');
  await tells(smsEvent(id, 'TEXT_DELIVERED'));
  expect(await shown()).toContain('SMS accepted 14:02, delivered 14:03');
  const lost = await paged(['pagerduty', 'email']);
  await lost.tells(smsEvent(lost.id, 'TEXT_UNREACHABLE'));
  const text = (await (await api(lost.story.world.ports).request(linkOf(lost.story, 'alice'))).text()).replaceAll(
    /<[^>]+>/g,
    '',
  );
  expect(text).toContain('SMS accepted 14:02, not delivered 14:03');
  expect(text).toContain('Dana DiazNot reached');
});
