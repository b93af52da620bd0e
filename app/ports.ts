import type { Role } from '#app/api/roles';
import type { AccountFacts } from '#app/doctor/account';
import type { SignInSettings } from '#app/sign-in/settings';
import type { Json } from '#core/json';
import type { MachineName } from '#core/machines';
import type { Act } from '#core/playbook/mitigation';
import type { Pack, People } from '#core/playbook/pack';
import type { Check } from '#core/playbook/verification';
import type { Vocabulary } from '#core/playbook/vocabulary';
import type { PublishedMetric } from '#core/published-metrics';
import type { Outgoing, Receipt, Recipient, Refs } from './outbox/message.ts';

/** A row of the one table. `pk`/`sk` are its key; `ttl` is in Unix seconds; `due*`, `list*` put it into the two sparse indexes. */
export interface Row {
  pk: string;
  sk: string;
  /** Index `due`: partition (`AGGREGATE`, `OUTBOX`, `RUN`, `ACTION`) and instant (ISO, to the second or finer). */
  duePk?: string;
  dueAt?: string;
  /** Index `list`: partition (`INCIDENT`, `ITEM`) and sort value. */
  listPk?: string;
  listSk?: string;
  ttl?: number;
  [attribute: string]: Json | undefined;
}
export interface Key {
  pk: string;
  sk: string;
}
/** What one attribute must be. `below` compares strings or numbers; `absent` is true for an attribute, or a row, that is not there. */
export type Test = { eq: Json } | { ne: Json } | { below: string | number } | { absent: true } | { present: true };
/** All tests of one record hold (and), or all of one of the records (or). */
export type Condition = Record<string, Test> | Record<string, Test>[];
export type Write =
  | { put: Row; when?: Condition }
  /** `add` counts up (or down) numbers that are not in `set`; one that is not there counts from 0. */
  | { update: Key; set?: Record<string, Json>; add?: Record<string, number>; remove?: string[]; when?: Condition }
  | { check: Key; when: Condition }
  | { delete: Key; when?: Condition };

/**
 * The one table. `write` is all or nothing: one write goes plain, more as a transaction of at most 100; a failed condition throws
 * `Refused` with a reason for each write in order. Reads by key are consistent; indexes may lag, so nothing is decided from one.
 */
export interface Table {
  get(key: Key): Promise<Row | undefined>;
  /** The rows of many keys, each once, in their order; what is not there is left out. One call for a hundred of them. */
  getAll(keys: readonly Key[]): Promise<Row[]>;
  /** Rows of one partition in order of `sk`, all pages; `after` follows the order of reading. */
  query(pk: string, options?: { prefix?: string; after?: string; limit?: number; backwards?: boolean }): Promise<Row[]>;
  /** Rows of an index partition in order, up to and including `upTo`, with their keys and the index's own attributes alone; a page of at most `limit`, `next` to go on (a full page has one even when nothing follows). */
  index(
    name: 'due' | 'list',
    partition: string,
    options: { upTo?: string; limit: number; backwards?: boolean; next?: string },
  ): Promise<{ rows: Row[]; next?: string }>;
  write(writes: Write[]): Promise<void>;
  /** Counts a number of a row up by one in one step, however many do so at once, and gives what it is then; a lost answer leaves a gap. */
  count(key: Key, attribute: string): Promise<number>;
}

/** Queues of work that the dispatcher fills. After a throw some of the bodies may be queued already. */
export const queueNames = ['page', 'send', 'effects'] as const;
/** The longest delay of a message that SQS takes, in seconds. */
export const MOST_DELAY_SECONDS = 900;
export type QueueName = (typeof queueNames)[number];
export interface Queues {
  /** `delaySeconds`: nobody receives the bodies earlier (whole seconds, at most 900). */
  put(queue: QueueName, bodies: Json[], delaySeconds?: number): Promise<void>;
}

