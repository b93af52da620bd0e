import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOf, regionOf, type Where } from '../aws.ts';

/** The account that is asked. */
export interface Account {
  sqs: SQSClient;
  tagging: ResourceGroupsTaggingAPIClient;
  region: string;
}

/** Opens the account. Throws `Ends` where the Region is not said. */
export async function account(where: Where): Promise<Account> {
  const sqs = new SQSClient(clientOf(where));
  return { sqs, tagging: new ResourceGroupsTaggingAPIClient(clientOf(where)), region: await regionOf(sqs) };
}

/** What a redrive may need; the person who runs it has to have them, Tocsin's own roles do not. */
export const needed =
  'a redrive needs tag:GetResources, and on the queues sqs:GetQueueUrl, sqs:GetQueueAttributes, sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks, sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:SendMessage';
export const withRights = (what: string): string => `${what}\n${needed}`;
