import { accountPorts } from '#adapters/aws/account';
import { linkPorts } from '#adapters/aws/links';
import { metricPorts } from '#adapters/aws/metrics';
import { together } from '#adapters/aws/provide';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for the API: it decides, stores and links. */
export const awsServing = onDeployed(() => together(storePorts(), linkPorts(), metricPorts(), accountPorts()));
