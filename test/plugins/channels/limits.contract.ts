import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Undeliverable } from '#core/errors';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { page } from './messages.ts';
import { type OtherSide, otherSide } from './other-side.ts';
import { receiversOf } from './receivers.ts';

const units = ['x', '&', '🔔', 'a line\n'];
const filled = (unit: string, size: number) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** That the declared limits are those of the provider: what is longer is cut and taken, and too many receivers are refused. */
export const limitsContract = (plugin: ChannelPlugin): void => {
  let other: OtherSide;
  beforeEach(async () => {
    other = await otherSide(plugin);
  });
  afterEach(() => other.close());
  const receivers = receiversOf(plugin);

  describe.each(receivers)('to $name', ({ to, message, limits, before }) => {
    const sizes = (limit: number | null, otherwise: number) =>
      limit === null ? [otherwise] : [limit, limit + 1, limit * 2];
    const cases = units.flatMap((unit) => [
      ...sizes(limits.text, 100_000).map((size) => ['text', unit, size] as const),
      ...sizes(limits.subject, 1_000).map((size) => ['subject', unit, size] as const),
    ]);

    test.each(cases)('a %s of %j, %i characters long, is taken', async (field, unit, size) => {
      const { refs } = await before(other);
      const words = filled(unit, size);
      const { providerId } = await other.channel.send(message({ [field]: words }), to, refs);
      expect(providerId).toMatch(/\S/);
      const arrived = other.arrived().at(-1);
      expect(arrived?.incidentId).toBe('INC-000042');
      if (field === 'text') expect(onOneLine(arrived?.text ?? '')).toContain(onOneLine(words.slice(0, 100)));
    });

    test('more links than there may be are cut to those that fit', async () => {
      const { refs } = await before(other);
      const actions = Array.from({ length: limits.buttons + 5 }, (_, n) => ({
        id: 'open',
        title: `Open ${n}`,
        value: '-',
        url: `https://tocsin.example.com/${n}.`,
      }));
      await other.channel.send(message({ actions }), to, refs);
      const raw = JSON.stringify(other.arrived().at(-1)?.raw);
      expect(actions.filter(({ url }) => raw.includes(url))).toEqual(actions.slice(0, limits.buttons));
    });

    test.each(units)('more buttons than there may be, with long titles of %j, are taken', async (unit) => {
      const { refs } = await before(other);
      const actions = Array.from({ length: limits.buttons + 5 }, (_, n) => ({
        id: 'choose',
        title: unit.repeat(90),
        value: `opaque-${n}.`,
      }));
      await other.channel.send(message({ actions }), to, refs);
      const raw = JSON.stringify(other.arrived().at(-1)?.raw);
      const shown = actions.filter(({ value }) => raw.includes(value));
      expect(shown).toEqual(plugin.capabilities.buttons ? actions.slice(0, limits.buttons) : []);
    });
  });

  const { person, samples } = plugin;
  if (person === 'none') return;
  const some = (n: number) => ({ addresses: Array.from({ length: n }, () => samples.address) });

  test('as many receivers as declared are taken, more and none are refused', async () => {
    const { recipients } = person.limits;
    expect((await other.channel.send(page(), some(recipients), {})).providerId).toMatch(/\S/);
    for (const n of [0, recipients + 1])
      await expect(other.channel.send(page(), some(n), {})).rejects.toThrow(Undeliverable);
    expect(other.arrived()).toHaveLength(1);
  });
};
