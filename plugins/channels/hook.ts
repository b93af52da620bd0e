import type { Claim, Heard } from '#app/hooks/heard';

/** A request to a hook, as it came. */
export interface HookRequest {
  /** What a signature is over: the bytes that were sent, before anything is decoded. */
  bytes: Uint8Array;
  /** By lower-case name; a header that was given twice is joined by commas. */
  headers: Readonly<Record<string, string>>;
  /** The last segment of the path, where the hook has one. */
  key: string;
}

/** The half of a hook that reads what strangers send; loaded by the API's handler alone. It calls nobody. */
export interface Hook {
  /** Whether the request is the provider's, by any of the secrets: there are two while one replaces the other. None is ever empty. */
  verify: (request: HookRequest, secrets: readonly string[]) => boolean;
  /** What a genuine request says; nothing where it is none of our business. Throws where it cannot be read at all. */
  read: (request: HookRequest) => (Heard | Claim)[];
}

/** How a provider tells us what people did there: `POST /v1/hooks/<tool>`, without sign-in, verified by the secret `hooks/<tool>`. */
export interface ChannelHook {
  /** The path has a last segment that holds the secret, for providers that sign nothing. */
  keyed: boolean;
  load: () => Promise<{ hook: Hook }>;
}

/** The secrets in the text of one: whatever stands between blanks and commas. */
export const secretsIn = (text: string): string[] => text.split(/[\s,]+/).filter((secret) => secret !== '');
