import type { Event } from './events.ts';
import { acknowledgement } from './evolve/acknowledgement.ts';
import { type Evolution, unchanged } from './evolve/apply.ts';
import { communication } from './evolve/communication.ts';
import { life } from './evolve/life.ts';
import { mitigation } from './evolve/mitigation.ts';
import { response } from './evolve/response.ts';
import { rules } from './evolve/rules.ts';
import { verification } from './evolve/verification.ts';
import { window } from './evolve/window.ts';
import type { Incident } from './state.ts';

const evolution: Evolution = {
  Opened: unchanged,
  ...life,
  ...response,
  ...acknowledgement,
  ...rules,
  ...communication,
  ...mitigation,
  ...verification,
  ...window,
};

const apply = <T extends Event['type']>(type: T, state: Incident, event: Extract<Event, { type: T }>): Incident =>
  evolution[type](state, event);

/** The incident after an event. Total over all events: what happened is never refused here. */
export function evolve(before: Incident | undefined, event: Event): Incident {
  const state = event.type === 'Opened' ? event.state : before;
  if (state === undefined) throw new Error(`${event.type} before Opened`);
  return apply(event.type, { ...state, seq: event.seq, lastAt: event.at }, event);
}
