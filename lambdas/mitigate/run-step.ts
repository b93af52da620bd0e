import * as z from 'zod';
import { claimNextStep } from '#app/actions/claim';
import { sayEnded } from '#app/actions/end';
import type { Ports } from '#app/ports';
import { readAll } from '#app/read-checks';
import { StepOutput } from '#app/step-output';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import type { ActionOutcome } from '#core/action/action';
import { stepId } from '#core/action/key';
import { isRefusal, NoAnswer, Refused, Superseded } from '#core/errors';
import { actOf, current } from '#core/incident/plan';
import { awsActing } from '#runtime/aws-acting';
import { lambda } from '#runtime/lambda';
import { type ReadNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

type Needs = ReadNeeds & Pick<Ports, 'actions' | 'newId'>;
const Claimed = z.object({
  verdict: z.string(),
  visit: z.number(),
  index: z.number().optional(),
  key: z.string().optional(),
});

/** Starts the plan's next step, at most once: claimed in the incident first; an unknown outcome is put to a person and never retried. */
export const runStep = task({
  input: Where,
  output: StepOutput,
  async run(ports: Needs, input) {
    // read-only steps follow each other within one task: each state of the machine costs money
    for (;;) {
      const { again, ...answer } = await stepOnce(ports, input);
      if (again !== true) return answer;
    }
  },
});

async function stepOnce(
  ports: Needs,
  { incidentId, ...where }: z.infer<typeof Where>,
): Promise<z.infer<typeof StepOutput> & { again?: boolean }> {
  const step = (what: string) => `${once({ incidentId, ...where }, 'mitigate', what)}`;
  // the claim is in the state: a call whose answer was lost finds it there and does not start twice
  const claimed = Claimed.parse(
    await claimNextStep(ports, incidentId, where, step(`claim/${ports.newId()}`)).catch((error: unknown) =>
      mitigatedBefore(ports, incidentId, where, error),
    ),
  );
  const { verdict, visit, index, key } = claimed;
  if (verdict === 'look') return { verdict, visit };
  if ((verdict !== 'start' && verdict !== 'read') || index === undefined || key === undefined)
    return { verdict, visit };
  const ended = (outcome: ActionOutcome, output: string) =>
    sayEnded(ports, { incidentId, commandId: step(`${stepId(key)}/ended`), where }, { index, key, outcome, output });
  const { incident } = await mustLoad(ports, incidentId);
  const pack = await packOf(ports, incident.playbook);
  const at = current({ state: incident, context: { ...ports.deployed, pack, now: ports.now() } });
  if (at === undefined) return { verdict: 'next', visit };
  if (at.said.kind === 'read') {
    const [reading] = await readAll(ports, pack, [at.said.check]);
    const { value = null, because = 'no reading' } = reading ?? {};
    const answer = await ended('succeeded', value === null ? `could not be read: ${because}` : because);
    return { ...answer, again: answer.verdict === 'next' };
  }
  const act = actOf(at);
  if (act === undefined) return ended('failed', `${at.said.id} has nothing to run`);
  try {
    const { handle } = await ports.actions.start(key, act, incidentId);
    // first, and by itself: the incident may have moved on meanwhile, and then only this row leads to the run
    await keepHandle(ports, key, handle);
    await turn(ports, incidentId, step(`${stepId(key)}/started`), { do: 'step-started', index, handle, ...where });
    return { verdict: 'look', visit };
  } catch (error) {
    if (error instanceof NoAnswer) return ended('unknown', error.message);
    if (isRefusal(error)) return ended('failed', error.message);
    throw error;
  }
}

/** The call before this one ended the plan and died before it could say so: its verdict, else the error. The lifecycle would wait for a phase that nobody starts. */
async function mitigatedBefore(
  ports: Needs,
  incidentId: string,
  where: Omit<z.infer<typeof Where>, 'incidentId'>,
  error: unknown,
): Promise<z.infer<typeof Claimed>> {
  if (!(error instanceof Superseded)) throw error;
  const { phase, visit, cycle, run } = (await mustLoad(ports, incidentId)).incident;
  const next = phase === 'resolve' && visit === where.visit + 1 && cycle === where.cycle && run.n === where.run;
  if (!next) throw error;
  return { verdict: 'mitigated', visit };
}

/** Keeps the handle with the action, where it has a row of its own. */
async function keepHandle({ table }: Pick<Ports, 'table'>, key: string, handle: string): Promise<void> {
  try {
    await table.write([
      { update: keys.action(key), set: { handle, state: 'running' }, when: { state: { eq: 'claimed' } } },
    ]);
  } catch (error) {
    // a kind without a target has no row, and one that ended meanwhile needs no handle
    if (!(error instanceof Refused)) throw error;
  }
}

export const handler = lambda(runStep, awsActing);
