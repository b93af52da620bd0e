import { logPorts } from '#adapters/aws/log';
import { together } from '#adapters/aws/provide';
import { queuePorts } from '#adapters/aws/queues';
import type { Ports } from '#app/ports';

/** The ports of AWS for the dispatcher, which every page passes: queues and nothing else. */
export const awsDispatching = async (): Promise<Pick<Ports, 'queues' | 'log'>> => together(queuePorts(), logPorts());
