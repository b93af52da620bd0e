import type { Event } from '../events.ts';
import type { Incident } from '../state.ts';

/** How each type of event changes an incident; number and time of the event are in it already. */
export type Evolution = { [T in Event['type']]: (state: Incident, event: Extract<Event, { type: T }>) => Incident };

/** An event that leaves no trace in the state: it stands on the timeline only. */
export const unchanged = (state: Incident): Incident => state;
