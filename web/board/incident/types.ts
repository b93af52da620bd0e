import type { Told } from '#core/incident/replay';
import type { Incident } from '#core/incident/state';
import type { Entry, Worded } from '#core/message/entry';
import type { Flash } from '../flash.ts';
import type { Frame } from '../frame.ts';
import type { Known } from '../talk.ts';

/** All that an incident's page is made of. */
export interface IncidentGiven {
  frame: Frame;
  known: Known;
  /** As it is, or as it was at the time that is shown. */
  incident: Incident;
  /** All that its timeline holds until then, cause before effect. */
  told: readonly { at: number; entry: Entry | Worded }[];
  events: readonly Told[];
  /** How people call a channel, by its word in people.yaml. */
  channels: Readonly<Record<string, string>>;
  /** Executions in the AWS console, by phase. */
  executions: readonly { title: string; url: string; running: boolean }[];
  /** Where the time that is shown is not now: that time, and the last that can be. */
  past?: { at: string; last: string } | undefined;
  last: string;
  show: string;
  from: number;
  flash: Flash | undefined;
  /** What was typed into a form that did nothing. */
  typed: Readonly<Record<string, string>>;
}
