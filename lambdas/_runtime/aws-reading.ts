import { checkPorts } from '#adapters/aws/probing';
import { together } from '#adapters/aws/provide';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for tasks that read the protected system. */
export const awsReading = onDeployed(() => together(storePorts(), checkPorts()));
