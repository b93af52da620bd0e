import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { Ends, exit } from '../exit.ts';
import { type Account, withRights } from './clients.ts';
import type { Found } from './queues.ts';

/**
 * Lets SQS move dead letters back to the queue that they came from, and waits for the end. SQS allows one move at a time for a queue and 100
 * in an account, at up to 500 messages a second, for 36 hours at most; each message gets a new id and a new retention period.
 * Throws `Ends`: a move that is under way (conflict), and a move that SQS gave up.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export async function moveBack(
  account: Account,
  dead: Found,
  { rate, tell }: { rate: number | undefined; tell: (moved: number, of: number) => void },
): Promise<number> {
  const before = await newest(account, dead);
  if (before?.Status === 'RUNNING' || before?.Status === 'CANCELLING')
    throw new Ends(
      exit.conflict,
      `a move of ${dead.name} is under way: ${progressOf(before)}; SQS allows one at a time`,
    );
  await account.sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: dead.arn,
      ...(rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: rate }),
    }),
  );
  for (let looks = 1; ; looks += 1) {
    const task = await newest(account, dead);
    // only a running move has a handle, so an earlier one is told by its start; this one may not be listed at once
    const isListed = task !== undefined && task.StartedTimestamp !== before?.StartedTimestamp;
    if (!isListed && looks < 10) {
      await aSecond();
      continue;
    }
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    if (!isListed || (task.Status !== 'COMPLETED' && task.Status !== 'RUNNING'))
      throw givenUp(isListed ? task : undefined);
    if (task.Status === 'COMPLETED') return moved;
    tell(moved, task.ApproximateNumberOfMessagesToMove ?? 0);
    await aSecond();
  }
}

const aSecond = () => new Promise((done) => setTimeout(done, 1000));

const newest = async ({ sqs }: Account, { arn }: Found) =>
  (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }))).Results?.[0];

const progressOf = (task: ListMessageMoveTasksResultEntry | undefined) =>
  `${task?.ApproximateNumberOfMessagesMoved ?? 0} of ${task?.ApproximateNumberOfMessagesToMove ?? 0}`;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-dlq-redrive.html */
function givenUp(task: ListMessageMoveTasksResultEntry | undefined): Ends {
  const why = task?.FailureReason ?? task?.Status ?? 'there is no such move any more';
  const said = `${progressOf(task)} messages were moved, then SQS gave up: ${why}`;
  if (why.includes('CouldNotDetermineMessageSource'))
    return new Ends(
      exit.failure,
      `${said}\na message of it was sent to the dead letters directly, so it has no queue to return to: read it in the console, and delete it there`,
    );
  return new Ends(exit.failure, why.includes('AccessDenied') ? withRights(said) : said);
}
