import type { HttpRequest } from '#app/ports';

/** What a deployment knows that a plugin's environment and rights are made from; the construct fills it in. */
export interface Deployment {
  /** Where a provider is when it is not at its maker's own address: the local engine's stand-ins, or a test's. */
  endpoints: Readonly<Record<string, string | undefined>>;
  /** Where people and providers reach the API. */
  apiUrl: string;
  mailFrom: string | undefined;
  /** The configuration set that mail goes by; undefined where the identity's own default holds. */
  mailConfigurationSet?: string | undefined;
  originationIdentity: string | undefined;
}

/** ARNs that the construct knows by their use. */
export type Grant =
  | 'channel-secrets'
  | 'hook-secrets'
  | 'source-secrets'
  | 'check-secrets'
  | 'action-secrets'
  | 'workspaces'
  | 'apis-of-checks'
  | 'apis-of-actions'
  | 'mail-identities'
  | 'origination-identities'
  | 'topics'
  | 'databases'
  | 'database-secrets'
  | 'runbook-functions';

/** Resources of the deployment's own account and Region by name, as an ARN has it: `stateMachine:failover-*` of `states`. */
export interface Named {
  service: string;
  name: string;
  /** '' where an ARN has none: resources of AWS itself, and those of no Region. */
  account?: '';
  region?: '';
}
/** Where a service of AWS is called by signed requests: its name in hosts, and the variable that says another place. */
export interface AwsPlace {
  service: string;
  variable: string;
}

/**
 * One statement of a handler's role: actions, and what they may be done to. `any` only where AWS knows nothing narrower; what is no one
 * resource says why, for reviewers of the template.
 */
export type Right =
  | { actions: readonly string[]; resources: Grant }
  | { actions: readonly string[]; resources: 'any' | Named; because: string }
  | {
      actions: readonly string[];
      /** What an entry of the playbook names. */
      named: readonly Named[];
      because?: string;
      conditions?: Readonly<Record<string, unknown>>;
    };

/** A request as the AWS SDK passes it to its HTTP handler. */
export interface AwsRequest {
  method: HttpRequest['method'];
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}
/** Carries the requests of AWS clients in place of the SDK's own HTTP handler: where nothing may leave the process. */
export interface AwsTransport {
  metadata: { handlerProtocol: string };
  handle(
    request: AwsRequest,
  ): Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } }>;
}

/** How the AWS clients of plugins are made; a test adds its endpoint and credentials. */
export interface AwsClientSettings {
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: boolean } | AwsTransport;
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}
