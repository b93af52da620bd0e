import { channelPorts } from '#adapters/aws/channels';
import { deployedPorts } from '#adapters/aws/deployed';
import { executionPorts } from '#adapters/aws/executions';
import { logPorts } from '#adapters/aws/log';
import { metricPorts } from '#adapters/aws/metrics';
import { plainPorts } from '#adapters/aws/plain';
import { together } from '#adapters/aws/provide';
import { queuePorts } from '#adapters/aws/queues';
import { secretPorts } from '#adapters/aws/secrets';
import { tablePorts } from '#adapters/aws/table';
import type { Ports } from '#app/ports';

type Sending = Pick<
  Ports,
  | 'now'
  | 'wallClock'
  | 'newId'
  | 'newToken'
  | 'table'
  | 'deployed'
  | 'log'
  | 'metrics'
  | 'secrets'
  | 'channels'
  | 'executions'
  | 'queues'
>;
/** The ports of AWS for what sends: the only ones that hold channels. */
export const awsSending = async (): Promise<Sending> =>
  together(
    plainPorts(),
    tablePorts(),
    queuePorts(),
    deployedPorts(),
    logPorts(),
    metricPorts(),
    secretPorts(),
    await channelPorts(),
    executionPorts(),
  );
