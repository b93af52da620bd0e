import {
  GetResourcesCommand,
  type ResourceGroupsTaggingAPIClient,
  type ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { tags } from '#lib/tags';
import { Ends, exit } from './exit.ts';

/** What belongs to one deployment of the account, by its tags. */
export interface Deployment {
  name: string;
  resources: { arn: string; tags: ReadonlyMap<string, string> }[];
}

/** The one deployment of the account and Region, or the one that is named. Throws `Ends` where there is none, or one cannot tell which. */
export async function deploymentIn(
  tagging: ResourceGroupsTaggingAPIClient,
  region: string,
  named: string | undefined,
): Promise<Deployment> {
  const all = new Map<string, Deployment>();
  for (const { ResourceARN: arn = '', Tags = [] } of await tagged(tagging)) {
    const has = new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    const name = has.get(tags.deployment) ?? '';
    const one = all.get(name) ?? { name, resources: [] };
    all.set(name, one);
    one.resources.push({ arn, tags: has });
  }
  // a user pool outlives its stack, a queue does not
  const live = [...all.values()].filter(({ resources }) => resources.some(({ arn }) => serviceOf(arn) === 'sqs'));
  const names = live.map(({ name }) => name).toSorted();
  const chosen = named ?? (names.length === 1 ? names[0] : undefined);
  const found = live.find(({ name }) => name === chosen);
  if (found) return found;
  if (names.length === 0) throw new Ends(exit.notFound, `no deployment of Tocsin in ${region} of this account`);
  throw new Ends(
    exit.usage,
    named === undefined
      ? `several deployments in ${region}: choose one with --deployment: ${names.join(', ')}`
      : `no deployment '${named}' in ${region}: there are ${names.join(', ')}`,
  );
}

/** `arn:aws:sqs:…` is of `sqs`. */
export const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

async function tagged(tagging: ResourceGroupsTaggingAPIClient): Promise<ResourceTagMapping[]> {
  const found: ResourceTagMapping[] = [];
  let page: string | undefined;
  do {
    const answer = await tagging.send(
      new GetResourcesCommand({
        TagFilters: [{ Key: tags.deployment }],
        ...(page === undefined ? {} : { PaginationToken: page }),
      }),
    );
    found.push(...(answer.ResourceTagMappingList ?? []));
    page = answer.PaginationToken;
  } while (page !== undefined && page !== '');
  return found;
}
