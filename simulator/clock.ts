import { AsyncLocalStorage } from 'node:async_hooks';
import { nextTick } from 'node:process';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { TimerQueue } from '#simulator/asl/timers';

/** One piece of work in flight: it counts as busy unless it has ended or something in it waits for the clock. */
interface Activity {
  clock: VirtualClock;
  waits: number;
  ended: boolean;
}

const tick = (): Promise<void> => new Promise((resolve) => nextTick(resolve));

const current = new AsyncLocalStorage<Activity>();

/** A virtual clock: time moves only when wound, to the next timer, once everything at this instant has settled. */
export class VirtualClock {
  readonly #timers = new TimerQueue();
  readonly #patience: number;
  readonly #workWaits: boolean;
  #now: number;
  #busy = 0;
  #changes = 0;
  #winding = false;
  #errors: unknown[] = [];

  /** `patience`: real milliseconds without any progress after which `settle` gives up; `workWaits`: whether a piece of `work` may wait for this clock. */
  constructor(start: Date, patience = 20_000, workWaits = true) {
    this.#now = start.getTime();
    this.#patience = patience;
    this.#workWaits = workWaits;
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Now, in milliseconds since 1970. */
  ms(): number {
    return this.#now;
  }

  /** Starts fn as an activity; winding waits for activities (except while they sleep or wait on a token). An error thrown is collected and rethrown by settle()/wind(). */
  run(fn: () => unknown): void {
    const activity: Activity = { clock: this, waits: 0, ended: false };
    this.#count(1);
    const end = () => {
      activity.ended = true;
      if (activity.waits === 0) this.#count(-1);
    };
    const failed = (error: unknown) => {
      this.#errors.push(error);
      end();
    };
    let work: unknown;
    try {
      work = current.run(activity, fn);
    } catch (error) {
      failed(error);
      return;
    }
    // what has nothing to wait for ends here, all else with its promise
    if (work instanceof Promise) work.then(end, failed);
    else end();
  }

  /** Starts what a worker does: as an activity, or without one where no work waits for this clock. */
  work(fn: () => unknown): void {
    if (this.#workWaits) this.run(fn);
    else this.#call(fn);
  }

  /**
   * Calls fn (as an activity) at `when` (ms epoch, never earlier than now); returns a cancel function. Timers of one instant run in order of creation.
   * One that says at its time that it is not needed is as if it had been cancelled.
   */
  at(when: number, fn: () => unknown, isNeeded?: () => boolean): () => void {
    return this.#timers.add(this.#due(when), () => this.run(fn), isNeeded);
  }

  /** As `at`, for what is done when it returns, or with its promise, and waits for nothing of this clock: it needs no activity of its own. */
  ring(when: number, fn: () => unknown): () => void {
    return this.#timers.add(this.#due(when), fn);
  }

  #due(when: number): number {
    if (!Number.isFinite(when)) throw new RangeError(`A timer needs an instant, not ${when}`);
    return Math.max(when, this.#now);
  }

  /** Returns after so many virtual milliseconds; the calling activity counts as idle while it sleeps. */
  sleep(ms: number): Promise<void> {
    return this.idle(new Promise((resolve) => void this.ring(this.#now + ms, resolve)));
  }

  /** Waits for a promise that only another activity or timer will resolve; the calling activity counts as idle meanwhile. */
  async idle<T>(promise: Promise<T>): Promise<T> {
    const activity = current.getStore();
    if (activity === undefined || activity.clock !== this || activity.ended) return promise;
    if (activity.waits++ === 0) this.#count(-1);
    try {
      return await promise;
    } finally {
      if (--activity.waits === 0 && !activity.ended) this.#count(1);
    }
  }

  /** Returns once no activity is busy at the current instant. */
  async settle(): Promise<void> {
    if (current.getStore()?.clock === this) throw new Error('An activity cannot wind or settle the clock it runs on');
    let changes = this.#changes;
    let since = performance.now();
    for (let looks = 0; ; looks++) {
      // a tick comes once every chain of settled promises has run out; what waits for the world outside needs turns of the event loop
      await (looks === 0 ? tick() : looks < 100 ? turn() : pause(1));
      if (this.#busy === 0) break;
      if (this.#changes !== changes) {
        changes = this.#changes;
        since = performance.now();
      } else if (performance.now() - since > this.#patience) {
        throw new Error(
          `${this.#busy} activities are still busy at ${this.now().toISOString()} after ${this.#patience} ms of real time: does one wait for a promise without clock.idle()?`,
        );
      }
    }
    const errors = this.#errors.splice(0);
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} activities failed`);
    if (errors.length === 1) throw errors[0];
  }

  /** Runs all timers due up to `until` (a moment, or milliseconds from now) in order; then it is `until`. */
  async wind(until: Date | number): Promise<void> {
    const end = typeof until === 'number' ? this.#now + until : until.getTime();
    if (!(end >= this.#now)) throw new RangeError(`The clock is at ${this.now().toISOString()} and cannot go back`);
    if (this.#winding) throw new Error('The clock is being wound already');
    this.#winding = true;
    try {
      await this.settle();
      for (let timer = this.#timers.take(end); timer !== undefined; timer = this.#timers.take(end)) {
        this.#now = timer.due;
        if (timer.isNeeded?.() === false) continue;
        this.#call(timer.fn);
        // most is settled with the first tick
        await tick();
        if (this.#busy > 0 || this.#errors.length > 0) await this.settle();
      }
      this.#now = end;
    } finally {
      this.#winding = false;
    }
  }

  /** When the earliest timer is due. */
  next(): number | undefined {
    return this.#timers.next();
  }

  /** Calls what is no activity; what it gives a promise of is busy until then. */
  #call(fn: () => unknown): void {
    const failed = (error: unknown) => void this.#errors.push(error);
    try {
      const work = fn();
      if (!(work instanceof Promise)) return;
      this.#count(1);
      void work.catch(failed).then(() => this.#count(-1));
    } catch (error) {
      failed(error);
    }
  }

  #count(change: 1 | -1): void {
    this.#busy += change;
    this.#changes++;
  }
}
