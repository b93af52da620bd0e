import * as z from 'zod';
import { readAll } from '#app/read-checks';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { checksOf, criteriaOf } from '#core/incident/judge';
import { awsReading } from '#runtime/aws-reading';
import { lambda } from '#runtime/lambda';
import { type ReadNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string(), until: z.string(), n: z.number(), visit: z.number() });

/** Measures all of the playbook's criteria; the core judges them. */
export const measure = task({
  input: Where.extend({ n: z.int().min(0) }),
  output: Output,
  async run(ports: ReadNeeds, { incidentId, ...where }) {
    const { incident } = await mustLoad(ports, incidentId);
    const pack = await packOf(ports, incident.playbook);
    // a verification looks at numbers, up to hundreds of times, and each time is an entry of the timeline
    const all = await readAll(ports, pack, checksOf(criteriaOf(incident, pack)));
    const readings = all.map((one) => {
      const { text, ...number } = one;
      return text === undefined ? one : number;
    });
    const step = once({ incidentId, ...where }, 'resolve', `measure-${where.n}`);
    return Output.parse(await turn(ports, incidentId, step, { do: 'measured', readings, ...where }));
  },
});

export const handler = lambda(measure, awsReading);
