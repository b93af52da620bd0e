import type { Outgoing } from '#app/outbox/message';
import type { Channel, Http, Secrets } from '#app/ports';
import type { Place } from '#core/playbook/communication';
import type { ChannelWords } from '#core/playbook/vocabulary';
import type { AwsClientSettings, Deployment, Right } from '../plugin.ts';
import type { Variables } from '../variables.ts';
import type { ChannelFake, MessageKind } from './fake.ts';
import type { ChannelHook } from './hook.ts';
import type { ChannelReceipts } from './receipts.ts';

/** What a channel is connected with. */
export interface ChannelPorts {
  /** HTTP to the given addresses wherever they are, and to public hosts by https. */
  http: (addresses: readonly string[]) => Http;
  secrets: Secrets;
  env: Variables;
  /** ARN of an SNS topic by the playbook's name; undefined where the deployment gives none. */
  topicArn: (name: string) => string | undefined;
  aws: AwsClientSettings;
}

/** What the contract test sends to, and what the record cannot say of its provider. */
export interface ChannelSamples {
  /** An entry for each form of place, by its word in `tool:`. */
  places: Readonly<Record<string, Place>>;
  /** A person's address, as people.yaml has it; `none` where it reaches no person. */
  address: string;
  /** What a notice is in the inbox. */
  notice: MessageKind;
  /** What it means when the provider refuses a message (`ok-false`): it will never go, or another attempt may. */
  refusal: 'undeliverable' | 'unreachable';
  /** Whether the text of a repeat says that it may be one, or the channel finds out that the first has arrived. */
  repeats: 'labelled' | 'recognised';
}

/** One channel: a folder under plugins/channels and a line in its registry. Everything else is derived from this record. */
export interface ChannelPlugin extends ChannelWords {
  /** What a handler that sends may do, beyond its own table and log. */
  rights: readonly Right[];
  /** The variables of a handler that sends. */
  environment: (deployment: Deployment) => Variables;
  /** The half that talks to the provider, loaded only where something is sent. */
  load: () => Promise<{ connect: (ports: ChannelPorts) => Channel }>;
  /** What its messages say, where that is not the message's own text; `send` says the same. */
  wording?: (message: Outgoing) => string;
  /** The other side: speaks the provider's API with its limits and errors; for the inbox and tests. */
  fake: () => Promise<{ fake: ChannelFake }>;
  /** Where the provider tells what people did there; left out where it tells nothing. */
  hook?: ChannelHook;
  /** How it tells what became of a message; there exactly where `capabilities.receipts` is `delivered`. */
  receipts?: ChannelReceipts;
  samples: ChannelSamples;
}
