import { actionPorts } from '#adapters/aws/probing';
import { together } from '#adapters/aws/provide';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for looking at what actions have become. */
export const awsWatching = onDeployed(() => together(storePorts(), actionPorts()));
