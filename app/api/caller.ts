import * as z from 'zod';
import type { Deployed } from '#app/ports';
import { own } from '#core/own';
import { groupsOf } from './groups.ts';
import { type Role, roles } from './roles.ts';

/** Who asks: a person of people.yaml where the token maps to one, else a name that acts as itself and never as a role. */
export interface Caller {
  name: string;
  /** What stays the same for one caller however they are named: idempotency keys are theirs alone. */
  subject: string;
  role: Role | undefined;
  /** The groups of the token, by their whole names. */
  groups: string[];
}

const Claims = z.looseObject({
  sub: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.union([z.string(), z.boolean()]).optional(),
  username: z.string().optional(),
  'cognito:username': z.string().optional(),
});
const Context = z.looseObject({ authorizer: z.looseObject({ jwt: z.looseObject({ claims: Claims }) }) });

/** Groups that have the name of a role have that role. */
const byName: Record<string, Role> = Object.fromEntries(roles.map((role) => [role, role]));

/** The caller of a request, from the claims that API Gateway has verified; undefined without any. */
export function callerOf(
  requestContext: unknown,
  { people, pack, groupRoles = byName }: Pick<Deployed, 'people' | 'groupRoles'> & { pack: CallerPack },
  authorization: string | null = null,
): Caller | undefined {
  const claims = Context.safeParse(requestContext).data?.authorizer.jwt.claims;
  if (claims === undefined) return undefined;
  // an address that nobody has verified says nothing about who asks
  const email = String(claims.email_verified) === 'false' ? undefined : claims.email?.toLowerCase();
  const names = [claims['cognito:username'], claims.username, claims.sub].filter((n) => n !== undefined && n !== '');
  const person = Object.entries(people.people).find(
    ([id, known]) =>
      (email !== undefined &&
        email !== '' &&
        [known.login?.toLowerCase(), known.email?.toLowerCase()].includes(email)) ||
      names.some((name) => name === known.login || name === id),
  )?.[0];
  const itself = names[0] ?? email ?? 'unknown';
  const means = [people.people, people.targets, people.rotations].some((t) => Object.hasOwn(t, itself));
  const isRole = pack.playbook.roles.some((r) => r.id === itself);
  const groups = groupsOf(claims, authorization, (group) => own(groupRoles, group) !== undefined);
  const granted = groups.map((group) => own(groupRoles, group));
  return {
    name: person ?? (means || isRole ? `user:${itself}` : itself),
    subject: claims.sub ?? itself,
    role: roles.findLast((role) => granted.includes(role)),
    groups,
  };
}
interface CallerPack {
  playbook: { roles: readonly { id: string }[] };
}
