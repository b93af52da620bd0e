import * as z from 'zod';
import type { People } from '#core/playbook/people';
import { type Role, roles } from './roles.ts';

/** Who asks: a person of people.yaml where the token maps to one, else a name that acts as itself and never as a role. */
export interface Caller {
  name: string;
  /** What stays the same for one caller however they are named: idempotency keys are theirs alone. */
  subject: string;
  role: Role | undefined;
}

const Claims = z.looseObject({
  sub: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.union([z.string(), z.boolean()]).optional(),
  username: z.string().optional(),
  'cognito:username': z.string().optional(),
  'cognito:groups': z.union([z.string(), z.array(z.string())]).optional(),
});
const Context = z.looseObject({ authorizer: z.looseObject({ jwt: z.looseObject({ claims: Claims }) }) });

/** The caller of a request, from the claims that API Gateway has verified; undefined without any. */
export function callerOf(requestContext: unknown, people: People, roleIds: readonly string[] = []): Caller | undefined {
  const claims = Context.safeParse(requestContext).data?.authorizer.jwt.claims;
  if (claims === undefined) return undefined;
  // a mail that nobody has verified says nothing about who asks
  const mail = String(claims.email_verified) === 'false' ? undefined : claims.email?.toLowerCase();
  const names = [claims['cognito:username'], claims.username, claims.sub].filter((n) => n !== undefined && n !== '');
  const person = Object.entries(people.people).find(
    ([id, { login, email }]) =>
      (mail !== undefined && mail !== '' && [login?.toLowerCase(), email?.toLowerCase()].includes(mail)) ||
      names.some((name) => name === login || name === id),
  )?.[0];
  const own = names[0] ?? mail ?? 'unknown';
  const taken = [people.people, people.targets, people.rotations].some((t) => Object.hasOwn(t, own));
  return {
    name: person ?? (taken || roleIds.includes(own) ? `user:${own}` : own),
    subject: claims.sub ?? own,
    role: roles.findLast((role) => groupsOf(claims['cognito:groups']).includes(role)),
  };
}

/** API Gateway turns the list into text: `[commander responder]`. */
const groupsOf = (given: string | string[] | undefined): string[] =>
  typeof given === 'string' ? given.replaceAll(/^\[|\]$/g, '').split(/[\s,]+/) : (given ?? []);
