import { byProvider } from '#app/board/by-provider';
import { byToken } from '#app/board/by-token';
import type { SignIn } from '#app/board/sign-in';
import type { Ports } from '#app/ports';
import { boardCallback } from '#app/sign-in/redirect';

/** How people sign in at this deployment's board. */
export function signInOf(ports: Pick<Ports, 'deployed' | 'table' | 'wallClock'>): SignIn {
  const { signIn, pasted, publicUrl } = ports.deployed;
  const now = () => ports.wallClock();
  if (signIn === undefined) return { by: 'nothing' };
  if (pasted !== undefined)
    return { by: 'token', ...byToken({ settings: signIn, keysUrl: pasted.keys, table: ports.table, fetch, now }) };
  const { client } = signIn;
  if (client === undefined) return { by: 'nothing' };
  const settings = { ...signIn, client };
  return { by: 'provider', ...byProvider({ settings, redirectUri: boardCallback(publicUrl), fetch, now }) };
}
