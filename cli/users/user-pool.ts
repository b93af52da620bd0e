import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { clientOf, regionOf, type Where } from '../aws.ts';
import { deploymentIn, serviceOf } from '../deployments.ts';
import { Ends, exit } from '../exit.ts';

/** A user pool, and the Region that it is in. */
export interface Pool {
  id: string;
  region: string;
}

/** `eu-central-1_Ab12Cd34E`: the Region stands in front. */
const poolId = /^([a-z]{2}(?:-[a-z]+)+-\d)_[A-Za-z0-9]+$/;

/** The user pool that a deployment has made, by its tag, or the one that is named. Throws `Ends` where there is none, or several. */
export async function userPool(where: Where & { deployment?: string; userPool?: string }): Promise<Pool> {
  if (where.userPool !== undefined) return named(where.userPool);
  const tagging = new ResourceGroupsTaggingAPIClient(clientOf(where));
  const region = await regionOf(tagging);
  const { name, resources } = await deploymentIn(tagging, region, where.deployment);
  const ids = resources.flatMap(({ arn }) => (serviceOf(arn) === 'cognito-idp' ? [arn.split('/').at(-1) ?? ''] : []));
  const [id] = ids;
  if (id === undefined) throw new Ends(exit.notFound, withoutPool(name));
  if (ids.length > 1)
    throw new Ends(
      exit.usage,
      `${name} has ${ids.length} user pools (a pool stays when its stack is deleted): name the one of the stack with --user-pool: ${ids.join(', ')}`,
    );
  return { id, region };
}

function named(id: string): Pool {
  const region = poolId.exec(id)?.[1];
  if (region === undefined)
    throw new Ends(exit.usage, `error: --user-pool: expected an id such as eu-central-1_Ab12Cd34E, not '${id}'`);
  return { id, region };
}

const withoutPool = (name: string): string =>
  [
    `${name} has no user pool of its own: its people sign in at the issuer that signIn names`,
    'Give the person a role there: put them into a group that signIn.groupRoles maps to it, or, without groupRoles, into one of the name of the role. tocsin whoami then shows which claim is read and what it holds (docs/deploy.md, "Your own issuer")',
    'If signIn is not given, the deployment is older than this command: deploy once more, or name its pool with --user-pool',
  ].join('\n');
