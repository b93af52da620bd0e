import { roles } from '../api/roles.ts';
import type { Held } from './held.ts';
import { claimName } from './settings.ts';

/** A group that Cognito makes for an identity provider and puts all of its people into. */
const ofProvider = /^[a-z]{2,}-[a-z-]+-\d_[A-Za-z0-9]+_/;

/** Why a token gives no role: the claim, what it holds, and the cure. */
export function noRole({ values, missing }: Held, path: readonly string[], isMapped: boolean): string {
  const claim = claimName(path);
  const cure = isMapped
    ? 'map one of its values to a role in signIn.groupRoles and deploy, or put the person into a group that is mapped'
    : `put the person into a group named ${roles.slice(0, -1).join(', ')} or ${roles.at(-1)}, or map a value of it to a role in signIn.groupRoles and deploy`;
  if (missing !== undefined) return missing.includes(';') ? missing : `${missing}; ${cure}`;
  if (values.length === 0) return `the claim ${claim} is empty; ${cure}`;
  const shown = values.map((value) => JSON.stringify(value)).join(', ');
  const held = shown.length > 400 ? `${shown.slice(0, 400)}…` : shown;
  const cognito = values.every((value) => ofProvider.test(value))
    ? ', the group that Cognito makes for an identity provider'
    : '';
  return `the claim ${claim} holds ${held}${cognito}, and no role is mapped to that; ${cure}`;
}
