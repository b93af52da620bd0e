import * as z from 'zod';
import { writeDocument } from '#app/store/document';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { timelineOf } from '#app/store/timeline';
import { reportsOf } from '#core/incident/reports';
import { iso } from '#core/incident/time';
import { reportView } from '#core/message/incident-view';
import { render } from '#core/message/render';
import { aws } from '#runtime/aws';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

const Output = z.strictObject({ verdict: z.string(), visit: z.number() });

/** Writes the reports from the facts on the timeline, in the order of the playbook; written again it only grows truer. */
export const writeReport = task({
  input: Where,
  output: Output,
  async run(ports: StoreNeeds, { incidentId, ...where }) {
    const answer = await turn(ports, incidentId, once({ incidentId, ...where }, 'post-mortem', 'write-report'), {
      do: 'report-written',
      ...where,
    });
    const { incident } = await mustLoad(ports, incidentId);
    const pack = await packOf(ports, incident.playbook);
    // a severity that is not reviewed has its reports all the same
    if (answer['verdict'] === 'review' || answer['verdict'] === 'none') {
      const timeline = await timelineOf(ports, incidentId, incident.openedAt, incident.speed);
      const view = reportView(incident, { ...ports.deployed, pack, now: ports.now() }, timeline);
      for (const { name, template } of reportsOf(incident, pack.playbook, ports.now())) {
        const { text } = render(pack, template, view);
        await writeDocument(ports.table, keys.report(incidentId, name), text, { writtenAt: iso(ports.now()) });
      }
    }
    return Output.parse({ verdict: answer['verdict'], visit: answer['visit'] });
  },
});

export const handler = lambda(writeReport, aws);
