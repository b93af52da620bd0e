import { StateFailure, Stopped } from '#simulator/asl/failure';
import type { Scope } from '#simulator/asl/scope';
import type { VirtualClock } from '#simulator/clock';

/** One line of an execution's history, typed as the service types it; details stand flat beside the type. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: Date;
  type: string;
  /** Of the state, or of the Map for an iteration. */
  name?: string;
  index?: number;
  length?: number;
  input?: unknown;
  output?: unknown;
  assignedVariables?: Record<string, unknown>;
  resourceType?: string;
  resource?: string;
  parameters?: unknown;
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
  error?: string;
  cause?: string;
  /** Of an expression that failed: the state it stands in. */
  state?: string;
}

type DetailName = Exclude<keyof HistoryEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'>;
/** What an event adds to its type; what is undefined is no part of it. */
export type Details = { [name in DetailName]?: HistoryEvent[name] | undefined };

/** What an event is made of for the reader of a history. */
interface Entry {
  previous: number;
  ms: number;
  type: string;
  details: Details | undefined;
}

/** The most events a Standard execution may have. */
export const maxEvents = 25_000;

/** What happened in one execution; full at 25,000 events, of which the last is kept for its end. */
export class History {
  readonly #entries: Entry[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.length;
  }

  get full(): boolean {
    return this.#entries.length >= maxEvents - 1;
  }

  /** Gives the number of the new event. */
  add(previous: number, type: string, details: Details | undefined): number {
    return this.#entries.push({ previous, ms: this.#clock.ms(), type, details });
  }

  events(): HistoryEvent[] {
    return this.#entries.map(({ previous, ms, type, details = {} }, n) => ({
      id: n + 1,
      previousEventId: previous,
      timestamp: new Date(ms),
      type,
      ...Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined)),
    }));
  }
}

/** The place in a history where one branch goes on writing. */
export class Trail {
  readonly #history: History;
  readonly #scope: Scope;
  #previous: number;

  constructor(history: History, scope: Scope, previous = 0) {
    this.#history = history;
    this.#scope = scope;
    this.#previous = previous;
  }

  add(type: string, details?: Details): void {
    if (this.#scope.stopped) throw new Stopped();
    if (this.#history.full) {
      throw new StateFailure('States.Runtime', 'The execution reached the maximum number of history events (25000).');
    }
    this.#previous = this.#history.add(this.#previous, type, details);
  }

  /** Notes what a stop broke off. */
  abort(type: string, details: Details): void {
    if (!this.#history.full) this.#previous = this.#history.add(this.#previous, type, details);
  }

  /** A branch that begins here, in a scope of its own. */
  fork(scope: Scope): Trail {
    return new Trail(this.#history, scope, this.#previous);
  }
}
