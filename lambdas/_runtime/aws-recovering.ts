import { executionPorts } from '#adapters/aws/executions';
import { together } from '#adapters/aws/provide';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for the handler that takes up a failed run. */
export const awsRecovering = onDeployed(() => together(storePorts(), executionPorts()));
