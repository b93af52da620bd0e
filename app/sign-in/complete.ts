import { type At, type Begun, exchangeCode, type Tokens } from './code-exchange.ts';
import type { KeySet } from './key-set.ts';
import type { SignInSettings } from './settings.ts';
import { SignInFailed } from './sign-in-failed.ts';
import { verifyToken } from './verify-token.ts';

/** What is kept of a sign-in. */
export interface Kept {
  /** The token that the API takes. */
  token: string;
  refreshToken?: string | undefined;
  expiresAt: Date;
}

/** The part of the token endpoint's answer that is kept; the refresh token so far stays where none is given. */
export function keptOf(tokens: Tokens, { token: kind }: SignInSettings, now: Date, refreshToken?: string): Kept {
  const token = kind === 'id' ? tokens.id_token : tokens.access_token;
  if (token === undefined) throw new SignInFailed('the issuer gave no id token: ask for the scope openid');
  return {
    token,
    refreshToken: tokens.refresh_token ?? refreshToken,
    // by the clock here and the time it lasts, so that it does not matter how far the two clocks are apart
    expiresAt: new Date(now.getTime() + tokens.expires_in * 1000),
  };
}

/** Ends a sign-in, of the command line or of a browser: exchanges the code and verifies the token that came of it. */
export async function complete(
  at: At,
  settings: SignInSettings,
  { keys, now, leewaySeconds }: { keys: KeySet; now: () => Date; leewaySeconds: number },
  begun: Begun,
  code: string,
): Promise<Kept & { claims: Record<string, unknown> }> {
  const kept = keptOf(await exchangeCode(at, begun, code), settings, now());
  const { issuer, audience, token: kind } = settings;
  const nonce = kind === 'id' ? begun.nonce : undefined;
  const verified = await verifyToken(
    kept.token,
    { issuer, audience, token: kind, nonce, leewaySeconds },
    { keys, now },
  );
  if ('refused' in verified) throw new SignInFailed(verified.refused);
  return { ...kept, claims: verified.claims };
}
