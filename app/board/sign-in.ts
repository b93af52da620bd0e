import type { Role } from '#app/api/roles';
import type { Fetch } from '../sign-in/ask.ts';
import type { Client } from '../sign-in/code-exchange.ts';
import type { SignInSettings } from '../sign-in/settings.ts';

/** The claims of a token whose signature, issuer, audience and time are right. */
export type Claims = Readonly<Record<string, unknown>> & { exp: number };

/** What a sign-in gave: verified claims, and what renews them, where the provider gives that. */
export interface SignedIn {
  claims: Claims;
  refreshToken?: string | undefined;
}
/** What a provider sends a browser back with. */
export type Back = Readonly<Partial<Record<'state' | 'code' | 'error' | 'error_description', string>>>;
/** Why a browser that comes back is not believed: another one began that sign-in, or nobody did; or it was begun too long ago. */
export type Disbelieved = 'forged' | 'expired';

/** Signs people in by an identity provider: authorization code with PKCE. Throws `SignInFailed`, whose message is for the person. */
export interface ByProvider {
  issuer: string;
  /** Where a browser that keeps this secret signs in, to come back to a page of the board; `another`: as somebody else. */
  begin(secret: string, next: string, another: boolean): Promise<string>;
  /** Ends the sign-in that this very browser has begun. */
  end(secret: string, back: Back): Promise<(SignedIn & { next: string }) | Disbelieved>;
  /** New claims for a refresh token; `over` where the provider takes it no longer. */
  renew(refreshToken: string): Promise<SignedIn | 'over'>;
  /** Has the provider take a refresh token back, where it can. */
  revoke(refreshToken: string): Promise<void>;
}
/** What an identity provider is asked with. */
export interface Asking {
  settings: SignInSettings & { client: Client };
  /** Where the browser comes back to, as it is registered there. */
  redirectUri: string;
  fetch: Fetch;
  now: () => Date;
}

/** Signs in by a token that is pasted, or by one of those that the local engine's deployment has put ready. */
export interface ByToken {
  verify(token: string): Promise<Claims | undefined>;
  ready(): Promise<readonly { role: Role; person: string; token: string }[]>;
}

/** How people sign in at the board of a deployment. Each way ends in claims that the function itself has verified, for `openSession`. */
export type SignIn = ({ by: 'provider' } & ByProvider) | ({ by: 'token' } & ByToken) | { by: 'nothing' };
