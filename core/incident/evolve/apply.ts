import type { Event } from '../events.ts';
import type { Incident, Open } from '../state.ts';

/** How each type of event changes an incident; number and time of the event are in it already. */
export type Evolution = { [T in Event['type']]: (state: Incident, event: Extract<Event, { type: T }>) => Incident };

/** An event that leaves no trace in the state: it stands on the timeline only. */
export const unchanged = (state: Incident): Incident => state;

/** What an event changes of the clocks, which only an open incident has. */
export const clocked = (state: Incident, change: Partial<Open['clocks']>): Incident =>
  state.life === 'open' ? { ...state, clocks: { ...state.clocks, ...change } } : state;
