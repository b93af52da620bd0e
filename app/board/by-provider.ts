import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { authorizationUrl, type Begun, refreshTokens, revokeToken } from '../sign-in/code-exchange.ts';
import { complete, keptOf } from '../sign-in/complete.ts';
import { type KeySet, keySet } from '../sign-in/key-set.ts';
import { type Provider, providerOf } from '../sign-in/provider.ts';
import { SignInFailed } from '../sign-in/sign-in-failed.ts';
import { verifyToken } from '../sign-in/verify-token.ts';
import type { Asking, Back, ByProvider, Claims, Disbelieved, SignedIn } from './sign-in.ts';

/** A browser comes back within this, in ms: enough to set up an authenticator app. */
export const LONGEST_SIGN_IN = 30 * 60_000;
/** What a provider says of itself is read again after this, in ms. */
const FRESH = 3_600_000;
/** Seconds by which the clocks of issuer and function may differ. */
const LEEWAY = 60;

const Timed = z.looseObject({ exp: z.number() });

/** Signs people in at the board by a provider. Nothing of a sign-in is stored: its secrets are made of one that the browser keeps in a cookie. */
export function byProvider({ settings, redirectUri, fetch, now }: Asking): ByProvider {
  const { issuer, client } = settings;
  let known: { at: number; provider: Provider; keys: KeySet } | undefined;
  const asked = async () => {
    if (known === undefined || now().getTime() - known.at >= FRESH) {
      const provider = await providerOf(issuer, fetch);
      const isSame = known?.provider.jwks_uri === provider.jwks_uri;
      const keys = known !== undefined && isSame ? known.keys : keySet({ url: provider.jwks_uri, fetch, now });
      known = { at: now().getTime(), provider, keys };
    }
    return known;
  };
  return {
    issuer,
    async begin(secret, next, another) {
      const { provider } = await asked();
      const state = stateOf(secret, { at: now().getTime(), next });
      const parameters = { ...client.parameters, ...(another && { prompt: 'login' }) };
      return authorizationUrl({ provider, client: { ...client, parameters } }, begunOf(secret, state, redirectUri));
    },
    async end(secret, back) {
      const next = nextIn(secret, back, now());
      if (typeof next === 'string') return next;
      // the state is right: this is the provider's own answer to this browser
      if (back.error !== undefined)
        throw new SignInFailed(`${issuer} says ${back.error} ${back.error_description ?? ''}`.trim(), back.error);
      if (back.code === undefined || back.code === '') throw new SignInFailed(`${issuer} sent no code`);
      const { provider, keys } = await asked();
      const begun = begunOf(secret, back.state ?? '', redirectUri);
      const verifying = { keys, now, leewaySeconds: LEEWAY };
      const { claims, refreshToken } = await complete(
        { provider, client, fetch },
        settings,
        verifying,
        begun,
        back.code,
      );
      return { claims: Timed.parse(claims), refreshToken, next: next.page };
    },
    async renew(refreshToken): Promise<SignedIn | 'over'> {
      const { provider, keys } = await asked();
      try {
        const tokens = await refreshTokens({ provider, client, fetch }, refreshToken);
        const kept = keptOf(tokens, settings, now(), refreshToken);
        return { claims: await claimsOf(kept.token, keys), refreshToken: kept.refreshToken };
      } catch (error) {
        // anything but a refusal of this very token may pass
        if (error instanceof SignInFailed && error.code === 'invalid_grant') return 'over';
        throw error;
      }
    },
    async revoke(refreshToken) {
      await revokeToken({ provider: (await asked()).provider, client, fetch }, refreshToken);
    },
  };

  async function claimsOf(token: string, keys: KeySet): Promise<Claims> {
    const { audience, token: kind } = settings;
    const verified = await verifyToken(token, { issuer, audience, token: kind, leewaySeconds: LEEWAY }, { keys, now });
    if ('refused' in verified) throw new SignInFailed(verified.refused);
    return Timed.parse(verified.claims);
  }
}

const made = (secret: string, of: string, state: string): string =>
  createHmac('sha256', secret).update(`${of} ${state}`).digest('base64url');

/** When and where to a sign-in was begun, with what only the browser that keeps the secret can have. */
function stateOf(secret: string, { at, next }: { at: number; next: string }): string {
  const said = `${at.toString(36)}.${Buffer.from(next).toString('base64url')}`;
  return `${said}.${made(secret, 'state', said)}`;
}

const begunOf = (secret: string, state: string, redirectUri: string): Begun => ({
  state,
  verifier: made(secret, 'verifier', state),
  nonce: made(secret, 'nonce', state),
  redirectUri,
});

function nextIn(secret: string, { state = '' }: Back, now: Date): { page: string } | Disbelieved {
  const [, said = '', at = '', next = '', mac = ''] =
    /^(([0-9a-z]{1,10})\.([\w-]{0,400}))\.([\w-]{43})$/.exec(state) ?? [];
  const right = made(secret, 'state', said);
  if (secret === '' || mac.length !== right.length || !timingSafeEqual(Buffer.from(mac), Buffer.from(right)))
    return 'forged';
  if (now.getTime() - Number.parseInt(at, 36) > LONGEST_SIGN_IN) return 'expired';
  return { page: Buffer.from(next, 'base64url').toString('utf8') };
}
