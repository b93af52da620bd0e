import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NoAnswer, Undeliverable, Unreachable } from '#core/errors';
import { channels } from '#plugins/channels/all';
import { channelContract } from './channel.contract.ts';
import { outgoing } from './messages.ts';
import { type Other, otherSide, routingKeyOf } from './other-side.ts';
import { topicArn } from './provider.ts';

channelContract({
  tool: 'slack',
  kind: 'page',
  address: (incidentId) => ({ to: `#room-${incidentId.toLowerCase()}` }),
  okFalse: Unreachable,
  labels: true,
});
channelContract({
  tool: 'pagerduty',
  kind: 'page',
  address: () => ({ to: 'pagerduty-alice', shown: routingKeyOf('pagerduty-alice') }),
  facts: { impact: 'critical' },
  okFalse: Undeliverable,
  labels: true,
});
channelContract({
  tool: 'email',
  kind: 'email',
  address: () => ({ to: 'alice@example.com' }),
  okFalse: Undeliverable,
  labels: true,
});
channelContract({
  tool: 'sms',
  kind: 'page',
  address: () => ({ to: '+15550101' }),
  okFalse: Undeliverable,
  labels: true,
});
channelContract({
  tool: 'sns',
  kind: 'message',
  address: () => ({ to: 'incidents', shown: topicArn }),
  okFalse: Undeliverable,
  labels: true,
});
channelContract({
  tool: 'statuspage',
  kind: 'status-page',
  address: () => ({ to: 'page1' }),
  facts: { publicStatus: 'investigating', impact: 'major' },
  okFalse: Undeliverable,
  labels: false,
});

describe('Slack, by its limits', () => {
  let other: Other;
  beforeAll(async () => {
    other = await otherSide();
  });
  afterAll(() => other.close());

  test.each(['&', 'x', '🔔', 'a line\n'])('50,000 characters of %j with 30 buttons are taken', async (unit) => {
    const actions = Array.from({ length: 30 }, (_, n) => ({ id: 'choose', title: unit.repeat(90), value: String(n) }));
    const text = unit.repeat(50_000 / unit.length);
    const message = outgoing({ to: [`#long-${unit.codePointAt(0)}`], subject: unit.repeat(400), text, actions });
    expect((await channels(other.ports).slack.send(message)).providerId).toMatch(/^\d+\.\d+$/);
  });

  test('a room is made once, whatever became of the first answer; its messages stand side by side', async () => {
    const { slack } = channels(other.ports);
    const facts = { room: 'inc-000077', private: 'true', people: 'U01,nobody,U02', purpose: 'x'.repeat(400) };
    const room = outgoing({ kind: 'room', incidentId: 'INC-000077', facts });
    const first = await slack.send(room);
    expect(first.ref).toMatchObject({ roomName: 'inc-000077', notInvited: 'nobody:user_not_found' });
    const again = await slack.send({ ...room, mayBeRepeat: true });
    expect(again.ref?.['room']).toBe(first.ref?.['room']);
    expect((await slack.send(room)).ref).toMatchObject({ roomName: 'inc-000077-2' });
    const later = await slack.send(
      outgoing({ kind: 'message', incidentId: 'INC-000077', to: [], refs: first.ref ?? {} }),
    );
    expect(later.ref?.['channel']).toBe(first.ref?.['room']);
    const arrived = (await other.messages('INC-000077')).map((one) => [one.to, one.raw['thread_ts']]);
    expect(arrived).toEqual([
      ['#inc-000077', undefined],
      ['#inc-000077', undefined],
      ['#inc-000077-2', undefined],
      ['#inc-000077', undefined],
    ]);
  });

  test('a person is written to directly', async () => {
    const receipt = await channels(other.ports).slack.send(outgoing({ incidentId: 'INC-000078', to: ['U01'] }));
    expect(receipt.ref?.['channel']).toMatch(/^D/);
  });
});

test('a public incident is made once, whatever became of the first answer', async () => {
  const other = await otherSide();
  const { statuspage } = channels(other.ports);
  const update = outgoing({ kind: 'status-page', to: ['page1'], facts: { publicStatus: 'investigating' } });
  await other.fault('statuspage', 'lost-answer');
  await expect(statuspage.send(update)).rejects.toThrow(NoAnswer);
  await other.mend('statuspage');
  const { ref = {} } = await statuspage.send({ ...update, mayBeRepeat: true });
  await statuspage.send({ ...update, key: 'next', refs: ref, facts: { publicStatus: 'resolved' } });
  const arrived = await other.messages('INC-000042');
  expect(arrived.map((one) => [one.raw['method'], one.raw['id']])).toEqual([
    ['POST', ref['statuspageIncident']],
    ['PATCH', ref['statuspageIncident']],
  ]);
  await other.close();
});
