import type { Ports } from '#app/ports';
import { StepOutput } from '#app/step-output';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { NoAnswer, NotConfigured, StillRunning, Unreachable } from '#core/errors';
import { actionName, current, givenUpAt } from '#core/incident/plan';
import { awsProbing } from '#runtime/aws-probing';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

/** Looks at the running step: done, failed, or unknown after the playbook's timeout; throws `StillRunning` for one that goes on. */
export const lookAtStep = task({
  input: Where,
  output: StepOutput,
  async run(ports: StoreNeeds & Pick<Ports, 'actions'>, { incidentId, ...where }) {
    const { incident } = await mustLoad(ports, incidentId);
    const pack = await packOf(ports, incident.playbook);
    const at = current({ state: incident, context: { ...ports.deployed, pack, now: ports.now() } });
    const handle = at?.step.handle;
    if (at === undefined || at.step.status !== 'running' || handle === undefined || at.said.kind !== 'act')
      return { verdict: 'next', visit: incident.visit };
    const { index, step, said } = at;
    const attempt = incident.plan?.attempt ?? 0;
    const ended = async (outcome: 'done' | 'failed' | 'unknown', output: string) =>
      StepOutput.parse(
        await turn(
          ports,
          incidentId,
          once({ incidentId, ...where }, 'mitigate', `${actionName(incident.cycle, attempt, index, step)}/ended`),
          { do: 'step-ended', index, outcome, output, ...where },
        ),
      );
    const act = step.way === 'undo' ? said.undo : said.act;
    if (act === undefined) return ended('failed', `${said.id} has nothing to run`);
    const until = givenUpAt(step, said, incident.speed);
    const late = until !== undefined && Date.parse(until) < ports.now().getTime();
    try {
      const seen = await ports.actions.look(act, handle, incidentId);
      if (seen.status === 'succeeded') return await ended('done', seen.output);
      if (seen.status === 'failed') return await ended('failed', seen.output);
      if (late) return await ended('unknown', `still running after ${said.timeout}`);
    } catch (error) {
      if (error instanceof NotConfigured) return ended('failed', error.message);
      if (!(error instanceof NoAnswer || error instanceof Unreachable)) throw error;
      if (late) return ended('unknown', error.message);
    }
    throw new StillRunning(`${step.id} of ${incidentId}`);
  },
});

export const handler = lambda(lookAtStep, awsProbing);
