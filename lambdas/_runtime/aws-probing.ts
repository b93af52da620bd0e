import { awsCore } from '#adapters/aws/ports';
import { actionPorts, checkPorts } from '#adapters/aws/probing';
import { together } from '#adapters/aws/provide';
import type { Ports } from '#app/ports';

/** The ports of AWS for tasks that read or mend the protected system. */
export const awsProbing = async (): Promise<Omit<Ports, 'channels'>> =>
  together(awsCore(), checkPorts(), actionPorts());
