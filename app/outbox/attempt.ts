import type { Key, Ports } from '#app/ports';
import { isRefusal, NotConfigured } from '#core/errors';
import { own } from '#core/own';
import type { Outgoing, Receipt, Recipient, Refs } from './message.ts';

/** What came of one attempt on one channel. */
type Attempt = { receipt: Receipt } | { failed: string; mayHaveArrived: boolean };

/** One way to a receiver: the channel, the address, and what earlier messages to it left. */
export interface Way {
  tool: string;
  to: Recipient;
  refs: Refs;
}

/**
 * Tries one channel. Whatever goes wrong in it is a failure of that channel, so that the next is tried in the same breath; what its error
 * does not rule out may have arrived, and that stands in the row before anything else is tried.
 */
export async function attempt(
  ports: Pick<Ports, 'table' | 'channels' | 'log'>,
  key: Key,
  { tool, to, refs }: Way,
  message: Outgoing,
): Promise<Attempt> {
  try {
    const channel = own(ports.channels, tool);
    if (channel === undefined) throw new NotConfigured(`no channel ${tool} is deployed`);
    return { receipt: await channel.send(message, to, refs) };
  } catch (error) {
    const { name, message: words } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const mayHaveArrived = !isRefusal(error);
    ports.log.warn('a channel failed', { tool, name, words, key: key.sk });
    if (mayHaveArrived) await ports.table.write([{ update: key, set: { ambiguous: true } }]);
    return { failed: `${tool} failed (${name}): ${words}`, mayHaveArrived };
  }
}
