import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { tags } from '#lib/tags';
import { deploymentIn } from '../deployments.ts';
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

/** The queues of the one deployment of the account and Region, or of the one that is named. Throws `Ends` where there is none, or one cannot tell which. */
export async function queuesIn({ tagging, region }: Account, named: string | undefined): Promise<Deployment> {
  const { name, resources } = await deploymentIn(tagging, region, named);
  const by = (tag: string): Found[] =>
    resources.flatMap(({ arn, tags: has }) => (has.has(tag) ? [{ name: has.get(tag) ?? '', arn }] : []));
  return { name, dead: by(tags.deadLetters).toSorted((a, b) => (a.name < b.name ? -1 : 1)), queues: by(tags.queue) };
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
