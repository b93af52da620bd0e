import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Domain, SignIn } from './api.ts';

/** A packed playbook: the result of `loadPlaybook`, or its JSON read back. */
export interface PackedPlaybook {
  readonly pack: object;
  readonly people: object;
}

/** Addresses other than those of AWS and of the providers, for the local engine or a fake under test. */
export interface Endpoints {
  /** The address at which people reach the API, if not its own; `{apiId}` in it is replaced by the API's id. */
  readonly api?: string;
  /** Base address of a provider, by the name that its channel, check or action gives it: `slack`, `mail`, `sms`. */
  readonly [provider: string]: string | undefined;
}

export interface IncidentResponseProps {
  /** A playbook's directory, or a packed playbook. */
  readonly playbook: string | PackedPlaybook;
  /** The base address of each service and each other base of the playbook that its checks and actions call. */
  readonly services?: Record<string, string>;
  /** A target of people.yaml that is paged when nobody else can be, or when Tocsin itself fails. */
  readonly catchAll: string;
  /** Alarms whose names begin with this open incidents too, rated by the playbook's `otherwise`. */
  readonly alarmNamePrefix?: string;
  /** Other accounts whose alarms may use `alarmTopic`. */
  readonly alarmAccounts?: string[];
  /** The functions that runbooks may call, by the names that the playbook uses. Nothing else can be called. */
  readonly actions?: Record<string, IFunction>;
  /** SNS topics, by the names that the playbook uses. */
  readonly topics?: Record<string, ITopic>;
  /** The prefix of the names of all channel secrets. @default tocsin/ */
  readonly secretPrefix?: string;
  /** Email through SES; the address or its domain is a verified identity of this account. */
  readonly mail?: { readonly from: string };
  /** Text messages through End User Messaging: the ARN or id (`phone-…`, `pool-…`) of their origination identity. */
  readonly sms?: { readonly originationIdentity: string };
  /** The API's own name, with a certificate of this region for it: links in pages are shorter by it. Point the name at `domainTarget`. @default the API's own address */
  readonly domain?: Domain;
  /** The issuer that signs people in. @default a user pool of its own, with MFA */
  readonly signIn?: SignIn;
  /** The playbook's durations are divided by this, for drills. @default 1 */
  readonly speed?: number;
  /** How long before its deadline a schedule fires; the deadline machine waits out the rest. @default 1 minute */
  readonly margin?: Duration;
  /** Whether table, users and logs outlive the stack and are protected from deletion. @default true */
  readonly keepData?: boolean;
  readonly endpoints?: Endpoints;
  /** For the local engine only: people sign in by password, tokens last a day. @default false */
  readonly local?: boolean;
}

/** What an alarm stands for, in the playbook's words. */
export interface Watches {
  readonly service: string;
  readonly rule: string;
}
