import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type Caller, callerOfToken } from '#app/api/caller';
import type { Key, Ports, Row } from '#app/ports';
import { keys } from '#app/store/keys';
import { Refused } from '#core/errors';
import { asJson } from '#core/json';
import { sealed, unsealed } from './sealed.ts';
import type { ByProvider, SignedIn } from './sign-in.ts';

/** The cookie that holds a session's secret. */
export const COOKIE = 'tocsin';
/** For so long nobody needs to sign in again, in seconds; without a refresh token never longer than the token is good. */
const LONGEST = 12 * 3600;
/** For so long after its end a session still takes what was being typed. */
const AFTER = 24 * 3600;
/** For so long it goes on to the session that follows, in seconds. */
const LONGEST_DRAFT = 3600;
/** A token is renewed when it would end within this, in seconds: one request does it, and the others go on with what is still good. */
const MARGIN = 120;
/** After so many seconds a request that renews and has not come back no longer holds the others up. */
const LONGEST_RENEWAL = 20;

/** Somebody who is signed in at the board. */
export interface Session {
  caller: Caller;
  secret: string;
  /** What every form of theirs carries: made of a secret that no other site can read. */
  csrf: string;
  /** What was being typed when the session before this one ended. */
  draft: Draft | undefined;
}
/** A form that was sent when its session had ended. */
export interface Draft {
  path: string;
  form: Record<string, string>;
  /** When it was sent, in seconds. */
  at: number;
}

const Draft = z.object({ path: z.string(), form: z.record(z.string(), z.string()), at: z.number() });
const Stored = z.looseObject({
  claims: z.looseObject({ sub: z.string().optional(), exp: z.number() }),
  /** When the session ends, in seconds, whatever renews its claims. */
  until: z.number(),
  refresh: z.string().optional(),
  draft: Draft.optional(),
});
type Stored = z.infer<typeof Stored>;
type Needs = Pick<Ports, 'table' | 'wallClock' | 'newToken' | 'deployed' | 'log'>;
/** What renews a session's claims; undefined where nothing does. */
type Renewing = Pick<ByProvider, 'renew'> | undefined;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
const isSecret = (text: string | undefined): text is string => text !== undefined && /^[A-Za-z0-9]{22}$/.test(text);
const rowOf = (secret: string): Key => keys.session(hashOf(secret));
const secondsNow = ({ wallClock }: Pick<Needs, 'wallClock'>): number => Math.floor(wallClock().getTime() / 1000);

/** What the forms of a browser carry that keeps this secret. */
export const csrfOf = (secret: string): string => hashOf(`csrf ${secret}`);

/** Whether a form carries what belongs to a secret; compared in constant time. */
export function isOf(secret: string, csrf: string | undefined): boolean {
  const [mine, theirs] = [Buffer.from(csrfOf(secret)), Buffer.from(csrf ?? '')];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}

/**
 * Begins a session of verified claims, and gives its secret and for how many seconds a browser keeps it. The table holds only the secret's
 * hash. What the same person was typing when the session before ended goes on to this one.
 */
export async function openSession(
  ports: Needs,
  { claims, refreshToken }: SignedIn,
  before?: string,
): Promise<{ secret: string; seconds: number; draft: Draft | undefined }> {
  const secret = ports.newToken();
  const now = secondsNow(ports);
  const until = refreshToken === undefined ? Math.min(claims.exp, now + LONGEST) : now + LONGEST;
  const last = isSecret(before) ? await ports.table.get(rowOf(before)) : undefined;
  const old = last === undefined ? undefined : Stored.parse(last);
  // whoever signs in next at the same browser may be somebody else
  const { draft: typed } = old?.claims.sub === claims['sub'] ? (old ?? {}) : {};
  const draft = typed !== undefined && now - typed.at < LONGEST_DRAFT ? typed : undefined;
  await ports.table.write([
    {
      put: {
        ...rowOf(secret),
        v: 1,
        claims: asJson(claims),
        until,
        ttl: until + AFTER,
        ...(refreshToken !== undefined && { refresh: sealed(secret, refreshToken) }),
        ...(draft !== undefined && { draft: asJson(draft) }),
      },
    },
    ...(last === undefined ? [] : [{ delete: { pk: last.pk, sk: last.sk } }]),
  ]);
  return { secret, seconds: Math.max(0, until - now) + AFTER, draft };
}

