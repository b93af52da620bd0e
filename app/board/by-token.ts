import * as z from 'zod';
import { roles } from '#app/api/roles';
import type { Table } from '#app/ports';
import { keys } from '#app/store/keys';
import type { Fetch } from '../sign-in/ask.ts';
import { keySet } from '../sign-in/key-set.ts';
import type { SignInSettings } from '../sign-in/settings.ts';
import { verifyToken } from '../sign-in/verify-token.ts';
import type { ByToken } from './sign-in.ts';

/** The row in which a deployment on the local engine puts its tokens ready. */
export const ReadyTokens = z.looseObject({
  tokens: z.array(z.object({ role: z.enum(roles), person: z.string(), token: z.string() })),
});

/** Seconds by which the clocks of issuer and function may differ. */
const LEEWAY = 60;
const Timed = z.looseObject({ exp: z.number() });

/** Signs people in by tokens of this deployment, verified as any other. */
export function byToken(given: {
  settings: SignInSettings;
  keysUrl: string;
  table: Pick<Table, 'get'>;
  fetch: Fetch;
  now: () => Date;
}): ByToken {
  const { settings, keysUrl: url, table, fetch, now } = given;
  const known = keySet({ url, fetch, now });
  return {
    async verify(token) {
      const verified = await verifyToken(token, { ...settings, leewaySeconds: LEEWAY }, { keys: known, now });
      return 'refused' in verified ? undefined : Timed.parse(verified.claims);
    },
    async ready() {
      const row = await table.get(keys.readyTokens);
      return row === undefined ? [] : ReadyTokens.parse(row).tokens;
    },
  };
}