/** Where signals of verified sources wait. Throws where not all could be put: then all are put again, for a signal that comes twice is one. */
export interface SignalQueue {
  put(bodies: Json[]): Promise<void>;
}

/** One-shot schedules. Setting one that is already there is no error. */
export interface Schedules {
  set(schedule: { name: string; at: Date; input: Json }): Promise<void>;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
export interface Executions {
  /** Starts an execution by name; one that runs already under this name, or has ended, is no error: `started` is false. */
  start(machine: MachineName, name: string, input: Json): Promise<{ started: boolean }>;
  /** Undefined where no execution of that name is known. */
  status(machine: MachineName, name: string): Promise<ExecutionStatus | undefined>;
  /** Stops an execution; one that is over or unknown is no error. */
  stop(machine: MachineName, name: string, cause: string): Promise<void>;
  /** Where a person sees the execution in the AWS console. */
  link(machine: MachineName, name: string): string;
}
/** Answers to task tokens. A token that is over or unknown is no error: `false`. */
export interface Tokens {
  succeed(token: string, output: Json): Promise<boolean>;
  fail(token: string, error: string, cause: string): Promise<boolean>;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds of wall clock until the request is given up (default 5000). */
  timeoutMs?: number;
  /** Certificates (PEM) of the only authority that may have signed the other side's; those that everybody trusts where it is left out. */
  ca?: string;
}
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The answer was longer, and `body` is its begin. */
  isCut?: true;
}
/** Outgoing HTTP. Throws `Unreachable` when nothing can have been delivered, `NoAnswer` when that is not known. */
export interface Http {
  send(request: HttpRequest): Promise<HttpResponse>;
}
export interface Secrets {
  /** The secret's text; throws `NotConfigured` with its name when there is none. `fresh`: not one that was read before. */
  get(name: string, options?: { fresh?: boolean }): Promise<string>;
}

/** One tool that carries messages to people. */
export interface Channel {
  /** Sends once. Throws `Undeliverable` (this will never go), `NotConfigured`, `Unreachable`, `RateLimited` (nothing was delivered) or `NoAnswer` (may have been). */
  send: (message: Outgoing, to: Recipient, refs: Refs) => Promise<Receipt>;
  /** Reads what became of a page by its receipt's `acknowledgedBy`; throws as `send` does. Only channels with such receipts have it. */
  look?: (receipt: string) => Promise<Acknowledgement>;
}

/** Whether a page was acknowledged at its provider, by whose address and when; `deliveredAt` is when it reached the phone last. */
export type Acknowledgement = { deliveredAt?: string } & (
  | { acknowledged: false }
  | { acknowledged: true; by: string; at: string }
);

/** A measurement: a number, text, or nothing with the reason. Never throws for what the measured system does. */
/** What a host shows when a TLS connection is made to it: until when its certificate is valid, or that one that it shows has expired. */
export type Shown = { validTo: string } | { expired: true };
/** Makes a TLS connection, over which nothing is sent, and ends it; errors as in `Http`. */
export interface Tls {
  look(request: Pick<HttpRequest, 'url' | 'timeoutMs' | 'ca'>): Promise<Shown>;
}
export interface Reading {
  value: number | null;
  /** What was found as text, beside a number or instead of one; it is cut where it is kept (`#core/incident/reading-text`). */
  text?: string;
  because: string;
  /** What a person does about a reading of nothing that network, name, certificate or rights are the cause of. */
  cure?: string;
}
export interface Checks {
  /** Reads an entry of the playbook's `checks`. */
  read(check: Check): Promise<Reading>;
}
/** A check that was read once, by its name in the playbook. */
export interface Probed extends Reading {
  check: string;
  title: string;
}
/** Reads the deployed playbook's checks once, for a function that may not reach the systems itself. Never throws for what they do. */
export interface Probe {
  readAll(): Promise<Probed[]>;
}

