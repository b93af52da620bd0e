import type { Ports, Row } from '#app/ports';
import type { Incident } from '#core/incident/state';

/** What a turn needs. */
export type StorePorts = Pick<Ports, 'table' | 'now' | 'wallClock' | 'deployed' | 'log'>;

/** An incident as it is stored, with the version that a turn must find again. */
export interface Stored {
  incident: Incident;
  version: number;
  /** The last deadline that was done, and the next that is armed. */
  lastDone?: string;
  nextDue?: string;
  /** The sort key of the last message to each place, which the next one goes after. */
  lanes?: Record<string, string>;
  /** The row itself: a newer release may have put more into it. */
  row: Row;
}
