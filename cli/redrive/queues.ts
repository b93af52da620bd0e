import { GetResourcesCommand, type ResourceTagMapping } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { queueTags } from '#lib/queue-tags';
import { Ends, exit } from '../exit.ts';
import type { Account } from './clients.ts';

/** A queue of a deployment. */
export interface Found {
  name: string;
  arn: string;
}
/** The queues of one deployment, as the construct has tagged them. */
export interface Deployment {
  name: string;
  dead: Found[];
  queues: Found[];
}

/** The one deployment of the account and Region, or the one that is named. Throws `Ends` where there is none, or one cannot tell which. */
export async function deploymentIn(account: Account, named: string | undefined): Promise<Deployment> {
  const all = new Map<string, Deployment>();
  for (const { ResourceARN: arn = '', Tags = [] } of await tagged(account)) {
    const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value ?? '']));
    const name = tags.get(queueTags.deployment) ?? '';
    const one = all.get(name) ?? { name, dead: [], queues: [] };
    all.set(name, one);
    const [dead, queue] = [tags.get(queueTags.deadLetters), tags.get(queueTags.queue)];
    if (dead !== undefined) one.dead.push({ name: dead, arn });
    if (queue !== undefined) one.queues.push({ name: queue, arn });
  }
  const names = [...all.keys()].toSorted();
  const chosen = named ?? (names.length === 1 ? names[0] : undefined);
  const found = chosen === undefined ? undefined : all.get(chosen);
  if (found) return { ...found, dead: found.dead.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  if (names.length === 0) throw new Ends(exit.notFound, `no deployment of Tocsin in ${account.region} of this account`);
  throw new Ends(
    exit.usage,
    named === undefined
      ? `several deployments in ${account.region}: choose one with --deployment: ${names.join(', ')}`
      : `no deployment '${named}' in ${account.region}: there are ${names.join(', ')}`,
  );
}

async function tagged({ tagging }: Account): Promise<ResourceTagMapping[]> {
  const found: ResourceTagMapping[] = [];
  let page: string | undefined;
  do {
    const answer = await tagging.send(
      new GetResourcesCommand({
        ResourceTypeFilters: ['sqs'],
        TagFilters: [{ Key: queueTags.deployment }],
        ...(page === undefined ? {} : { PaginationToken: page }),
      }),
    );
    found.push(...(answer.ResourceTagMappingList ?? []));
    page = answer.PaginationToken;
  } while (page !== undefined && page !== '');
  return found;
}

/** A queue's address and how many messages wait in it, nearly. */
export async function lookAt({ sqs }: Account, { arn }: Found): Promise<{ url: string; waiting: number }> {
  const [, , , , owner = '', name = ''] = arn.split(':');
  const { QueueUrl: url = '' } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: owner }),
  );
  const { Attributes: has } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return { url, waiting: Number(has?.ApproximateNumberOfMessages ?? 0) };
}
