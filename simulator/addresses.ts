import type { Recipient, Refs } from '#app/outbox/message';
import { addressesAt, carrierOf } from '#core/playbook/vocabulary';
import type { ChannelPlugin } from '#plugins/channels/channel';

/** Where a channel sends what is for a recipient, in the channel's own terms. */
export function addressesOf(channel: ChannelPlugin, to: Recipient, refs: Refs): string[] {
  if (!('place' in to)) return to.addresses;
  const form = carrierOf({ channels: [channel] }, to.place)?.form;
  const own = form === undefined ? [] : addressesAt(form, to.place);
  return own.length > 0 ? [...own] : Object.hasOwn(refs, 'room') ? [refs['room'] ?? ''] : [];
}
