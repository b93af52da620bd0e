import { executionPorts } from '#adapters/aws/executions';
import { metricPorts } from '#adapters/aws/metrics';
import { together } from '#adapters/aws/provide';
import { schedulePorts } from '#adapters/aws/schedules';
import { tokenPorts } from '#adapters/aws/tokens';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for the effect worker: machines, clocks, tokens and metrics. */
export const awsEffects = onDeployed(() =>
  together(storePorts(), executionPorts(), schedulePorts(), tokenPorts(), metricPorts()),
);
