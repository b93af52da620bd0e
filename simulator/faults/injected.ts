import { seeded } from '#adapters/memory/random';
import type { TableCall } from '#adapters/memory/table';
import type { Ports } from '#app/ports';
import { NoAnswer, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import type { Faults, Way } from './faults.ts';
import { Killed, mortal } from './mortal.ts';
import { type Fault, type FaultKind, faultKinds, type Outage } from './plan.ts';

/** The table did nothing, or did it and could not say so. */
export class TableFailed extends Error {
  override readonly name = 'TableFailed';
}

const errorOf: Record<Outage, (tool: string) => Error> = {
  unreachable: (tool) => new Unreachable(`${tool} is down`),
  'no-answer': (tool) => new NoAnswer(`${tool} gives no answer`),
  limited: (tool) => new RateLimited(`${tool} asks for patience`, 7),
  refused: (tool) => new Undeliverable(`${tool} refuses`),
};

/** What goes wrong in one run, when, and how often it has. */
export class Injected implements Faults {
  /** Each kind has chances of its own: one that is left out changes nothing of the others. */
  readonly #chances: ReadonlyMap<FaultKind, () => number>;
  readonly #now: () => number;
  readonly #active: { fault: Fault; until: number }[] = [];
  /** How often each kind of fault has struck. */
  readonly struck = new Map<FaultKind, number>();

  constructor(seed: number, now: () => number) {
    this.#chances = new Map(faultKinds.map((kind, n) => [kind, seeded(seed ^ Math.imul(n + 1, 0x5bd1e995))]));
    this.#now = now;
  }

  begin(fault: Fault, seconds: number): void {
    this.#active.push({ fault, until: this.#now() + seconds * 1000 });
  }

  #of<K extends FaultKind>(kind: K): Extract<Fault, { kind: K }>[] {
    const now = this.#now();
    return this.#active.flatMap(({ fault, until }) =>
      until > now && fault.kind === kind ? [fault as Extract<Fault, { kind: K }>] : [],
    );
  }

  #chance(kind: FaultKind): number {
    return this.#chances.get(kind)?.() ?? 0;
  }

  #strikes(kind: Exclude<FaultKind, 'outage' | 'stale-index' | 'clock'>): boolean {
    const often = Math.max(0, ...this.#of(kind).map((fault) => fault.often));
    return often > 0 && this.#chance(kind) < often && this.#count(kind);
  }

  #count(kind: FaultKind): true {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
    return true;
  }

  arrivals(way: Way): number[] {
    const late = (kind: FaultKind, most: number): number => Math.floor(this.#chance(kind) * most);
    if (way === 'timer') {
      if (this.#strikes('loss')) return [];
      if (!this.#strikes('timer')) return [0];
      return this.#chance('timer') < 0.5 ? [late('timer', 90_000)] : [0, late('timer', 60_000)];
    }
    // a queue brings again what nobody has taken; the stream's and the bus's events may be gone for good
    if (way !== 'queue' && this.#strikes('loss')) return [];
    const first = this.#strikes('delay') ? late('delay', 60_000) : 0;
    return this.#strikes('duplicate') ? [first, late('duplicate', 60_000)] : [first];
  }

  skew(): number {
    const [fault] = this.#of('clock');
    if (fault === undefined) return 0;
    this.#count('clock');
    return fault.ms;
  }

  isStale(): boolean {
    return this.#of('stale-index').length > 0 && this.#chance('stale-index') < 0.5 && this.#count('stale-index');
  }

  /** What a channel answers instead of accepting. */
  outage(tool: string): Error | undefined {
    const fault = this.#of('outage').find((each) => each.tool === tool);
    if (fault === undefined) return undefined;
    this.#count('outage');
    return errorOf[fault.as](tool);
  }

  /** What the table answers instead of an answer of its own. */
  table({ call, moment }: TableCall): Error | undefined {
    if (moment === 'before' && this.#strikes('throttle')) return new TableFailed('throttled');
    if (moment === 'after' && (call === 'write' || call === 'count') && this.#strikes('lost-answer'))
      return new TableFailed('the answer was lost');
    return undefined;
  }

  /** Each worker is one that can die. */
  worker(ports: Ports): Ports {
    return mortal(ports, () => {
      if (!this.#strikes('crash')) return undefined;
      return this.#chance('crash') < 0.5 ? 'before' : 'after';
    });
  }

  async survived(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // nobody repeats it: the sweeper finds what it has left undone
      if (!(error instanceof Killed || error instanceof TableFailed)) throw error;
    }
  }
}
