import { refreshTokens } from '#app/sign-in/code-exchange';
import { keptOf } from '#app/sign-in/complete';
import { providerOf } from '#app/sign-in/provider';
import { SignInFailed } from '#app/sign-in/sign-in-failed';
import { Ends, exit } from '../exit.ts';
import { exclusively, keep, type Session, sessionAt } from './session-file.ts';

/** A token is renewed when it would end within this. */
const MARGIN = 60_000;
const isGood = ({ expiresAt }: Session): boolean => Date.parse(expiresAt) - Date.now() > MARGIN;
const over = (apiUrl: string): string =>
  `the sign-in at ${apiUrl} has expired or was revoked: sign in again with tocsin login --api-url ${apiUrl}`;

/**
 * The token of the sign-in at an API, renewed where it is about to end or is the one that was `refused`. Of several commands one renews it:
 * each looks again once it has the lock.
 */
export async function bearerAt(apiUrl: string, refused?: string): Promise<string> {
  const isUsable = (session: Session) => isGood(session) && session.token !== refused;
  const first = sessionAt(apiUrl)?.session;
  if (first === undefined) throw new Ends(exit.failure, over(apiUrl));
  if (isUsable(first)) return first.token;
  return exclusively(async () => {
    const session = sessionAt(apiUrl)?.session;
    if (session === undefined) throw new Ends(exit.failure, over(apiUrl));
    if (isUsable(session)) return session.token;
    return renewed(apiUrl, session);
  });
}

async function renewed(apiUrl: string, session: Session): Promise<string> {
  const { settings, refreshToken } = session;
  const { client } = settings;
  if (refreshToken === undefined || client === undefined) {
    keep(apiUrl, undefined);
    throw new Ends(exit.failure, over(apiUrl));
  }
  try {
    const provider = await providerOf(settings.issuer, fetch);
    const tokens = await refreshTokens({ provider, client, fetch }, refreshToken);
    const kept = keptOf(tokens, settings, new Date(), refreshToken);
    keep(apiUrl, { settings, ...kept, expiresAt: kept.expiresAt.toISOString() });
    return kept.token;
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error;
    // anything but a refusal of this very token may pass: it stays
    if (error.code !== 'invalid_grant') throw new Ends(exit.failure, `the sign-in cannot be renewed: ${error.message}`);
    keep(apiUrl, undefined);
    throw new Ends(exit.failure, over(apiUrl));
  }
}
