import * as z from 'zod';
import type { Ports } from '#app/ports';
import { mustLoad } from '#app/store/incidents';
import { Superseded } from '#core/errors';
import { IncidentId } from '#core/incident/state';
import { awsLooking } from '#runtime/aws-looking';
import { lambda } from '#runtime/lambda';
import { task } from '#runtime/task';

/** Says where the incident stands, for a start, a recovery, or after a phase was superseded. */
export const whereAreWe = task({
  input: z.strictObject({ incidentId: IncidentId, run: z.int().min(1) }),
  output: z.strictObject({
    incidentId: z.string(),
    title: z.string(),
    severity: z.string(),
    run: z.number(),
    cycle: z.number(),
    visit: z.number(),
    communicateVisit: z.number(),
    verdict: z.string(),
  }),
  async run(ports: Pick<Ports, 'table'>, { incidentId, run }) {
    const { incident } = await mustLoad(ports, incidentId);
    if (incident.run.n !== run) throw new Superseded(`${incidentId} is at run ${incident.run.n}, not ${run}`);
    const { title, severity, cycle, visit, communicateVisit, phase } = incident;
    return { incidentId, title, severity, run, cycle, visit, communicateVisit, verdict: phase };
  },
});

export const handler = lambda(whereAreWe, awsLooking);
