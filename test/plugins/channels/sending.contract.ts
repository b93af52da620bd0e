import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Undeliverable } from '#core/errors';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { hostile, notice, page } from './messages.ts';
import { type OtherSide, otherSide } from './other-side.ts';
import { receiversOf } from './receivers.ts';

/** What must be left to read: letters and digits, without those of a terminal's colours. */
const lettersOf = (text: string) => text.replaceAll(/\p{Cc}\[[\d;]*m/gu, '').replaceAll(/[^\p{L}\p{N}]/gu, '');

/** That what is sent arrives as what it is, at every receiver that the record names. */
export const sendingContract = (plugin: ChannelPlugin): void => {
  let other: OtherSide;
  beforeEach(async () => {
    other = await otherSide(plugin);
  });
  afterEach(() => other.close());

  describe.each(receiversOf(plugin))('to $name', ({ to, message, addresses, arrivesAs, before }) => {
    test('what is accepted has an id of the provider, and arrives with its incident, kind, address and text', async () => {
      const { refs } = await before(other);
      const already = other.arrived().length;
      const { providerId } = await other.channel.send(message(), to, refs);
      expect(providerId).toMatch(/\S/);
      const [arrived, ...more] = other.arrived().slice(already);
      expect(more).toEqual([]);
      expect(arrived).toMatchObject({ channel: plugin.tool, kind: arrivesAs, incidentId: 'INC-000042' });
      expect(arrived?.text).toContain('SEV1 analysis-service is down since 03:00Z');
      const shown = `${arrived?.to} ${JSON.stringify(arrived?.raw)}`;
      const secrets = (await plugin.fake()).fake.secret === 'none' ? [] : addresses.map(other.secretOf);
      expect(
        addresses.filter((address, n) => !shown.includes(address) && !shown.includes(secrets[n] ?? address)),
      ).toEqual([]);
    });

    test('a repeat says that it may be one, or is known to be one', async () => {
      const { refs } = await before(other);
      const already = other.arrived().length;
      await other.channel.send(message(), to, refs);
      await other.channel.send(message({ mayBeRepeat: true }), to, refs);
      const labelled = other
        .arrived()
        .slice(already)
        .map(({ text }) => text.includes('(may be a repeat) SEV1 analysis'));
      expect(labelled).toEqual(plugin.samples.repeats === 'labelled' ? [false, true] : [false]);
    });

    test.each(hostile)('%j arrives as text', async (words) => {
      const { refs } = await before(other);
      await other.channel.send(message({ subject: words, text: words }), to, refs);
      const arrived = other.arrived().at(-1);
      expect(arrived?.incidentId).toBe('INC-000042');
      expect(arrived?.text).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(/\p{Surrogate}/u.test(arrived?.text ?? '')).toBe(false);
      expect(lettersOf(arrived?.text ?? '')).toContain(lettersOf(stripVTControlCharacters(words)));
    });
  });

  test('what it does not reach is refused', async () => {
    const place = { tool: plugin.tool };
    if (plugin.person === 'none')
      await expect(other.channel.send(page(), { addresses: ['alice'] }, {})).rejects.toThrow(Undeliverable);
    if (plugin.places.length === 0)
      await expect(other.channel.send(notice(), { place }, {})).rejects.toThrow(Undeliverable);
    expect(other.arrived()).toEqual([]);
  });
};
