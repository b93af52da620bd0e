import type { Ports } from '#app/ports';
import type { Faults, Way } from '#simulator/faults/faults';
import { Killed, mortal } from '#simulator/faults/mortal';

/** One death: a worker, the how-manieth of its calls in a life, and whether the call still had its effect. */
export interface Death {
  worker: string;
  call: number;
  moment: 'before' | 'after';
}

/** A world in which nothing goes wrong but one death, or nothing at all; it counts the calls of every worker. */
export class KillAt implements Faults {
  readonly calls = new Map<string, number>();
  /** What the worker was doing when it died. */
  struck: string | undefined;
  readonly #death: Death | undefined;

  constructor(death?: Death) {
    this.#death = death;
  }

  worker(ports: Ports, name: string): Ports {
    return mortal(ports, (call) => {
      const n = (this.calls.get(name) ?? 0) + 1;
      this.calls.set(name, n);
      if (this.#death?.worker !== name || this.#death.call !== n) return undefined;
      this.struck = call;
      return this.#death.moment;
    });
  }

  arrivals(_way: Way): number[] {
    return [0];
  }

  skew(): number {
    return 0;
  }

  async survived(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // nobody repeats it: the sweeper finds what it has left undone
      if (!(error instanceof Killed)) throw error;
    }
  }
}