/** The session of a secret; undefined for one that is over, ended or was never opened. Role and person are those of today. */
export async function sessionOf(
  ports: Needs,
  secret: string | undefined,
  renewing: Renewing,
): Promise<Session | undefined> {
  if (!isSecret(secret)) return undefined;
  const row = await ports.table.get(rowOf(secret));
  if (row === undefined) return undefined;
  const stored = Stored.parse(row);
  const current = needsRenewal(ports, stored) ? await renewed(ports, { secret, stored, renewing }) : stored;
  const now = secondsNow(ports);
  if (current === undefined || current.until <= now || current.claims.exp <= now) return undefined;
  const judged = callerOfToken(current.claims, ports.deployed);
  if ('refused' in judged) return undefined;
  return { caller: judged.caller, secret, csrf: csrfOf(secret), draft: current.draft };
}

/** Keeps a form whose session has ended, for the one that follows; false for what never was a session's own form. */
export async function keepDraft(
  ports: Needs,
  secret: string | undefined,
  { path, form }: Omit<Draft, 'at'>,
): Promise<boolean> {
  const { table } = ports;
  if (!isSecret(secret) || !isOf(secret, form['csrf'])) return false;
  const { csrf: _, once: __, ...typed } = form;
  try {
    await table.write([
      {
        update: rowOf(secret),
        set: { draft: asJson({ path, form: typed, at: secondsNow(ports) }) },
        when: { until: { present: true } },
      },
    ]);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** Ends a session, and gives the refresh token that it had. */
export async function closeSession({ table }: Pick<Ports, 'table'>, secret: string): Promise<string | undefined> {
  const row = await table.get(rowOf(secret));
  await table.write([{ delete: rowOf(secret) }]);
  const refresh = row === undefined ? undefined : Stored.parse(row).refresh;
  return refresh === undefined ? undefined : unsealed(secret, refresh);
}

const needsRenewal = (ports: Needs, { claims, until, refresh }: Stored): boolean =>
  refresh !== undefined && until > secondsNow(ports) && claims.exp - secondsNow(ports) < MARGIN;

/** The session with new claims. A provider that does not answer leaves it as it is; one that refuses ends it. */
async function renewed(
  ports: Needs,
  { secret, stored, renewing }: { secret: string; stored: Stored; renewing: Renewing },
): Promise<Stored | undefined> {
  const { table, log } = ports;
  if (renewing === undefined || stored.refresh === undefined) return stored;
  if (!(await isFirst(ports, secret))) return othersOf(ports, secret, stored);
  try {
    const now = await renewing.renew(unsealed(secret, stored.refresh));
    if (now === 'over' || now.claims['sub'] !== stored.claims.sub) {
      await table.write([
        { update: rowOf(secret), set: { until: secondsNow(ports) }, remove: ['refresh', 'renewing'] },
      ]);
      return undefined;
    }
    const refresh = now.refreshToken === undefined ? stored.refresh : sealed(secret, now.refreshToken);
    await table.write([
      {
        update: rowOf(secret),
        set: { claims: asJson(now.claims), refresh },
        remove: ['renewing'],
        when: { until: { present: true } },
      },
    ]);
    return { ...stored, claims: now.claims, refresh };
  } catch (error) {
    log.error('a session of the board could not be renewed', { error: String(error) });
    return stored;
  }
}

/** Whether this request is the one that renews: of several at once only one is, for a provider may take a refresh token for stolen that comes twice. */
async function isFirst(ports: Needs, secret: string): Promise<boolean> {
  const now = secondsNow(ports);
  const free: Row['renewing'] = now + LONGEST_RENEWAL;
  try {
    await ports.table.write([
      {
        update: rowOf(secret),
        set: { renewing: free },
        when: [{ renewing: { absent: true }, until: { present: true } }, { renewing: { below: now } }],
      },
    ]);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** What another request makes of the session: waited for only where the claims are no longer good by themselves. */
async function othersOf(ports: Needs, secret: string, stored: Stored): Promise<Stored | undefined> {
  let current: Stored | undefined = stored;
  for (let n = 0; n < 20 && current !== undefined && current.claims.exp <= secondsNow(ports); n += 1) {
    await new Promise((done) => setTimeout(done, 250));
    const row: Row | undefined = await ports.table.get(rowOf(secret));
    current = row === undefined ? undefined : Stored.parse(row);
  }
  return current;
}
