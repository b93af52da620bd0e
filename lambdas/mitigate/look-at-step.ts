import type * as z from 'zod';
import { sayEnded } from '#app/actions/end';
import { outcomeOf } from '#app/actions/look';
import type { Ports } from '#app/ports';
import { forMachine, MachineOutput, type StepOutput } from '#app/step-output';
import { mustLoad, packOf } from '#app/store/incidents';
import type { ActionOutcome } from '#core/action/action';
import { stepId } from '#core/action/key';
import { StillRunning } from '#core/errors';
import { pause } from '#core/incident/looks';
import { actOf, current, givenUpAt } from '#core/incident/plan';
import { awsActing } from '#runtime/aws-acting';
import { lambda } from '#runtime/lambda';
import { type StoreNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

type Needs = StoreNeeds & Pick<Ports, 'actions'>;

/** Looks at the running step: done, failed, or unknown after the playbook's timeout; throws `StillRunning` for one that goes on, or waits for long. */
export const lookAtStep = task({
  input: Where,
  output: MachineOutput,
  run: async (ports: Needs, input) => forMachine(await look(ports, input), ports.now()),
});

async function look(ports: Needs, { incidentId, ...where }: z.infer<typeof Where>): Promise<StepOutput> {
  const { incident } = await mustLoad(ports, incidentId);
  const pack = await packOf(ports, incident.playbook);
  const at = current({ state: incident, context: { ...ports.deployed, pack, now: ports.now() } });
  const handle = at?.step.handle;
  if (at === undefined || at.step.status !== 'running') return { verdict: 'next', visit: incident.visit };
  const { index, step, said, key } = at;
  const paused = step.until === undefined ? undefined : pause(step.until, ports.now());
  if (paused === 'look') throw new StillRunning(`${step.id} of ${incidentId} waits until ${step.until}`);
  if (paused === 'wait') return { verdict: 'wait', visit: incident.visit, until: step.until };
  if (handle === undefined || !('act' in said)) return { verdict: 'next', visit: incident.visit };
  const commandId = once({ incidentId, ...where }, 'mitigate', `${stepId(key)}/ended`);
  const ended = (outcome: ActionOutcome, output: string) =>
    sayEnded(ports, { incidentId, commandId, where }, { index, key, outcome, output });
  const act = actOf(at);
  const until = givenUpAt(step, said, incident.speed);
  if (act === undefined || until === undefined) return ended('failed', `${said.id} has nothing to run`);
  const { timeout } = said;
  const seen = await outcomeOf(ports, { act, handle, incidentId, until, timeout });
  if (seen === undefined) throw new StillRunning(`${step.id} of ${incidentId}`);
  return ended(seen.outcome, seen.output);
}

export const handler = lambda(lookAtStep, awsActing);
