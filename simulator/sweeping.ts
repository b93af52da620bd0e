import type { MemoryTable } from '#adapters/memory/table';
import { iso } from '#core/incident/time';
import type { VirtualClock } from './clock.ts';

type Sweep = () => Promise<void>;
const MINUTE = 60_000;

/** Sweeps every minute, as the deployment does. */
export function sweepEveryMinute(clock: VirtualClock, until: Date, sweep: Sweep): void {
  const again = (at: number): void => {
    if (at > until.getTime()) return;
    clock.at(at, async () => {
      await sweep();
      again(at + MINUTE);
    });
  };
  again(clock.ms() + MINUTE);
}

/** Sweeps in those minutes in which some partitions have something due: in all others a sweep for them would find nothing. */
export function sweepWhenDue(
  { clock, table }: { clock: VirtualClock; table: MemoryTable },
  until: Date,
  partitions: readonly string[],
  sweep: Sweep,
): void {
  const from = clock.ms();
  const planned = new Set<number>();
  const hasDue = (): boolean => {
    const now = iso(clock.ms());
    return partitions.some((partition) => table.hasDue(partition, now));
  };
  const plan = (due: string): void => {
    const passed = (at: number): number => (at - from) / MINUTE;
    const next = Math.floor(passed(clock.ms())) + 1;
    const at = from + Math.max(Math.ceil(passed(Date.parse(due))), next) * MINUTE;
    if (at > until.getTime() || planned.has(at)) return;
    planned.add(at);
    const work = async () => {
      await sweep();
      // what it has left is for the next minute
      if (hasDue()) plan(iso(at));
    };
    clock.at(at, work, hasDue);
  };
  table.dues((partition, due) => {
    if (partitions.includes(partition)) plan(due);
  });
}
