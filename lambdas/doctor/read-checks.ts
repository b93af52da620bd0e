import * as z from 'zod';
import { probeAll } from '#app/doctor/probe';
import type { Ports, Probed } from '#app/ports';
import { awsProbing } from '#runtime/aws-probing';
import { handler as on } from '#runtime/lambda';

/** Reads each check of the deployed playbook once, where it is reached. What is asked for is nobody's choice: the caller names nothing. */
export const readChecks = async (ports: Pick<Ports, 'checks' | 'deployed'>): Promise<{ probed: Probed[] }> => ({
  probed: await probeAll(ports),
});

export const handler = on(z.unknown(), readChecks, awsProbing);
