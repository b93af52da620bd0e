import { executionPorts } from '#adapters/aws/executions';
import { metricPorts } from '#adapters/aws/metrics';
import { together } from '#adapters/aws/provide';
import { queuePorts } from '#adapters/aws/queues';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for the sweeper. */
export const awsSweeping = onDeployed(() => together(storePorts(), queuePorts(), executionPorts(), metricPorts()));
