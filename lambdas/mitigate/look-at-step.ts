import { requestOfAct, StepOutput } from '#app/action-request';
import type { Ports } from '#app/ports';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { NoAnswer, StillRunning, Unreachable } from '#core/errors';
import { actionName, current, givenUpAt } from '#core/incident/decide/steps';
import { awsProbing } from '#runtime/aws-probing';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

/** Looks at the running step: done, failed, given up after the playbook's time, or unclear; what still runs is thrown as `StillRunning`. */
export const lookAtStep = task({
  input: Where,
  output: StepOutput,
  async run(ports: StoreNeeds & Pick<Ports, 'actions'>, { incidentId, ...where }) {
    const { incident } = await mustLoad(ports, incidentId);
    const pack = await packOf(ports, incident.playbook);
    const at = current({ state: incident, context: { ...ports.deployed, pack, now: ports.now() } });
    if (at === undefined || at.step.status !== 'running' || at.step.handle === undefined || at.said.kind !== 'act')
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
    const request = act === undefined ? `${said.id} has nothing to run` : requestOfAct(act, ports.deployed, incidentId);
    if (typeof request === 'string') return ended('failed', request);
    const until = givenUpAt(step, said, incident.speed);
    const late = until !== undefined && Date.parse(until) < ports.now().getTime();
    try {
      const seen = await ports.actions.look(request, step.handle ?? '');
      if (seen.status === 'succeeded') return await ended('done', seen.output);
      if (seen.status === 'failed') return await ended('failed', seen.output);
      if (late) return await ended('unknown', `still running after ${said.timeout}`);
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Unreachable)) throw error;
      if (late) return ended('unknown', error.message);
    }
    throw new StillRunning(`${step.id} of ${incidentId}`);
  },
});

export const handler = lambda(lookAtStep, awsProbing);
