import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Ends, exit } from '../exit.ts';

/** The account that is asked: the credentials and Region of the environment, as every AWS tool finds them. */
export interface Account {
  sqs: SQSClient;
  tagging: ResourceGroupsTaggingAPIClient;
  region: string;
}

/** Opens the account. Throws `Ends` where the Region is not said. */
export async function account(given: { region?: string; profile?: string }): Promise<Account> {
  const settings = {
    ...(given.region === undefined ? {} : { region: given.region }),
    ...(given.profile === undefined ? {} : { profile: given.profile }),
  };
  const sqs = new SQSClient(settings);
  try {
    const region = await sqs.config.region();
    return { sqs, tagging: new ResourceGroupsTaggingAPIClient(settings), region };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Ends(exit.usage, `no AWS Region: give --region or set AWS_REGION (${error.message})`);
  }
}

/** What a redrive may need; the person who runs it has to have them, Tocsin's own roles do not. */
const needed =
  'a redrive needs tag:GetResources, and on the queues sqs:GetQueueUrl, sqs:GetQueueAttributes, sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks, sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:SendMessage';
export const withRights = (what: string): string => `${what}\n${needed}`;

/** Does what asks AWS, and ends with a refusal of AWS in words. Anything that AWS did not answer is thrown on. */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Ends) throw error;
    if (error.name === 'CredentialsProviderError')
      throw new Ends(
        exit.failure,
        `no AWS credentials: ${error.message}; sign in, or name a profile with --profile or AWS_PROFILE`,
      );
    if (!('$metadata' in error)) throw error;
    const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
    if (httpStatusCode === undefined) throw new Ends(exit.failure, `AWS cannot be reached: ${error.message}`);
    const said = `AWS refuses: ${error.message} (${error.name})`;
    throw new Ends(exit.failure, error.name.startsWith('AccessDenied') ? withRights(said) : said);
  }
}