/** How a run of an action stands. */
export type ActionLook =
  | { status: 'running' }
  | { status: 'succeeded'; output: string }
  | { status: 'failed'; output: string };
/** What runbooks do to the protected system, at most once a key. */
export interface Actions {
  /**
   * Starts an action for an incident. A key that was started before starts nothing and gives the same handle where the tool allows, else
   * throws `NoAnswer`. `Unreachable`, `RateLimited`, `Undeliverable` and `NotConfigured` mean that nothing was started, `NoAnswer` that
   * this is not known.
   */
  start(key: string, act: Act, incidentId: string): Promise<{ handle: string }>;
  look(act: Act, handle: string, incidentId: string): Promise<ActionLook>;
  /** Tells a run whose time is over to stop; false for a kind that cannot. Throws as `start` does. */
  stop(act: Act, handle: string, incidentId: string): Promise<boolean>;
}

export interface Log {
  info(message: string, facts?: Record<string, Json>): void;
  warn(message: string, facts?: Record<string, Json>): void;
  error(message: string, facts?: Record<string, Json>): void;
}

/** Everything outside the core that the product may touch. */
export interface Ports {
  /** The playbook's clock; only the simulator bends it. */
  now(): Date;
  /** The world's clock: signatures, leases, time-outs. Nothing bends it. */
  wallClock(): Date;
  /** A fresh opaque id of `[A-Za-z0-9_-]`, hard to guess. */
  newId(): string;
  /** A fresh token of 22 characters `[A-Za-z0-9]` for a personal link, from a source that nobody can guess. */
  newToken(): string;
  table: Table;
  queues: Queues;
  schedules: Schedules;
  executions: Executions;
  tokens: Tokens;
  /** By tool, as the vocabulary names them. */
  channels: Readonly<Record<string, Channel>>;
  checks: Checks;
  probe: Probe;
  actions: Actions;
  secrets: Secrets;
  /** Those by which sources that post are known; left out where nobody posts. */
  sourceSecrets?: Secrets;
  /** What is deployed today: the pack for what opens now, people, and the settings of this deployment. */
  deployed: Deployed;
  metrics: { put(metric: PublishedMetric): void };
  /** What the account says of itself; left out where there is none to ask. */
  account?: { facts(): Promise<AccountFacts> };
  log: Log;
}

/** What a deployment says: playbook of today, people of today, base addresses, margins. */
export interface Deployed {
  pack: Pack;
  people: People;
  /** What the deployed plugins add to the playbook language. */
  vocabulary: Vocabulary;
  /** Base address of each service that checks and actions speak to; `null` where the deployment gives none. */
  bases: Record<string, string | null>;
  /** The functions that runbooks may call, by the name that the playbook uses; nothing else can be called. */
  functions: Record<string, string>;
  /** Divides the playbook's durations of incidents that open now (1 on AWS). */
  speed: number;
  /** Seconds that a schedule rings before the instant it stands for (60 on AWS, 2 locally). */
  marginSeconds: number;
  /** Where people reach the product: base of the API, of the dashboard. */
  apiUrl: string;
  dashboardUrl: string;
  /** Base of the addresses that people open: a custom domain, or the API's own. */
  publicUrl: string;
  /** What stands before the name of each secret, with its separator: `tocsin/`. */
  secretPrefix: string;
  /** Alarms that may open incidents: by name to what they watch; and the prefix that lets others in. */
  alarms: Record<string, { service?: string | undefined; rule?: string | undefined }>;
  alarmPrefix?: string;
  /** Target that is paged when the machinery itself fails. */
  catchAll: string;
  /** Where the keys of the tokens are that people paste at the board of the local engine; absent: none is taken. */
  pasted?: { keys: string };
  /** The role of each group of the identity provider, by the group's whole name; absent: groups named like a role have it. */
  groupRoles?: Record<string, Role>;
  /** How people sign in; absent: access tokens, with the roles in the claim `cognito:groups`. */
  signIn?: SignInSettings;
}
