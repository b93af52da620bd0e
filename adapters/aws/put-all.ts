import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import type { Json } from '#core/json';

const maxEntries = 10;
const maxBytes = 1024 * 1024;

/** Entries in calls that SQS takes: at most 10, at most 1 MiB together. */
function callsOf(entries: (SendMessageBatchRequestEntry & { MessageBody: string })[]) {
  const calls: (typeof entries)[] = [];
  let size = 0;
  for (const entry of entries) {
    const bytes = Buffer.byteLength(entry.MessageBody);
    if (bytes > maxBytes) throw new RangeError(`a message of ${bytes} bytes: SQS takes 1 MiB`);
    const last = calls.at(-1);
    if (last && last.length < maxEntries && size + bytes <= maxBytes) {
      last.push(entry);
      size += bytes;
    } else {
      calls.push([entry]);
      size = bytes;
    }
  }
  return calls;
}

/** SQS refuses these two, alone of all that JSON leaves as it is. */
const written = (body: Json): string =>
  JSON.stringify(body).replaceAll(/[\ufffe\uffff]/g, (one) => (one === '\uffff' ? '\\uffff' : '\\ufffe'));

/** Puts bodies into one queue, by as many calls as it takes: one after the other, or several side by side. A call that fails keeps none of the others back; the first failure is thrown at the end. */
export async function putAll(
  client: SQSClient,
  { name, url }: { name: string; url: string },
  bodies: Json[],
  { delaySeconds = 0, atOnce = 1 }: { delaySeconds?: number; atOnce?: number } = {},
): Promise<void> {
  const send = async (Entries: SendMessageBatchRequestEntry[]) => {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    return Failed;
  };
  const delay = delaySeconds === 0 ? {} : { DelaySeconds: delaySeconds };
  const entries = bodies.map((body, i) => ({ Id: String(i), MessageBody: written(body), ...delay }));
  const calls = callsOf(entries);
  const make = async (call: (typeof calls)[number]) => {
    const failed = new Set((await send(call)).map(({ Id }) => Id));
    if (failed.size === 0) return;
    const refused = await send(call.filter(({ Id }) => failed.has(Id)));
    if (refused.length === 0) return;
    throw new Error(
      `queue ${name} refused ${refused.length} of ${call.length}: ${refused.map(({ Code }) => Code).join(', ')}`,
    );
  };
  const made: PromiseSettledResult<void>[] = [];
  for (let n = 0; n < calls.length; n += atOnce)
    made.push(...(await Promise.allSettled(calls.slice(n, n + atOnce).map(make))));
  const failed = made.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
