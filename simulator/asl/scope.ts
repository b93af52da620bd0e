import { Stopped } from '#simulator/asl/failure';
import type { VirtualClock } from '#simulator/clock';

/** Whether a stop ends running `.sync` children too: it does when someone stops the execution or a neighbouring branch fails. */
export interface Stop {
  children: boolean;
}

export interface Answer<T> {
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

/** What can be stopped as one: an execution, or the branches of a Parallel or Map within it. */
export class Scope {
  readonly clock: VirtualClock;
  readonly #onStop = new Set<(stop: Stop) => void>();
  #stopped = false;
  #leaveOuter = () => {};

  constructor(clock: VirtualClock, outer?: Scope) {
    this.clock = clock;
    if (outer?.stopped) this.#stopped = true;
    else if (outer !== undefined) this.#leaveOuter = outer.onStop((stop) => this.stop(stop));
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  onStop(fn: (stop: Stop) => void): () => void {
    this.#onStop.add(fn);
    return () => void this.#onStop.delete(fn);
  }

  /** Stops everything in here, what began last first. */
  stop(stop: Stop): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#leaveOuter();
    for (const fn of [...this.#onStop].reverse()) fn(stop);
  }

  /** Over without a stop: nothing outside need remember it. */
  close(): void {
    this.#leaveOuter();
  }

  /** Waits for the first answer to what `begin` starts, or for a stop; `begin` may return what to undo in either case. */
  async wait<T>(begin: (answer: Answer<T>) => (() => void) | undefined): Promise<T> {
    if (this.#stopped) throw new Stopped();
    let undo: (() => void) | undefined;
    let forget = () => {};
    try {
      const first = new Promise<T>((resolve, reject) => {
        forget = this.onStop(() => {
          undo?.(); // at once: a token of what is stopped takes no answer any more
          undo = undefined;
          reject(new Stopped());
        });
        undo = begin({ resolve, reject });
      });
      return await this.clock.idle(first);
    } finally {
      forget();
      undo?.();
    }
  }

  async sleep(ms: number): Promise<void> {
    if (ms > 0) await this.wait<void>(({ resolve }) => this.clock.ring(this.clock.ms() + ms, resolve));
  }
}
