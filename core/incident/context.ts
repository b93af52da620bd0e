import type { Pack, People } from '#core/playbook/pack';

/** What a decision may look at besides the incident: all of it values. */
export interface Context {
  pack: Pack;
  people: People;
  now: Date;
  apiUrl: string;
  dashboardUrl: string;
  catchAll: string;
}
