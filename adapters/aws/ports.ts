import { deployedPorts } from '#adapters/aws/deployed';
import { executionPorts } from '#adapters/aws/executions';
import { logPorts } from '#adapters/aws/log';
import { metricPorts } from '#adapters/aws/metrics';
import { plainPorts } from '#adapters/aws/plain';
import { together } from '#adapters/aws/provide';
import { queuePorts } from '#adapters/aws/queues';
import { schedulePorts } from '#adapters/aws/schedules';
import { secretPorts } from '#adapters/aws/secrets';
import { tablePorts } from '#adapters/aws/table';
import { tokenPorts } from '#adapters/aws/tokens';
import type { Ports } from '#app/ports';

/**
 * The ports that stand on AWS itself. Each is made when first asked for, and throws `NotConfigured` then where its settings are missing.
 * A handler that uses few of them joins just those from their own files (`together(plainPorts(), tablePorts())`): its bundle holds no more.
 */
export const awsCore = (): Omit<Ports, 'channels' | 'checks' | 'actions'> =>
  together(
    plainPorts(),
    tablePorts(),
    queuePorts(),
    schedulePorts(),
    executionPorts(),
    tokenPorts(),
    secretPorts(),
    deployedPorts(),
    metricPorts(),
    logPorts(),
  );
