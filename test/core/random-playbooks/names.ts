import { Event } from '#core/rules/rule';

/** What a random playbook declares, and what rules of it may therefore name. */
export interface Names {
  severities: string[];
  /** Those that wake people. */
  loud: string[];
  services: string[];
  bases: string[];
  calendars: string[];
  moments: string[];
  digests: string[];
  facts: Record<string, { type?: string; values?: string[] }>;
  checks: string[];
  targets: string[];
  roles: string[];
  /** The role that somebody takes by acknowledging. */
  taken: string;
  /** Places by what they can: all of them, those that customers read, those with tickets, those that take any message. */
  places: string[];
  publicPlaces: string[];
  ticketPlaces: string[];
  plainPlaces: string[];
  statuses: string[];
  categories: string[];
  detectionRules: string[];
  runbooks: string[];
  horizons: string[];
  levels: number[];
  /** Rules that stand already, as `since` and `done` name them. */
  rules: string[];
}

/** The reminders of items bring `item-due`, where they are drawn. */
export const EVENTS = Event.options.filter((event) => event !== 'item-due');
