import type { Told } from '#app/receipts/told';

/** The half of a channel that reads what its provider tells later; it calls nobody. */
export interface Receipts {
  /** What an event says of what was sent; nothing where it says nothing that is kept. Throws where it cannot be read. */
  read: (event: unknown) => Told[];
}

/** How a provider tells what became of a message: by events on the account's default bus, which nobody but the service can send. */
export interface ChannelReceipts {
  /** The events by their source and type, as a rule's pattern and the receiver have them. */
  source: string;
  detailTypes: readonly string[];
  load: () => Promise<{ receipts: Receipts }>;
}
