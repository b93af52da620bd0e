import * as z from 'zod';
import { readAll } from '#app/read-checks';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { awsReading } from '#runtime/aws-reading';
import { lambda } from '#runtime/lambda';
import { type ReadNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string() });

/** Reads the playbook's evidence, changes nothing, and keeps it with the incident. */
export const gatherEvidence = task({
  input: Where,
  output: Output,
  async run(ports: ReadNeeds, { incidentId, ...where }) {
    const { incident } = await mustLoad(ports, incidentId);
    const pack = await packOf(ports, incident.playbook);
    const readings = await readAll(ports, pack, pack.playbook.evidence);
    const step = once({ incidentId, ...where }, 'mitigate', 'gather-evidence');
    return Output.parse(await turn(ports, incidentId, step, { do: 'evidence-gathered', readings, ...where }));
  },
});

export const handler = lambda(gatherEvidence, awsReading);
