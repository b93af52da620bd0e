import { isRecord, parsedJson } from '#core/json';
import { own } from '#core/own';
import { claimName } from './settings.ts';

type Claims = Readonly<Record<string, unknown>>;
/** What the role claim of a token holds, by whole names; `missing` says why it holds nothing. */
export interface Held {
  values: string[];
  missing?: string;
}

/** Claims that tell one token from every other; `iss`, `sub` and `exp` must be there. */
const needed = ['iss', 'sub', 'exp'];
const identifying = [...needed, 'iat', 'jti', 'aud', 'client_id', 'token_use'];

/** What the claim at a path holds in a token whose signature was verified here. */
export function heldIn(claims: Claims, path: readonly string[]): Held {
  const value = path.reduce<unknown>((of, name) => (isRecord(of) ? own(of, name) : undefined), claims);
  if (value === undefined) return { values: [], missing: whyAbsent(claims, path) };
  if (Array.isArray(value)) return { values: value.filter((one) => typeof one === 'string') };
  if (typeof value === 'string') return { values: namesIn(value, path) };
  return { values: [], missing: `the claim ${claimName(path)} is neither a text nor a list of texts` };
}

/**
 * The same of claims that API Gateway has verified and passes on as text: a list becomes `[a b]`, in which a group `Site admin` looks like
 * two. The list itself is read from the token in the Authorization header, but only where that is provably the token that the gateway
 * verified; else a text is split only into groups that are all known.
 */
export function heldAtGateway(
  verified: Claims,
  authorization: string | null,
  path: readonly string[],
  isKnown: (group: string) => boolean,
): Held {
  const [top = ''] = path;
  const flat = verified[top];
  if (typeof flat !== 'string') return heldIn(verified, path);
  const token = payloadOf(authorization);
  if (token !== undefined && isSame(token, verified, path)) return heldIn(token, path);
  if (path.length > 1)
    return { values: [], missing: `the claim ${claimName(path)} cannot be read from the token of this request` };
  const list = /^\[(.*)\]$/s.exec(flat)?.[1];
  if (list === undefined || isAttribute(path)) return { values: namesIn(flat, path) };
  const words = list.split(' ');
  return { values: words.length === 1 || words.every(isKnown) ? words.filter((word) => word !== '') : [] };
}

/** An attribute of Cognito is always text: a list that a SAML provider gave arrives in it as `[a, b]`. */
const isAttribute = ([name = '']: readonly string[]): boolean => name.startsWith('custom:');

function namesIn(text: string, path: readonly string[]): string[] {
  const list = isAttribute(path) ? /^\[(.*)\]$/s.exec(text)?.[1] : undefined;
  const names = list === undefined ? [text] : list.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}

/** Entra leaves a list out that is too long, and says so beside where it would stand. */
function whyAbsent(claims: Claims, path: readonly string[]): string {
  const [name = ''] = path;
  const { _claim_names: elsewhere, hasgroups } = claims;
  const left = typeof elsewhere === 'string' ? parsedJson(elsewhere) : elsewhere;
  const isLeftOut =
    (isRecord(left) && Object.hasOwn(left, name)) || (name === 'groups' && String(hasgroups) === 'true');
  return isLeftOut
    ? `the claim ${claimName(path)} was left out: this person is in more groups than Entra puts into a token (200); use app roles (the claim roles), or let it emit only the groups that are assigned to the application`
    : `the token has no claim ${claimName(path)}`;
}

/** Whether these are the claims that the gateway verified: the same token, and in the role claim nothing that the verified text lacks. */
function isSame(token: Record<string, unknown>, verified: Claims, path: readonly string[]): boolean {
  const [top = ''] = path;
  const text = String(verified[top]);
  return (
    needed.every((name) => token[name] !== undefined) &&
    identifying.every((name) => flattened(token[name]) === flattened(verified[name])) &&
    // how an object is flattened is documented nowhere: its names must all stand in the text
    (path.length === 1
      ? flattened(token[top]) === text
      : heldIn(token, path).values.every((value) => text.includes(value)))
  );
}

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
