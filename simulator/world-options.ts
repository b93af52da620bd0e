import type { MemoryTableOptions } from '#adapters/memory/table';
import type { AggregateKind } from '#app/aggregates/kind';
import type { Outgoing } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import type { Pack, People } from '#core/playbook/pack';
import type { Check } from '#core/playbook/verification';
import type { Plugins } from '#plugins/registry';
import type { Faults } from './faults/faults.ts';

/** Something that was sent to somebody, with its time on the virtual clock. */
export interface Sent {
  at: string;
  channel: string;
  /** Where it went, in the channel's own terms. */
  to: string[];
  message: Outgoing;
}

export interface WorldOptions {
  start: string;
  pack: Pack;
  people: People;
  speed?: number;
  marginSeconds?: number;
  seed?: number;
  /** Target that is paged when nobody is on call, or the machinery fails. */
  catchAll: string;
  /** Those that ship, without it. */
  plugins?: Plugins;
  /** What becomes due is of these kinds; those that ship, without it. */
  aggregates?: readonly AggregateKind[];
  /** Whether anything that a worker calls takes time of the clock, as a reading may, or a port that is put in the place of its own; it may, without it. */
  workWaits?: boolean;
  /** Milliseconds of virtual time that a reading takes. */
  readingTakes?: (check: Check) => number;
  table?: MemoryTableOptions;
  /** An error with which a channel answers a message instead of accepting it. */
  fault?: (tool: string, message: Outgoing, to: readonly string[]) => Error | undefined;
  alarms?: Record<string, { service: string; rule: string }>;
  /** Channels that send for themselves, by tool. What any other is given to send is recorded in `sent`. */
  channels?: Readonly<Record<string, Channel>>;
  /** What goes wrong on the way between the parts; left out, nothing does. */
  faults?: Faults;
}
