import { deployedPorts } from '#adapters/aws/deployed';
import { checkPorts } from '#adapters/aws/probing';
import { together } from '#adapters/aws/provide';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for reading checks and nothing else. */
export const awsProbing = onDeployed(() => together(deployedPorts(), checkPorts()));
