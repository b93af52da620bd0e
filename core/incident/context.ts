import type { Pack, People } from '#core/playbook/pack';
import type { Vocabulary } from '#core/playbook/vocabulary';

/** What a decision may look at besides the incident: all of it values. */
export interface Context {
  pack: Pack;
  people: People;
  /** What the deployed channels, checks and actions can do. */
  vocabulary: Vocabulary;
  now: Date;
  apiUrl: string;
  dashboardUrl: string;
  catchAll: string;
}
