import * as z from 'zod';
import type { Deployed } from '#app/ports';
import { own } from '#core/own';
import { type Held, heldAtGateway, heldIn } from '../sign-in/held.ts';
import { noRole } from '../sign-in/no-role.ts';
import { namesOf, personOf } from '../sign-in/person.ts';
import { defaultRoleClaim, type SignInSettings } from '../sign-in/settings.ts';
import { wrongKind } from '../sign-in/token-kind.ts';
import { type Role, roles } from './roles.ts';

/** Who asks: a person of people.yaml where the token maps to one, else a name that acts as itself and never as a role. */
export interface Caller {
  name: string;
  /** The id in people.yaml; undefined where the token names nobody there. */
  person: string | undefined;
  /** What stays the same for one caller however they are named: idempotency keys are theirs alone. */
  subject: string;
  role: Role | undefined;
  /** Why there is no role, and the cure; undefined where there is one. */
  noRole: string | undefined;
  /** What the role claim of the token holds, by whole names. */
  groups: string[];
  /** The user name, as the issuer has it. */
  login: string;
}
/** What a request's token makes of its caller. */
type Judged = { caller: Caller } | { refused: string };

type Claims = Readonly<Record<string, unknown>>;
type Knows = Pick<Deployed, 'people' | 'groupRoles'> & {
  signIn?: Pick<SignInSettings, 'token' | 'roleClaim'>;
  pack: { playbook: { roles: readonly { id: string }[] } };
};
const Claims = z.record(z.string(), z.unknown());
const Context = z.looseObject({ authorizer: z.looseObject({ jwt: z.looseObject({ claims: Claims }) }) });

/** Groups that have the name of a role have that role. */
const byName: Record<string, Role> = Object.fromEntries(roles.map((role) => [role, role]));
/** What holds where a deployment says nothing of its issuer. */
const otherwise: NonNullable<Knows['signIn']> = { token: 'access', roleClaim: [defaultRoleClaim] };

/** The caller of a request, from the claims that API Gateway has verified; undefined without any. */
export function callerOf(
  requestContext: unknown,
  deployed: Knows,
  authorization: string | null = null,
): Judged | undefined {
  const claims = Context.safeParse(requestContext).data?.authorizer.jwt.claims;
  if (claims === undefined) return undefined;
  const { signIn = otherwise, groupRoles = byName } = deployed;
  return judged(claims, deployed, () =>
    heldAtGateway(claims, authorization, signIn.roleClaim, (group) => own(groupRoles, group) !== undefined),
  );
}

/** The caller of a token whose signature was verified here (`sign-in/verify-token.ts`). */
export const callerOfToken = (claims: Claims, deployed: Knows): Judged =>
  judged(claims, deployed, () => heldIn(claims, (deployed.signIn ?? otherwise).roleClaim));

function judged(claims: Claims, { people, pack, groupRoles, signIn = otherwise }: Knows, read: () => Held): Judged {
  const refused = wrongKind(claims, signIn);
  if (refused !== undefined) return { refused };
  const person = personOf(people, claims);
  const { names, email } = namesOf(claims);
  const login = names[0] ?? email ?? 'unknown';
  const means = [people.people, people.targets, people.rotations].some((t) => Object.hasOwn(t, login));
  const isRole = pack.playbook.roles.some((r) => r.id === login);
  const held = read();
  const granted = held.values.map((group) => own(groupRoles ?? byName, group));
  const role = roles.findLast((one) => granted.includes(one));
  return {
    caller: {
      name: person ?? (means || isRole ? `user:${login}` : login),
      person,
      subject: names.at(-1) ?? login,
      role,
      noRole: role === undefined ? noRole(held, signIn.roleClaim, groupRoles !== undefined) : undefined,
      groups: held.values,
      login,
    },
  };
}
