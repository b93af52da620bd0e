import { afterEach, beforeEach, expect, test } from 'vitest';
import { NoAnswer } from '#core/errors';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { alertChange, invitation, notice, page, roomOpening } from './messages.ts';
import { type OtherSide, otherSide } from './other-side.ts';
import { receiversOf } from './receivers.ts';

/** That a channel can do what its record says, and does nothing that it does not say. */
export const capabilitiesContract = (plugin: ChannelPlugin): void => {
  let other: OtherSide;
  beforeEach(async () => {
    other = await otherSide(plugin);
  });
  afterEach(() => other.close());
  const receivers = receiversOf(plugin);
  const { capabilities, samples, places } = plugin;
  const names = (n: number, word: string) => JSON.stringify(other.arrived().at(n)?.raw).includes(word);

  test.each(receivers)('buttons: $name', async ({ to, message, before }) => {
    const { refs } = await before(other);
    const actions = [{ id: 'acknowledge', title: 'Acknowledge', value: 'opaque-1' }];
    await other.channel.send(message({ actions }), to, refs);
    expect(names(-1, 'opaque-1')).toBe(capabilities.buttons);
  });

  test('threads: declared exactly where an entry may ask for them', () => {
    expect(places.some(({ schema }) => 'thread' in schema.shape)).toBe(capabilities.threads);
  });

  if (!capabilities.lifecycle)
    test.each(receivers)('threads: the second message to $name hangs below the first: $threaded', async (receiver) => {
      const { to, message, before, threaded } = receiver;
      const { refs, card } = await before(other);
      const first = await other.channel.send(message(), to, refs);
      await other.channel.send(message({ key: 'INC-000042.1.next.news' }), to, { ...first.ref, ...refs });
      expect(names(-1, first.providerId)).toBe(threaded);
      if (card !== undefined) expect(names(-1, card)).toBe(false);
      expect(new Set(other.arrived().map((one) => one.to)).size).toBe(1);
    });

  const [place] = Object.values(samples.places);
  if (capabilities.rooms && place !== undefined)
    test('rooms: one is opened, whatever became of the first answer, with the people who are called', async () => {
      const people = samples.address === 'none' ? [] : [samples.address];
      const opening = roomOpening();
      const calling = roomOpening({ room: { ...opening.room, people }, mayBeRepeat: true });
      other.fault('lost-answer');
      await expect(other.channel.send(opening, { place }, {})).rejects.toThrow(NoAnswer);
      other.mend();
      const opened = await other.channel.send(calling, { place }, {});
      expect(opened.ref?.['room']).toMatch(/\S/);
      const again = await other.channel.send(calling, { place }, {});
      expect(again.ref?.['room']).toBe(opened.ref?.['room']);
      expect(new Set(other.arrived().map(({ to }) => to)).size).toBe(1);
    });

  if (capabilities.lifecycle && place !== undefined)
    test('lifecycle: what follows changes what the first message made, whatever became of the first answer', async () => {
      other.fault('lost-answer');
      await expect(other.channel.send(notice(), { place }, {})).rejects.toThrow(NoAnswer);
      other.mend();
      const { providerId, ref = {} } = await other.channel.send(notice({ mayBeRepeat: true }), { place }, {});
      const over = notice({
        key: 'INC-000042.1.last.news',
        over: true,
        public: { status: 'resolved', impact: 'none' },
      });
      expect((await other.channel.send(over, { place }, ref)).providerId).toBe(providerId);
      const arrived = other.arrived();
      expect(arrived.length).toBeGreaterThanOrEqual(2);
      expect(arrived.filter((_, n) => !names(n, providerId))).toEqual([]);
      // every tool has its own word for it
      expect(JSON.stringify(arrived.at(-1)?.raw)).toMatch(/resolve|close|done|withdrawn/i);
      expect(arrived.at(-1)?.raw).not.toHaveProperty('dropped');
      await other.channel.send(notice({ cycle: 2, incidentId: 'INC-000043' }), { place }, {});
      expect(names(-1, providerId)).toBe(false);
    });

  if (capabilities.lifecycle && samples.address !== 'none')
    test('lifecycle: the alert that a page made is acknowledged and resolved under the key of the page', async () => {
      const to = { addresses: [samples.address] };
      const { providerId } = await other.channel.send(page(), to, {});
      for (const change of ['acknowledge', 'resolve'] as const) {
        expect((await other.channel.send(alertChange({ change }), to, {})).providerId).toBe(providerId);
        expect(JSON.stringify(other.arrived().at(-1)?.raw)).toContain(change);
        expect(other.arrived().at(-1)?.raw).not.toHaveProperty('dropped');
      }
      // what has been resolved is an alert no more
      await other.channel.send(alertChange({ change: 'acknowledge' }), to, {});
      expect(other.arrived().at(-1)?.raw).toHaveProperty('dropped');
    });

  if (plugin.person !== 'none' && plugin.person.rings !== undefined)
    test('rings: a page rings, and stops when its incident is acknowledged elsewhere; one that comes quietly never rings', async () => {
      const to = { addresses: [samples.address] };
      const { providerId, acknowledgedBy } = await other.channel.send(page(), to, {});
      const quiet = await other.channel.send(page({ key: 'INC-000042.1.next.1.alice', quietly: true }), to, {});
      expect([acknowledgedBy, quiet.acknowledgedBy]).toEqual([providerId, undefined]);
      expect(await other.channel.look?.(providerId)).toMatchObject({ acknowledged: false });
      const already = other.arrived().length;
      await other.channel.send(alertChange({ change: 'acknowledge' }), to, {});
      expect(other.arrived().slice(already)).toHaveLength(1);
      expect(names(-1, providerId)).toBe(true);
      // again, for the end: there is nothing left to stop
      await other.channel.send(alertChange({ change: 'resolve' }), to, {});
      expect(names(-1, providerId)).toBe(false);
    });

  if (capabilities.invitations && samples.address !== 'none')
    test('invitations carry their calendar entry', async () => {
      const entry = invitation();
      await other.channel.send(entry, { addresses: [samples.address] }, {});
      expect(
        names(-1, Buffer.from(entry.ics).toString('base64')) || names(-1, JSON.stringify(entry.ics).slice(1, -1)),
      ).toBe(true);
    });
};
