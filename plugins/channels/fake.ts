import type * as z from 'zod';
import type { WireHead, WireRequest, WireResponse, WireRoute } from '../fakes/wire.ts';

/** What a message is to its receiver, in the words of the inbox. */
export const messageKinds = ['page', 'message', 'status-page', 'ticket', 'email', 'webhook'] as const;
export type MessageKind = (typeof messageKinds)[number];

/** One message as its receiver saw it; `raw` is what was said on the wire. */
export interface Received {
  kind: MessageKind;
  to: string;
  incidentId: string | null;
  text: string;
  raw: Record<string, unknown>;
}

/** What a fake is given: time, numbers for ids, a memory of its own that outlives a restart, and the list of what has arrived. */
export interface FakeDesk {
  now: () => Date;
  /** The next number of one sequence for all fakes. */
  next: () => number;
  /** This fake's own memory, plain JSON that is changed in place: what it was before a restart, else what the schema makes of `{}`. */
  memory: <S extends z.ZodObject>(schema: S) => z.infer<S>;
  /** What this provider is told before anybody speaks to it, for the fake's own schema to read; undefined where it is told nothing. */
  settings: unknown;
  record: (message: Received) => void;
  /** Requests an address of this machine (confirming a subscription). */
  visit: (url: string) => void;
  /** Puts an event on the account's bus, as an AWS service does. */
  tell: (event: Record<string, unknown>) => void;
  /** What is accepted now does not arrive, as the provider tells later. */
  loses: () => boolean;
}

/** How a provider says that it fails: its own fault, too many requests, refused. */
export type Failure = '500' | '429' | 'ok-false';

/** Takes requests as one provider takes them, with its documented limits and errors. */
export interface Fake {
  /** How the inbox's page shows it: an emoji, and a colour in the form `#rrggbb`. */
  look: { sign: string; tone: string };
  /** Whether a request is meant for this provider, by its path or its headers. */
  takes: (head: WireHead) => boolean;
  /** The most bytes that a request to it may have. */
  mostBytes: number;
  serve: (desk: FakeDesk) => (request: WireRequest, route: WireRoute) => WireResponse;
  /** The error that the provider itself answers; `seconds` is how long a client is told to wait. */
  failures: Record<Failure, (seconds: number) => WireResponse>;
}

/** The other side of a channel, and how a deployment is led to it. */
export interface ChannelFake extends Fake {
  /** Makes up credentials of the form that the real ones have; `none` where no entry names a secret. */
  secret: (() => string) | 'none';
  /** A genuine call of the provider, which says that something was acknowledged; left out where the channel has no hook. */
  calls?: (told: { secret: string; key: string; receipt: string; user: string; at: string }) => {
    headers: Record<string, string>;
    body: string;
    /** The last segment of the hook's path. */
    last?: string;
  };
  /** Where a deployment finds this fake below the inbox's address: entries of `Deployment.endpoints`. */
  endpoints: (inbox: string) => Record<string, string>;
}

/** The incident that a message names, if it names one. */
export const incidentIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
