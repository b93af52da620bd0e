import * as z from 'zod';
import type { FakeDesk } from '#plugins/channels/fake';
import type { State } from './state.ts';

/** What every fake stands on. */
interface Ground {
  now: () => Date;
  state: State;
  /** Told after every change of what is remembered. */
  changed: () => void;
  visit: (url: string) => void;
  tell: (event: Record<string, unknown>) => void;
  /** Whether what a channel accepts now does not arrive. */
  loses: (channel: string) => boolean;
}

const mostMessages = 20_000;

/** The desk of one channel's fake: its messages are filed under the channel's name, and its memory is its own. */
export const deskOf = (
  { now, state, changed, visit, tell, loses }: Ground,
  channel: string,
  settings: unknown,
): FakeDesk => ({
  now,
  settings,
  visit,
  tell,
  loses: () => loses(channel),
  next() {
    state.sequence += 1;
    changed();
    return state.sequence;
  },
  memory(schema) {
    const held = schema.parse(Object.hasOwn(state.memories, channel) ? state.memories[channel] : {});
    state.memories[channel] = held;
    return held;
  },
  record({ raw, ...message }) {
    const kept = z.record(z.string(), z.unknown()).parse(shortened(raw));
    state.messages.push({ at: now().toISOString(), channel, ...message, raw: kept });
    if (state.messages.length > mostMessages) state.messages.splice(0, state.messages.length - mostMessages);
    changed();
  },
});

const longest = 64_000;
/** Shortens what nobody reads in full, so that an attachment does not fill the memory. */
const shortened = (value: unknown): unknown => {
  if (typeof value === 'string') {
    return value.length <= longest ? value : `${value.slice(0, longest)}… (${value.length} characters)`;
  }
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one)]));
};
