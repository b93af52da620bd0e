import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ask, type Fetch } from './ask.ts';
import type { Provider } from './provider.ts';
import type { SignInSettings } from './settings.ts';
import { SignInFailed } from './sign-in-failed.ts';

/** The public client of a deployment. */
export type Client = NonNullable<SignInSettings['client']>;
/** Who is asked, as whom. */
export interface At {
  provider: Provider;
  client: Client;
  fetch: Fetch;
}
/** The secrets of one sign-in: they stay with whoever began it until the browser comes back. */
export interface Begun {
  state: string;
  verifier: string;
  nonce: string;
  redirectUri: string;
}

const Tokens = z.object({
  access_token: z.string().min(1),
  id_token: z.string().min(1).optional(),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().default(300),
});
/** What the token endpoint gives. */
export type Tokens = z.infer<typeof Tokens>;
const Refusal = z.object({ error: z.string(), error_description: z.string().optional() });

const secret = (): string => randomBytes(32).toString('base64url');

/** Begins a sign-in that comes back to this address. */
export const begin = (redirectUri: string): Begun => ({
  state: secret(),
  verifier: secret(),
  nonce: secret(),
  redirectUri,
});

/** The address at which a browser signs the person in. */
export function authorizationUrl({ provider, client }: Omit<At, 'fetch'>, begun: Begun): string {
  const url = new URL(provider.authorization_endpoint);
  const ours = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: begun.redirectUri,
    scope: client.scopes.join(' '),
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: createHash('sha256').update(begun.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries({ ...client.parameters, ...ours })) url.searchParams.set(name, value);
  return url.href;
}

/** Exchanges the code with which the browser came back; it counts once. */
export const exchangeCode = (at: At, { verifier, redirectUri }: Begun, code: string): Promise<Tokens> =>
  tokensBy(at, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });

/** New tokens for a refresh token; an answer without a new refresh token leaves the old one good. */
export const refreshTokens = (at: At, token: string): Promise<Tokens> =>
  tokensBy(at, { grant_type: 'refresh_token', refresh_token: token });

/** Takes a refresh token back, where the provider offers it: says whether it did. */
export async function revokeToken({ provider, client, fetch }: At, token: string): Promise<boolean> {
  const { revocation_endpoint: url } = provider;
  if (url === undefined) return false;
  return (await ask(fetch, url, { token, token_type_hint: 'refresh_token', client_id: client.id })).ok;
}

async function tokensBy({ provider, client, fetch }: At, grant: Record<string, string>): Promise<Tokens> {
  const { ok, status, json } = await ask(fetch, provider.token_endpoint, { ...grant, client_id: client.id });
  if (!ok) {
    const { error = `status ${status}`, error_description = '' } = Refusal.safeParse(json).data ?? {};
    // Okta answers so where a person is in more groups than a token may hold
    const cure = /group/i.test(error_description) ? '; narrow the filter of the groups claim' : '';
    throw new SignInFailed(`${provider.issuer} refuses: ${error} ${error_description}`.trim() + cure, error);
  }
  const { success, data } = Tokens.safeParse(json);
  if (!success) throw new SignInFailed(`${provider.token_endpoint} answers without tokens`);
  return data;
}
