import type { Json } from '#core/json';
import type { View } from '#core/message/render';

/** One page to one person: (incident, cycle, rule, round, person). Channels are attempts under it. */
export interface PageOrder {
  rule: string;
  round: number;
  cycle: number;
  person: string;
  target: string;
  /** What makes it moot before it is claimed. */
  unless: 'acknowledged' | 'resolved' | 'never';
  because: string;
  /** Why this person, in a few words, as the page says it: `primary silent 5 min`. */
  why: string;
  /** The page's words, frozen: severity, id, what, since when, why you, how to acknowledge. */
  text: string;
  /** The same within an SMS; left out in rows of releases whose text was that already. */
  sms?: string;
  /** Number of the event that ordered it. */
  seq: number;
}

/** The words of a public status page. */
export type PublicStatus = 'investigating' | 'identified' | 'monitoring' | 'resolved';
export type Impact = 'none' | 'minor' | 'major' | 'critical';

/** What a message is besides its text. */
export type Content =
  | {
      kind: 'notice';
      public: { status?: PublicStatus; impact: Impact; component?: string };
      /** The incident is resolved or ended as of this notice. */
      over: boolean;
    }
  /** Opens the incident's own room; `people` are ids of people.yaml. */
  | { kind: 'room'; name: string; private: boolean; people: string[]; purpose: string }
  /** The calendar entry of the review, to those whom the playbook invites. */
  | { kind: 'invitation' };

/** One message to one place, or to one person; the view is frozen when it is queued. */
export interface MessageOrder {
  moment: string;
  cycle: number;
  content: Content;
  /** A place of the playbook, or `person:<id>`. */
  place: string;
  /** How the timeline names the receiver: `engineering_manager/ana`, `#incidents`. */
  to: string;
  template: string;
  because: string;
  view: View;
  actions: { id: string; title: string; value: string }[];
  /** Tells the incident when it has been accepted. */
  tellsPublic: boolean;
  /** Order among the messages of one place. */
  seq: number;
}

/** What effect workers do with state machines and schedules. */
export type Effect =
  | { do: 'arm'; due: string }
  | { do: 'start-run'; run: number }
  | { do: 'stop-run'; run: number; phase: string; visit: number; communicateVisit: number }
  | { do: 'answer'; slot: string; output: { verdict: string } }
  | { do: 'supersede' }
  | { do: 'metrics'; values: { name: string; seconds: number }[]; severity: string };

export type OutboxEntry =
  | { queue: 'page'; key: string; page: PageOrder }
  | { queue: 'send'; key: string; message: MessageOrder }
  | { queue: 'effects'; key: string; effect: Effect };

/** What a command answers; kept with the command so that a duplicate gets the same. */
export type Answer = { [key: string]: Json };
