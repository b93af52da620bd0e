import type { ChannelPlugin } from '#plugins/channels/channel';
import { slack } from '#plugins/channels/slack/channel';

const { fake: _fake, ...withoutFake } = slack;
const { capabilities: _capabilities, ...withoutCapabilities } = slack;
const { samples: _samples, ...withoutSamples } = slack;
const { rights: _rights, ...withoutRights } = slack;
const { buttons: _buttons, ...withoutButtons } = slack.capabilities;
const limitless = slack.places.map(({ limits: _limits, ...form }) => form);

/** What is forgotten in a channel's record does not compile. */
export const forgotten: ChannelPlugin[] = [
  slack,
  // @ts-expect-error a channel without its other side
  withoutFake,
  // @ts-expect-error a channel that does not say what it can do
  withoutCapabilities,
  // @ts-expect-error a channel that says only some of what it can do
  { ...slack, capabilities: withoutButtons },
  // @ts-expect-error a form of place without limits
  { ...slack, places: limitless },
  // @ts-expect-error a channel without samples, which no contract test could send to
  withoutSamples,
  // @ts-expect-error a channel whose rights nobody has thought of
  withoutRights,
];
