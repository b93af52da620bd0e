import { type DemoStep, needsIncident } from '#core/playbook/demo';
import { seconds } from '#core/playbook/words';
import { comeTrue, inWords, type Look } from './look.ts';

/** How a course stands at a look: its next step may be done, is not due before an instant, or waits for something. */
export type Standing =
  | { is: 'ready'; step: DemoStep; n: number }
  | { is: 'early'; step: DemoStep; n: number; until: number }
  | { is: 'waiting'; step: DemoStep; n: number; for: string }
  | { is: 'over' };

/** Steps that are done one after the other, and how far they are. What `when` looks for must come after what the step before it has seen. */
export class Course {
  readonly #steps: readonly DemoStep[];
  readonly #speed: number;
  #next = 0;
  /** When the next step became the next. */
  #since: number;
  /** The first line that the next step may look at. */
  #from = 0;
  #cameTrue: { at: number; from: number } | undefined;

  /** `speed` is how many times faster than real time the playbook runs, `now` in ms. */
  constructor(steps: readonly DemoStep[], speed: number, now: number) {
    this.#steps = steps;
    this.#speed = speed;
    this.#since = now;
  }

  standing(look: Look): Standing {
    const n = this.#next;
    const step = this.#steps[n];
    if (step === undefined) return { is: 'over' };
    const opened = look.incident === undefined ? undefined : Date.parse(look.incident.openedAt);
    if (opened === undefined && needsIncident(step)) return { is: 'waiting', step, n, for: 'an incident' };
    const at = opened === undefined || step.at === undefined ? 0 : opened + this.#ms(step.at);
    if (at > look.at) return { is: 'early', step, n, until: at };
    if (step.when !== undefined && this.#cameTrue === undefined) {
      const from = comeTrue(step.when, look, this.#from);
      if (from === undefined) return { is: 'waiting', step, n, for: inWords(step.when) };
      this.#cameTrue = { at: look.at, from };
    }
    const after = step.after === undefined ? 0 : (this.#cameTrue?.at ?? this.#since) + this.#ms(step.after);
    return after > look.at ? { is: 'early', step, n, until: after } : { is: 'ready', step, n };
  }

  /** The next step is done, and so is the one after it the next; one that is done each time stays. */
  done(now: number): void {
    this.#from = this.#cameTrue?.from ?? this.#from;
    this.#cameTrue = undefined;
    this.#since = now;
    if (this.#steps[this.#next]?.each !== true) this.#next += 1;
  }

  #ms(duration: string): number {
    return (seconds(duration) * 1000) / this.#speed;
  }
}
