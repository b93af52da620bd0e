import type { Key, Outgoing, Ports, Receipt, ToolName } from '#app/ports';
import { NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';

/** What came of one attempt on one channel. */
export type Attempt = { receipt: Receipt } | { failed: string; mayHaveArrived: boolean };

/**
 * Tries one channel. Whatever goes wrong in it is a failure of that channel, so that the next is tried in the same breath; what its error
 * does not rule out may have arrived, and that stands in the row before anything else is tried.
 */
export async function attempt(
  ports: Pick<Ports, 'table' | 'channels' | 'log'>,
  key: Key,
  tool: ToolName,
  message: Outgoing,
): Promise<Attempt> {
  try {
    return { receipt: await ports.channels[tool].send(message) };
  } catch (error) {
    const { name, message: words } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const mayHaveArrived = !(
      error instanceof Unreachable ||
      error instanceof Undeliverable ||
      error instanceof RateLimited ||
      error instanceof NotConfigured
    );
    ports.log.warn('a channel failed', { tool, name, words, key: key.sk });
    if (mayHaveArrived) await ports.table.write([{ update: key, set: { ambiguous: true } }]);
    return { failed: `${tool} failed (${name}): ${words}`, mayHaveArrived };
  }
}
