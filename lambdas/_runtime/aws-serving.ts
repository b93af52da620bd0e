import { accountPorts } from '#adapters/aws/account';
import { sourcePorts } from '#adapters/aws/lazy-secrets';
import { linkPorts } from '#adapters/aws/links';
import { metricPorts } from '#adapters/aws/metrics';
import { probePorts } from '#adapters/aws/probe';
import { together } from '#adapters/aws/provide';
import { storePorts } from './aws.ts';
import { onDeployed } from './on-deployed.ts';

/** The ports of AWS for the API: it decides, stores and links, asks another function for readings, reads the account's limits, and looks for the secrets of sources. */
export const awsServing = onDeployed(() =>
  together(storePorts(), linkPorts(), metricPorts(), probePorts(), accountPorts(), sourcePorts()),
);
