import { linkPorts } from '#adapters/aws/links';
import { metricPorts } from '#adapters/aws/metrics';
import { probePorts } from '#adapters/aws/probe';
import { together } from '#adapters/aws/provide';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for the API: it decides, stores and links, and asks another function for readings. */
export const awsServing = onDeployed(() => together(storePorts(), linkPorts(), metricPorts(), probePorts()));
