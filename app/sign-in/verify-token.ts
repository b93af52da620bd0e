import * as z from 'zod';
import { parsedJson } from '#core/json';
import type { Key, KeySet } from './key-set.ts';
import type { SignInSettings } from './settings.ts';
import { wrongKind } from './token-kind.ts';

/** What a token must be to count. */
export interface Expected extends Pick<SignInSettings, 'issuer' | 'audience' | 'token'> {
  /** The nonce of the sign-in, which the first id token repeats. */
  nonce?: string | undefined;
  /** By how much the clock of the issuer may differ. */
  leewaySeconds: number;
}
/** The claims of a genuine token, or why it is none. */
export type Verified = { claims: Record<string, unknown> } | { refused: string };

/** The algorithms that API Gateway takes too; `none` and everything with a shared secret are not among them. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['RS256', 'SHA-256'],
  ['RS384', 'SHA-384'],
  ['RS512', 'SHA-512'],
]);
const Header = z.object({ alg: z.string(), kid: z.string().min(1), crit: z.undefined().optional() });
const Claims = z.looseObject({
  iss: z.string(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
  exp: z.number(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  nonce: z.string().optional(),
});
const MOST_CHARACTERS = 16_384;
const graph = ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com'];

/** Verifies a token: form, algorithm, issuer, audience, kind, times, nonce and signature. Asks for keys only when all else is right. */
export async function verifyToken(
  token: string,
  expected: Expected,
  { keys, now }: { keys: KeySet; now: () => Date },
): Promise<Verified> {
  const parts = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token.slice(0, MOST_CHARACTERS + 1));
  const [, head = '', body = '', signature = ''] = parts ?? [];
  const header = Header.safeParse(decoded(head)).data;
  const claims = Claims.safeParse(decoded(body)).data;
  if (token.length > MOST_CHARACTERS || header === undefined || claims === undefined)
    return { refused: 'this is no signed token of a sign-in' };
  const hash = hashes.get(header.alg);
  if (hash === undefined)
    return { refused: `the token is signed by ${header.alg}; expected one of ${[...hashes.keys()].join(', ')}` };
  const refused = wrongClaims(claims, expected, now());
  if (refused !== undefined) return { refused };
  const key = await keys.find(header.kid);
  if (key === undefined) return { refused: `the issuer has no key ${header.kid} with which the token is signed` };
  if (key.alg !== undefined && key.alg !== header.alg)
    return { refused: `the key ${header.kid} is for ${key.alg}, and the token is signed by ${header.alg}` };
  const isGenuine = await isSigned(`${head}.${body}`, signature, key, hash);
  return isGenuine ? { claims } : { refused: 'the signature of the token is wrong' };
}

function wrongClaims(claims: z.infer<typeof Claims>, expected: Expected, now: Date): string | undefined {
  const { iss, exp, iat, nbf, nonce } = claims;
  const named = claims.aud ?? claims.client_id ?? [];
  const audience = typeof named === 'string' ? [named] : named;
  if (audience.some((one) => graph.includes(one)))
    return 'the token is for Microsoft Graph: ask for a scope of your own application instead (signIn.client.scopes, such as api://…/tocsin.use)';
  if (iss !== expected.issuer) return `the token is of the issuer ${iss}; expected ${expected.issuer}`;
  if (!audience.some((one) => expected.audience.includes(one)))
    return `the token is for ${audience.join(', ') || 'nobody'}; expected ${expected.audience.join(', ')}`;
  if (claims.sub === undefined || claims.sub === '') return 'the token names nobody (sub)';
  const kind = wrongKind(claims, expected);
  if (kind !== undefined) return kind;
  const seconds = now.getTime() / 1000;
  const instant = (of: number) => new Date(of * 1000).toISOString();
  if (exp <= seconds - expected.leewaySeconds) return `the token expired at ${instant(exp)}`;
  const from = Math.max(iat ?? 0, nbf ?? 0);
  if (from > seconds + expected.leewaySeconds)
    return `the token is good from ${instant(from)}, and the clock here says ${now.toISOString()}: one of the two is wrong`;
  if (expected.nonce !== undefined && nonce !== expected.nonce) return 'the token belongs to another sign-in';
  return undefined;
}

const decoded = (part: string): unknown => parsedJson(Buffer.from(part, 'base64url').toString('utf8'));

async function isSigned(text: string, signature: string, { kty, n, e }: Key, hash: string): Promise<boolean> {
  // shorter keys are not safe, and no issuer has one
  if (Buffer.from(n, 'base64url').length < 256) return false;
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash };
  const key = await crypto.subtle.importKey('jwk', { kty, n, e }, algorithm, false, ['verify']);
  const bytes = Buffer.from(signature, 'base64url');
  return crypto.subtle.verify(algorithm.name, key, bytes, new TextEncoder().encode(text));
}
