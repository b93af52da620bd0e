import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SignIn } from './api.ts';

/** A playbook that was packed before: what `loadPlaybook` gives, or its JSON read back. */
export interface PackedPlaybook {
  readonly pack: object;
  readonly people: object;
}

/** Where things are when they are not at AWS or at their makers: the local engine, or a stand-in under test. */
export interface Endpoints {
  /** Where people reach the API, if not at its own address; `{apiId}` in it becomes the API's id. */
  readonly api?: string;
  /** Base address of a channel's provider, by the name that the channel gives it: `slack`, `mail`, `sms`. */
  readonly [provider: string]: string | undefined;
}

export interface IncidentResponseProps {
  /** A playbook's directory, or one that was packed before. */
  readonly playbook: string | PackedPlaybook;
  /** Base address of each service, and each other base, of the playbook that its checks and actions speak to. */
  readonly services?: Record<string, string>;
  /** Who is paged when the machinery itself fails: a target of people.yaml. */
  readonly catchAll: string;
  /** Alarms whose name begins so open incidents too, rated by the playbook's `otherwise`. */
  readonly alarmNamePrefix?: string;
  /** Other accounts whose alarms may use `alarmTopic`. */
  readonly alarmAccounts?: string[];
  /** The functions that runbooks may call, by the name that the playbook uses. Nothing else can be called. */
  readonly actions?: Record<string, IFunction>;
  /** SNS topics by the name that the playbook uses. */
  readonly topics?: Record<string, ITopic>;
  /** Stands before the name of each secret of a channel. @default tocsin/ */
  readonly secretPrefix?: string;
  /** Mail by SES; its address or its domain is a verified identity of this account. */
  readonly mail?: { readonly from: string };
  /** Text messages by End User Messaging: ARN, or id (`phone-…`, `pool-…`), of what they come from. */
  readonly sms?: { readonly originationIdentity: string };
  /** Who signs people in. @default a user pool of its own, with MFA */
  readonly signIn?: SignIn;
  /** Divides the durations of the playbook, for drills. @default 1 */
  readonly speed?: number;
  /** How long before its instant a deadline's schedule rings. @default 1 minute */
  readonly margin?: Duration;
  /** Keeps table, users and logs when the stack goes, and protects them from deletion. @default true */
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
