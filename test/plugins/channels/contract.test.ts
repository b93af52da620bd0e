import { afterEach, describe, expect, test } from 'vitest';
import { slack } from '#plugins/channels/slack/channel';
import { plugins } from '#plugins/registry';
import { channelContract } from './channel.contract.ts';
import { notice, page, roomOpening } from './messages.ts';
import { type OtherSide, otherSide } from './other-side.ts';

for (const channel of plugins.channels) channelContract(channel);

describe('Slack, by itself', () => {
  let other: OtherSide;
  afterEach(() => other.close());
  const place = { tool: 'room', secret: 'slack' };

  test('a taken name gets a suffix; a person who cannot be called is named; room messages stand side by side', async () => {
    other = await otherSide(slack);
    const { room } = roomOpening();
    const opening = roomOpening({ room: { ...room, people: ['U01', 'nobody', 'U02'], purpose: 'x'.repeat(400) } });
    const first = await other.channel.send(opening, { place }, {});
    expect(first.ref).toMatchObject({ roomName: 'inc-000042', notInvited: 'nobody:user_not_found' });
    const again = await other.channel.send({ ...opening, mayBeRepeat: true }, { place }, {});
    expect(again.ref?.['room']).toBe(first.ref?.['room']);
    expect((await other.channel.send(opening, { place }, {})).ref).toMatchObject({ roomName: 'inc-000042-2' });
    const later = await other.channel.send(notice(), { place }, first.ref ?? {});
    expect(later.ref?.['channel']).toBe(first.ref?.['room']);
    expect(other.arrived().map((one) => [one.to, one.raw['thread_ts']])).toEqual([
      ['#inc-000042', undefined],
      ['#inc-000042', undefined],
      ['#inc-000042-2', undefined],
      ['#inc-000042', undefined],
    ]);
  });

  test('a person is written to directly', async () => {
    other = await otherSide(slack);
    const receipt = await other.channel.send(page(), { addresses: ['U01'] }, {});
    expect(receipt.ref?.['channel']).toMatch(/^D/);
  });

  test.each([
    [true, ['first', undefined], ['second', 'first']],
    [false, ['first', undefined], ['second', undefined]],
  ])('thread: %j', async (thread, ...expected) => {
    other = await otherSide(slack);
    const to = { place: { tool: 'slack', channel: '#incidents', secret: 'slack', thread } };
    const { ref = {} } = await other.channel.send(notice({ text: 'first' }), to, {});
    await other.channel.send(notice({ text: 'second' }), to, ref);
    const arrived = other.arrived();
    const textAt = (ts: unknown) => arrived.find(({ raw }) => ts !== undefined && raw['ts'] === ts)?.text;
    expect(arrived.map(({ text, raw }) => [text, textAt(raw['thread_ts'])])).toEqual(expected);
  });
});
