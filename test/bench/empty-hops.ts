import { Laid } from './laid.ts';

/** What stands in hops: their name, the files of their handlers, and what the first of them is told. */
export interface Hops {
  name: string;
  receive: string;
  page: string;
  told?: Record<string, string>;
}

/** Hops with nothing in them. */
export const emptyHops: Hops = { name: 'bench-empty', receive: 'empty/receive', page: 'empty/page' };

/** Hops that also make what no page can do without: one read, one transaction with rows as large as an opening's, and one claim. */
export const loadedHops = (rowBytes: number[]): Hops => ({
  name: 'bench-loaded',
  receive: 'loaded/receive',
  page: 'loaded/page',
  told: { ROW_BYTES: JSON.stringify(rowBytes) },
});

/**
 * The same hops as from an alarm to a page: topic, queue, function, row, stream of keys, function, queue, function, POST. Names, batch sizes
 * and memory are those of the stack, so that the engine treats both alike. Gives the alarm's name and the way to take it all down.
 */
export async function layHops(
  engineUrl: string,
  inboxUrl: string,
  { name, receive, page, told = {} }: Hops,
): Promise<{ alarm: string; down: () => Promise<void> }> {
  const laid = new Laid(engineUrl, name);
  try {
    const signals = await laid.queue('signals');
    const pages = await laid.queue('pages');
    const table = await laid.table();
    const TABLE_NAME = table.name;
    const receiver = await laid.fn('receive-alarm', receive, 256, { TABLE_NAME, ...told });
    const dispatcher = await laid.fn('dispatch-outbox', 'empty/dispatch', 256, { PAGE_QUEUE_URL: pages.url });
    const sender = await laid.fn('send-page', page, 512, { TABLE_NAME, INBOX_URL: `${inboxUrl}/webhook/bench` });
    const each = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] };
    await laid.reads({ FunctionName: receiver, EventSourceArn: signals.arn, BatchSize: 10, ...each });
    const pattern = { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'O#' }] } } } };
    await laid.reads({
      FunctionName: dispatcher,
      EventSourceArn: table.streamArn,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      ParallelizationFactor: 4,
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] },
    });
    await laid.reads({ FunctionName: sender, EventSourceArn: pages.arn, BatchSize: 1, ...each });
    return { alarm: await laid.alarm(signals.arn), down: () => laid.down() };
  } catch (error) {
    await laid.down();
    throw error;
  }
}
