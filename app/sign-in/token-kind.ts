import type { SignInSettings } from './settings.ts';

/** What a token says of itself: `token_use` of Cognito, `typ` of Keycloak. Others say nothing, and their audience decides. */
function kindOf({ token_use, typ }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof token_use === 'string') return token_use;
  if (typ === 'ID') return 'id';
  if (typ === 'Bearer') return 'access';
  return typeof typ === 'string' && typ !== 'JWT' ? typ.toLowerCase() : undefined;
}

/** Why a token of another kind than the API takes is none for it; undefined where it may be one. */
export function wrongKind(
  claims: Readonly<Record<string, unknown>>,
  { token }: Pick<SignInSettings, 'token'>,
): string | undefined {
  const kind = kindOf(claims);
  return kind === undefined || kind === token
    ? undefined
    : `this API takes the ${token} token of a sign-in, and this is the ${kind} token`;
}
