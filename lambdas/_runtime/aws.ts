import { deployedPorts } from '#adapters/aws/deployed';
import { logPorts } from '#adapters/aws/log';
import { plainPorts } from '#adapters/aws/plain';
import { together } from '#adapters/aws/provide';
import { tablePorts } from '#adapters/aws/table';
import { onDeployed } from './on-deployed.ts';

/** What every turn stands on. A file imports as few ports as its handlers use: each brings the client that it talks by. */
export const storePorts = () => together(plainPorts(), tablePorts(), deployedPorts(), logPorts());

/** The ports of AWS for whatever decides and stores, and does nothing else. */
export const aws = onDeployed(storePorts);
