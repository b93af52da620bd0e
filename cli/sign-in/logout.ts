import { revokeToken } from '#app/sign-in/code-exchange';
import { providerOf } from '#app/sign-in/provider';
import { SignInFailed } from '#app/sign-in/sign-in-failed';
import { oneLine } from '#core/message/plain-text';
import { type Output, say } from '../words.ts';
import { exclusively, keep, type Session, sessionAt } from './session-file.ts';

export interface Logout extends Output {
  apiUrl?: string;
}

/** Forgets a sign-in, and has the issuer revoke it where it can. */
export async function logout(options: Logout): Promise<void> {
  const given = options.apiUrl ?? process.env['TOCSIN_API_URL'];
  const found = await exclusively(async () => {
    const one = sessionAt(given?.replace(/\/$/, ''));
    if (one !== undefined) keep(one.apiUrl, undefined);
    return one;
  });
  if (found === undefined) {
    say(options, { apiUrl: null, revoked: false }, () => 'nobody is signed in');
    return;
  }
  const { apiUrl, session } = found;
  const { revoked, why } = await revoke(session);
  const left = `the browser may still be signed in at ${session.settings.issuer}`;
  say(options, { apiUrl, revoked }, () =>
    revoked
      ? `signed out of ${apiUrl}; ${left}`
      : `the tokens of ${apiUrl} are deleted here, and not revoked: ${why}; ${left}`,
  );
}

async function revoke({ settings, refreshToken }: Session): Promise<{ revoked: boolean; why: string }> {
  const { client, issuer } = settings;
  if (client === undefined || refreshToken === undefined) return { revoked: false, why: 'there is no refresh token' };
  try {
    const provider = await providerOf(issuer, fetch);
    return {
      revoked: await revokeToken({ provider, client, fetch }, refreshToken),
      why: `${issuer} does not take it back`,
    };
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error;
    return { revoked: false, why: oneLine(error.message) };
  }
}
