import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NoAnswer, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import type { ChannelPlugin } from '#plugins/channels/channel';
import { type OtherSide, otherSide } from './other-side.ts';
import { receiversOf } from './receivers.ts';

/** That every failure is told as what it is: delivered, not delivered, or not known. */
export const failuresContract = (plugin: ChannelPlugin): void => {
  let other: OtherSide;
  beforeEach(async () => {
    other = await otherSide(plugin);
  });
  afterEach(() => other.close());

  describe.each(receiversOf(plugin))('to $name', ({ to, message, before }) => {
    test.each([
      // The inbox can only cut a connection whose request has been written: not knowing is all that is left.
      ['refuse', NoAnswer],
      ['hang', NoAnswer],
      ['500', Unreachable],
      ['429', RateLimited],
      ['ok-false', plugin.samples.refusal === 'undeliverable' ? Undeliverable : Unreachable],
      ['lost-answer', NoAnswer],
    ] as const)('%s is told as what it is', async (mode, expected) => {
      const { refs } = await before(other);
      const already = other.arrived().length;
      other.fault(mode);
      await expect(other.channel.send(message(), to, refs)).rejects.toThrow(expected);
      expect(other.arrived()).toHaveLength(already + (mode === 'lost-answer' ? 1 : 0));
      other.mend();
      const again = await other.channel.send(message({ mayBeRepeat: expected === NoAnswer }), to, refs);
      expect(again.providerId).toMatch(/\S/);
    });

    test('a connection that is refused has delivered nothing', async () => {
      const { refs } = await before(other);
      await expect(other.unreachable.send(message(), to, refs)).rejects.toThrow(Unreachable);
    });
  });
};
