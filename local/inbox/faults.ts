import * as z from 'zod';
import type { Failure, Fake } from '#plugins/channels/fake';
import type { WireResponse } from '#plugins/fakes/wire';

const Mode = z.enum(['refuse', 'hang', '500', '429', 'ok-false', 'lost-answer', 'undelivered']);
/** How a channel fails, and for how many seconds; without `seconds` until the fault is removed. */
export const FaultRequest = z.strictObject({
  mode: Mode,
  seconds: z.number().positive().max(604_800).optional(),
});
export type FaultRequest = z.infer<typeof FaultRequest>;
export interface ActiveFault {
  channel: string;
  mode: z.infer<typeof Mode>;
  since: string;
  until: string | null;
}

/** Which of the given channels fail now. A fault whose time is over is gone. */
export const faultBoard = (now: () => Date, channels: readonly string[]) => {
  const faults = new Map<string, ActiveFault>();
  const of = (channel: string): ActiveFault | undefined => {
    const fault = faults.get(channel);
    if (fault?.until && Date.parse(fault.until) <= now().getTime()) faults.delete(channel);
    return faults.get(channel);
  };
  return {
    of,
    set(channel: string, { mode, seconds }: FaultRequest): ActiveFault {
      const since = now();
      const until = seconds === undefined ? null : new Date(since.getTime() + seconds * 1000).toISOString();
      const fault = { channel, mode, since: since.toISOString(), until };
      faults.set(channel, fault);
      return fault;
    },
    mend: (channel: string): boolean => faults.delete(channel),
    all: (): ActiveFault[] => channels.flatMap((channel) => of(channel) ?? []),
  };
};

/** What the failing provider answers. A client told to wait waits as long as the fault lasts, but at most 30 s. */
export const failureOf = (fake: Fake, mode: Failure, { until }: ActiveFault, now: Date): WireResponse => {
  const left = until === null ? 1 : Math.ceil((Date.parse(until) - now.getTime()) / 1000);
  return fake.failures[mode](Math.min(Math.max(left, 1), 30));
};
