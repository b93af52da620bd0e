import * as z from 'zod';
import { isRecord, parsedJson } from '#core/json';

const claim = 'cognito:groups';
/** Claims that tell one token from every other; `iss`, `sub` and `exp` must be there. */
const needed = ['iss', 'sub', 'exp'];
const identifying = [...needed, 'iat', 'jti', 'aud', 'client_id', 'token_use'];

/**
 * The groups of a token by their whole names. API Gateway verifies the token and passes its claims on as text: a list becomes
 * `[a b]`, in which a group `Site admin` looks like two. The list itself is read from the token in the Authorization header, but only
 * where that is provably the token that the gateway verified; else a text is split only into groups that are all known.
 */
export function groupsOf(
  verified: Readonly<Record<string, unknown>>,
  authorization: string | null,
  isKnown: (group: string) => boolean,
): string[] {
  const flat = verified[claim];
  if (Array.isArray(flat)) return flat.filter((group) => typeof group === 'string');
  if (typeof flat !== 'string') return [];
  const token = payloadOf(authorization);
  if (token !== undefined && isSame(token, verified)) {
    const groups = token[claim];
    return typeof groups === 'string' ? [groups] : Groups.parse(groups);
  }
  const list = /^\[(.*)\]$/s.exec(flat)?.[1];
  if (list === undefined) return [flat];
  const words = list.split(' ');
  return words.length === 1 || words.every(isKnown) ? words : [];
}
const Groups = z.array(z.string()).catch([]);

/** Whether these are the claims that the gateway verified: the same token, and the same groups once they are flattened. */
const isSame = (token: Record<string, unknown>, verified: Readonly<Record<string, unknown>>): boolean =>
  needed.every((name) => token[name] !== undefined) &&
  [...identifying, claim].every((name) => flattened(token[name]) === flattened(verified[name]));

/** A claim as API Gateway writes it. */
function flattened(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return `[${value.map(flattened).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The payload of the one token of a header, with or without `Bearer`, as the gateway takes it; a header sent twice has none. */
function payloadOf(authorization: string | null): Record<string, unknown> | undefined {
  const payload = /^\s*(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]+\s*$/i.exec(authorization ?? '')?.[1];
  if (payload === undefined) return undefined;
  const value = parsedJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return isRecord(value) ? value : undefined;
}
