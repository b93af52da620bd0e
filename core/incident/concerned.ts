import type { Incident } from './state.ts';

/** The services that an incident is about: one or none, of planned work all that it touches. */
export const servicesOf = ({ service, maintenance }: Pick<Incident, 'service' | 'maintenance'>): readonly string[] =>
  maintenance?.services ?? (service === undefined ? [] : [service]);
