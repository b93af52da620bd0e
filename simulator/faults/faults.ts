import type { Ports } from '#app/ports';

/** How something comes from one part to another. */
export const ways = ['queue', 'stream', 'status', 'timer'] as const;
export type Way = (typeof ways)[number];

/** What goes wrong between the parts of a world. */
export interface Faults {
  /** The ports of one worker, by the name of its function: each call may be its last, and after its last it does nothing any more. */
  worker(ports: Ports, name: string): Ports;
  /** How late, in ms, something arrives, once for each time that it does; none: it is lost. */
  arrivals(way: Way): number[];
  /** How far the workers' clocks are off, in ms. */
  skew(): number;
  /** Runs what has nobody who would repeat it: that it died is no error of the world. */
  survived(work: () => Promise<unknown>): Promise<void>;
}
