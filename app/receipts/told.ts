import type { Receipted } from '#core/incident/notes';

/** What a provider tells later of something that it has accepted from us, by an event that only it can send. */
export interface Told {
  /** The provider's id of what it accepted. */
  providerId: string;
  state: Receipted;
  /** When it happened there, as an ISO instant. */
  at: string;
  /** The provider's own words of a failure. */
  words?: string;
  /** The incident that the sending named: a worker may be about to store that it was accepted. */
  incident?: string;
}
