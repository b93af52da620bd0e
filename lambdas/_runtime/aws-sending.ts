import { channelPorts } from '#adapters/aws/channels';
import { linkPorts } from '#adapters/aws/links';
import { together } from '#adapters/aws/provide';
import { queuePorts } from '#adapters/aws/queues';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for what sends: the only ones that hold channels. */
export const awsSending = onDeployed(() => together(storePorts(), queuePorts(), channelPorts(), linkPorts()));
