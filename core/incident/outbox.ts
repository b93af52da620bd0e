import * as z from 'zod';
import { isRecord, type Json } from '#core/json';
import type { ReadinessView } from '#core/message/readiness-view';
import type { View } from '#core/message/render';
import type { PublicStatus } from '#core/playbook/communication';

/** Why a person is paged: a rule for a target that means the person, and what silences it. */
const PageReason = z.object({
  rule: z.string(),
  round: z.number(),
  target: z.string(),
  /** What makes it moot before it is claimed. */
  unless: z.enum(['acknowledged', 'resolved', 'never']),
  because: z.string(),
  /** In a few words, as the page says it: `primary silent 5 min`. */
  why: z.string(),
  /** Its target is a list of which each must acknowledge: it is silenced by the person's own acknowledgement alone. */
  each: z.literal(true).optional(),
  /** Only these of the person's channels, in this order; absent: all of them. */
  via: z.array(z.string()).optional(),
  /** The severities that its rule has: after a lowering to any other it is moot. Absent: a lowering changes nothing. */
  severities: z.array(z.string()).optional(),
});
export type PageReason = z.infer<typeof PageReason>;

/** A row of the release that wrote one page a rule holds its one reason beside the rest. */
const upgraded = (stored: unknown): unknown =>
  isRecord(stored) && !('reasons' in stored) ? { ...stored, reasons: [stored] } : stored;

/** One page to one person for one turn: (incident, cycle, turn, person), with every reason. Channels are attempts under it. */
export const PageOrder = z.preprocess(
  upgraded,
  z.object({
    cycle: z.number(),
    person: z.string(),
    reasons: z.tuple([PageReason], PageReason),
    /** The incident's severity when it was ordered, and how often that had changed; rows of the release before have neither. */
    severity: z.string().optional(),
    epoch: z.number().optional(),
    /** The page's words, frozen: severity, id, what, since when, why you, how to acknowledge. */
    text: z.string(),
    /** The same within an SMS; left out in rows of releases whose text was that already. */
    sms: z.string().optional(),
    /** Number of the event that ordered it. */
    seq: z.number(),
  }),
);
export type PageOrder = z.infer<typeof PageOrder>;

export type Impact = 'none' | 'minor' | 'major' | 'critical';

/** What a message is besides its text. */
export type Content =
  | {
      kind: 'notice';
      public: { status?: PublicStatus; impact: Impact; components?: readonly string[] };
      /** The services of the playbook that it is about; rows of releases before have none, and name one in their view. */
      services?: readonly string[];
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
  /** Opens the incident's ticket: tells the incident when it has been accepted. */
  opensTicket?: true;
  /** Order among the messages of one place. */
  seq: number;
  /** What it asks for: once that has been given, or asked for anew, it is no longer sent. */
  asks?:
    | { question: string; times: number }
    | { approval: string; times: number }
    | { audience: string; since: string }
    /** An action item, with the date by which it is due. */
    | { item: string; due: string };
}

/** What happens to the alerts that the pages of a cycle have made where alerts have a life of their own: one row for all of them. */
export interface AlertsOrder {
  change: 'acknowledge' | 'resolve';
  /** Only what rings at this person, who cannot take it: their phone is silenced as by an acknowledgement. */
  silences?: string;
  /** Only the alerts of this person, who has acknowledged after somebody else. */
  of?: string;
  cycle: number;
  because: string;
  seq: number;
  /** The alert that the change came from: it is so already, and an echo would come back. */
  except?: { channel: string; key: string };
}

/** What effect workers do with state machines and schedules. */
export type Effect =
  /** `kind` and `id` say whose clock it is; left out, it is the incident's in whose partition the order stands. */
  | { do: 'arm'; due: string; kind?: string; id?: string }
  | { do: 'start-run'; run: number }
  | { do: 'stop-run'; run: number; phase: string; visit: number; communicateVisit: number }
  | { do: 'answer'; slot: string; output: { verdict: string } }
  | { do: 'supersede' }
  | { do: 'digest'; name: string; person: string; target: string; once: string }
  /** The start of planned work has come: its incident opens. The order stands in the partition of the work. */
  | { do: 'open-maintenance'; id: string }
  | { do: 'metrics'; values: { name: string; seconds: number }[]; severity: string };

/** One message that belongs to no incident; its view is frozen when it is queued. */
export interface NoticeOrder {
  /** A place of the playbook, or `person:<id>`. */
  place: string;
  template: string;
  view: ReadinessView | View;
}

export type OutboxEntry =
  | { queue: 'page'; key: string; page: PageOrder }
  | { queue: 'send'; key: string; message: MessageOrder }
  | { queue: 'send'; key: string; alerts: AlertsOrder }
  | { queue: 'send'; key: string; notice: NoticeOrder }
  | { queue: 'effects'; key: string; effect: Effect };

/** What a command answers; kept with the command so that a duplicate gets the same. */
export type Answer = { [key: string]: Json };
