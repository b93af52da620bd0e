import { together } from '#adapters/aws/provide';
import { tokenPorts } from '#adapters/aws/tokens';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for tasks that wait for a person. */
export const awsAsking = onDeployed(() => together(storePorts(), tokenPorts()));
