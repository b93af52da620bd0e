import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import type { Claims } from '#app/board/sign-in';
import { parsedJson } from '#core/json';

/** Seconds by which the clocks of issuer and function may differ. */
const LEEWAY = 60;
/** Keys are asked for anew at most this often, in ms, when a token names one that is not known. */
const AGAIN = 60_000;

const Header = z.looseObject({ alg: z.literal('RS256'), kid: z.string() });
const Payload = z.looseObject({
  iss: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  client_id: z.string().optional(),
});
const Keys = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) });

interface Trust {
  issuer: string;
  audience: readonly string[];
  /** Where the issuer's keys are. */
  keys: string;
}

const part = (text: string | undefined): unknown => parsedJson(Buffer.from(text ?? '', 'base64url').toString('utf8'));

/** Verifies tokens of one issuer for some clients: RS256 by the issuer's own keys, issuer, audience and time. What is wrong gives nothing. */
export function tokenVerifier(
  { issuer, audience, keys: url }: Trust,
  { fetch: get = fetch, now = Date.now }: { fetch?: (url: string) => Promise<Response>; now?: () => number } = {},
): (token: string) => Promise<Claims | undefined> {
  let known: { asked: number; keys: Map<string, KeyObject> } | undefined;
  const keyOf = async (kid: string): Promise<KeyObject | undefined> => {
    if (known?.keys.has(kid) !== true && now() - (known?.asked ?? 0) > AGAIN) {
      const answer = await get(url);
      if (!answer.ok) throw new Error(`the issuer's keys could not be read: ${answer.status}`);
      const { keys } = Keys.parse(await answer.json());
      const made = keys.map((key) => [key.kid, createPublicKey({ key: key as JsonWebKey, format: 'jwk' })] as const);
      known = { asked: now(), keys: new Map(made) };
    }
    return known?.keys.get(kid);
  };
  return async (token) => {
    const [head, payload, signature, ...more] = token.split('.');
    const header = Header.safeParse(part(head));
    const claims = Payload.safeParse(part(payload));
    if (!header.success || !claims.success || signature === undefined || more.length > 0) return undefined;
    const key = await keyOf(header.data.kid);
    const signed = Buffer.from(`${head ?? ''}.${payload ?? ''}`);
    if (key === undefined || !verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) return undefined;
    const { iss, exp, nbf, aud, client_id: client } = claims.data;
    const seconds = now() / 1000;
    // as API Gateway does it: the client only where there is no audience
    const meant = aud === undefined ? [client] : [aud].flat();
    const right = iss === issuer && meant.some((one) => one !== undefined && audience.includes(one));
    return right && exp > seconds && (nbf ?? 0) <= seconds + LEEWAY ? claims.data : undefined;
  };
}
