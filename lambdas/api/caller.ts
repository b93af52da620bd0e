import * as z from 'zod';
import type { People } from '#core/playbook/pack';

export const roles = ['viewer', 'responder', 'commander', 'admin'] as const;
export type Role = (typeof roles)[number];
/** Who asks: a person of people.yaml where the token maps to one, else a name that acts as itself and never as a role. */
export interface Caller {
  name: string;
  role: Role | undefined;
}

const Claims = z.looseObject({
  sub: z.string().optional(),
  email: z.string().optional(),
  username: z.string().optional(),
  'cognito:username': z.string().optional(),
  'cognito:groups': z.union([z.string(), z.array(z.string())]).optional(),
});
const Context = z.looseObject({
  authorizer: z.looseObject({ jwt: z.looseObject({ claims: Claims }).optional() }).optional(),
});

/** The caller of a request, from the claims that API Gateway has verified; undefined without any. */
export function callerOf(requestContext: unknown, people: People): Caller | undefined {
  const claims = Context.safeParse(requestContext).data?.authorizer?.jwt?.claims;
  if (claims === undefined) return undefined;
  const names = [claims.email, claims['cognito:username'], claims.username, claims.sub].filter(
    (n) => n !== undefined && n !== '',
  );
  const person = Object.entries(people.people).find(([id, { login, email }]) =>
    names.some((n) => n === login || n === email || n === id),
  )?.[0];
  const groups = groupsOf(claims['cognito:groups']);
  // the highest role that the groups give
  const role = roles.findLast((r) => groups.includes(r));
  return { name: person ?? names[0] ?? 'unknown', role };
}

/** API Gateway turns the list into text: `[commander responder]`. */
const groupsOf = (given: string | string[] | undefined): string[] =>
  typeof given === 'string' ? given.replaceAll(/[[\]]/g, '').split(/[\s,]+/) : (given ?? []);

export const mayAct = (caller: Caller, least: Role): boolean =>
  caller.role !== undefined && roles.indexOf(caller.role) >= roles.indexOf(least);
