import type { Told } from '#app/receipts/told';
import type { Deployment } from '../plugin.ts';

/** The half of a channel that reads what its provider tells later; it calls nobody. */
export interface Receipts {
  /** What an event says of what was sent; nothing where it says nothing that is kept. Throws where it cannot be read. */
  read: (event: unknown) => Told[];
}

/** What of a deployment decides what it is told. */
export type TellsOf = Pick<Deployment, 'mailConfigurationSet' | 'originationIdentity'>;

/** How a provider tells what became of a message: by events on the account's default bus, which nobody but the service can send. */
export interface ChannelReceipts {
  /** The events by their source and type, as a rule's pattern and the receiver have them. */
  source: string;
  detailTypes: readonly string[];
  /** What else a rule asks of them; undefined where this deployment is told nothing. */
  pattern: (deployment: TellsOf) => Readonly<Record<string, unknown>> | undefined;
  load: () => Promise<{ receipts: Receipts }>;
}
