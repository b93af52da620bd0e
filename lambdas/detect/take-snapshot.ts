import * as z from 'zod';
import { readAll } from '#app/read-checks';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import type { Pack } from '#core/playbook/pack';
import { awsReading } from '#runtime/aws-reading';
import { lambda } from '#runtime/lambda';
import { type ReadNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

/** What is read: the snapshot, and what the severity is counted from. */
const triageOf = ({ playbook }: Pack): string[] => [
  ...new Set([...playbook.triage.snapshot, ...(playbook.triage.count?.of ?? [])]),
];

const Output = z.strictObject({ verdict: z.string(), visit: z.number() });

/** Reads the playbook's triage checks once and keeps them with the incident. */
export const takeSnapshot = task({
  input: Where,
  output: Output,
  async run(ports: ReadNeeds, { incidentId, ...where }) {
    const { incident } = await mustLoad(ports, incidentId);
    const pack = await packOf(ports, incident.playbook);
    const readings = await readAll(ports, pack, triageOf(pack));
    const step = once({ incidentId, ...where }, 'detect', 'take-snapshot');
    return Output.parse(await turn(ports, incidentId, step, { do: 'snapshot-taken', readings, ...where }));
  },
});

export const handler = lambda(takeSnapshot, awsReading);
