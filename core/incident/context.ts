import type { OnCallPeople } from '#core/on-call';
import type { Pack } from '#core/playbook/pack';
import type { Vocabulary } from '#core/playbook/vocabulary';

/** The signals of an incident that fire, as their rows count them. */
export interface Firing {
  count: number;
  /** Severities that the rules of these signals give. */
  severities: readonly string[];
}

/** What a decision may look at besides the incident: all of it values. */
export interface Context {
  pack: Pack;
  /** Today's people, and whoever stands in for them. */
  people: OnCallPeople;
  /** What the deployed channels, checks and actions can do. */
  vocabulary: Vocabulary;
  now: Date;
  /** Base of the addresses that people open. */
  publicUrl: string;
  dashboardUrl: string;
  catchAll: string;
  /** Read with the incident. */
  firing?: Firing | undefined;
  /** Read with an incident that a person opens again: a signal of it that fires in another open incident. */
  elsewhere?: { title: string; incident: string } | undefined;
  /** Likewise: its signals that another incident has had since. */
  gone?: readonly string[] | undefined;
}
