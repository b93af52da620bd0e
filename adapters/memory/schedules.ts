import { seeded } from '#adapters/memory/random';
import type { Schedules } from '#app/ports';
import type { Json } from '#core/json';

/** A schedule that has not fired yet. `at` is its whole second, `ringsAt` when it will really fire. */
export interface Scheduled {
  name: string;
  at: Date;
  ringsAt: Date;
  input: Json;
}
export interface MemorySchedulesOptions {
  /** How late a schedule may fire at most, in seconds (EventBridge Scheduler: anywhere in its minute, so 60). */
  lateSeconds?: number;
  seed?: number;
  /** Called for each schedule that is set, so that the owner of the clock can fire it. */
  onSet?: (schedule: Scheduled) => void;
  /** The error that a `set` answers with, if any; `after` it was taken, that is a lost answer. */
  fail?: (set: { name: string; moment: 'before' | 'after' }) => Error | undefined;
}
/** The schedules in memory; they have no time of their own and fire only when asked. */
export interface MemorySchedules extends Schedules {
  /** Takes out the schedules that have fired by now, earliest first: each fires once and is gone, its name free again. */
  ring(now: Date): Scheduled[];
  /** When the next one fires. */
  next(): Date | undefined;
  list(): Scheduled[];
}

/** One-shot schedules in process: whole seconds, the first of a name stays, late by seed. */
export function memorySchedules(options: MemorySchedulesOptions = {}): MemorySchedules {
  const { lateSeconds = 0, seed = 1, onSet = () => {}, fail = () => undefined } = options;
  const random = seeded(seed);
  const schedules = new Map<string, Scheduled>();
  const inOrder = () =>
    [...schedules.values()].sort((a, b) => a.ringsAt.getTime() - b.ringsAt.getTime() || (a.name < b.name ? -1 : 1));
  const meet = (name: string, moment: 'before' | 'after') => {
    const error = fail({ name, moment });
    if (error) throw error;
  };

  return {
    async set({ name, at, input }) {
      meet(name, 'before');
      if (!/^[\w.-]{1,64}$/.test(name)) throw new RangeError(`not a name for a schedule: ${name}`);
      if (!schedules.has(name)) {
        const second = Math.floor(at.getTime() / 1000) * 1000;
        const ringsAt = new Date(second + Math.floor(random() * lateSeconds * 1000));
        const schedule = { name, at: new Date(second), ringsAt, input: structuredClone(input) };
        schedules.set(name, schedule);
        onSet(structuredClone(schedule));
      }
      meet(name, 'after');
    },
    ring(now) {
      const rung = inOrder().filter(({ ringsAt }) => ringsAt.getTime() <= now.getTime());
      for (const { name } of rung) schedules.delete(name);
      return rung;
    },
    next: () => inOrder()[0]?.ringsAt,
    list: () => structuredClone(inOrder()),
  };
}
