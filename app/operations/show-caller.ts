import * as z from 'zod';
import { claimName, defaultRoleClaim } from '#app/sign-in/settings';
import { json, operation } from '../api/operation.ts';
import { roles } from '../api/roles.ts';
import { textOf } from '../api/verb.ts';

const ShownCaller = z.object({
  name: z.string(),
  login: z.string(),
  person: z.string().nullable(),
  role: z.enum(roles).nullable(),
  claim: z.string(),
  groups: z.array(z.string()),
  noRole: z.string().nullable(),
});

/** Who the API takes the caller for, with which role, and why. */
export const showCaller = operation({
  name: 'showCaller',
  method: 'get',
  path: '/v1/caller',
  role: 'signed-in',
  summary: 'Show who you are to the API, with which role, and why',
  answers: { status: 200, description: 'The caller', json: ShownCaller },
  run: ({ deployed }, { caller }) => {
    const { name, login, person, role, noRole, groups } = caller;
    const claim = claimName(deployed.signIn?.roleClaim ?? [defaultRoleClaim]);
    return json({ name, login, person: person ?? null, role: role ?? null, claim, groups, noRole: noRole ?? null });
  },
  cli: { verb: 'whoami', text: textOf(ShownCaller, text) },
});

function text({ name, login, person, role, claim, groups, noRole }: z.output<typeof ShownCaller>): string {
  return [
    person === null
      ? `${name}: nobody in people.yaml; a person there with "login: ${login}" would be you`
      : `${person}${login === person ? '' : ` (${login})`}`,
    role === null ? `no role: ${noRole}` : `role ${role}, from ${claim}: ${groups.join(', ')}`,
  ].join('\n');
}
