import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type Caller, callerOfToken } from '#app/api/caller';
import type { Ports } from '#app/ports';
import { keys } from '#app/store/keys';
import { asJson } from '#core/json';
import type { Claims } from './sign-in.ts';

/** The cookie that holds a session's secret. */
export const COOKIE = 'tocsin';
/** For so long nobody needs to sign in again, in seconds; never longer than the token is good. */
const LONGEST = 12 * 3600;

/** Somebody who is signed in at the board. */
export interface Session {
  caller: Caller;
  secret: string;
  /** What every form of theirs carries: made of a secret that no other site can read. */
  csrf: string;
}

const Claimed = z.looseObject({ exp: z.number() });
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** What the forms of a browser carry that keeps this secret. */
export const csrfOf = (secret: string): string => hashOf(`csrf ${secret}`);

/** Whether a form carries what belongs to a secret; compared in constant time. */
export function isOf(secret: string, csrf: string | undefined): boolean {
  const [mine, theirs] = [Buffer.from(csrfOf(secret)), Buffer.from(csrf ?? '')];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}

type Needs = Pick<Ports, 'table' | 'wallClock' | 'newToken' | 'deployed'>;

/** Begins a session of verified claims, and gives its secret and how many seconds it lasts. The table holds only the secret's hash. */
export async function openSession(
  { table, wallClock, newToken }: Needs,
  claims: Claims,
): Promise<{ secret: string; seconds: number }> {
  const secret = newToken();
  const now = Math.floor(wallClock().getTime() / 1000);
  const ttl = Math.min(claims.exp, now + LONGEST);
  await table.write([{ put: { ...keys.session(hashOf(secret)), v: 1, claims: asJson(claims), ttl } }]);
  return { secret, seconds: Math.max(0, ttl - now) };
}

/** The session of a secret; undefined for one that is over, ended or was never opened. Role and person are those of today. */
export async function sessionOf(
  { table, wallClock, deployed }: Needs,
  secret: string | undefined,
): Promise<Session | undefined> {
  if (secret === undefined || !/^[A-Za-z0-9]{22}$/.test(secret)) return undefined;
  const row = await table.get(keys.session(hashOf(secret)));
  // a row outlives its time until the table gets round to it
  if (row === undefined || Number(row.ttl) * 1000 <= wallClock().getTime()) return undefined;
  const judged = callerOfToken(Claimed.parse(row['claims']), deployed);
  return 'refused' in judged ? undefined : { caller: judged.caller, secret, csrf: csrfOf(secret) };
}

/** Ends a session. */
export const closeSession = ({ table }: Pick<Ports, 'table'>, secret: string): Promise<void> =>
  table.write([{ delete: keys.session(hashOf(secret)) }]);
