import * as z from 'zod';
import { claimNextStep } from '#app/actions/claim';
import { sayEnded } from '#app/actions/end';
import type { Ports } from '#app/ports';
import { readAll } from '#app/read-checks';
import { forMachine, MachineOutput, type StepOutput } from '#app/step-output';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import type { ActionOutcome } from '#core/action/action';
import { stepId } from '#core/action/key';
import { isRefusal, NoAnswer, Refused, Superseded } from '#core/errors';
import { readingsInWords } from '#core/incident/judge';
import { checksOfStep } from '#core/incident/looks';
import { actOf, current } from '#core/incident/plan';
import type { Measured } from '#core/incident/state';
import { readBy } from '#core/playbook/runbook';
import { awsActing } from '#runtime/aws-acting';
import { lambda } from '#runtime/lambda';
import { type ReadNeeds, task } from '#runtime/task';
import { once, Where } from '#runtime/where';

type Needs = ReadNeeds & Pick<Ports, 'actions' | 'newId'>;
type At = z.infer<typeof Where>;
const Claimed = z.object({
  verdict: z.string(),
  visit: z.number(),
  index: z.number().optional(),
  key: z.string().optional(),
  until: z.string().optional(),
});

/** A further step is begun in the same call for so long: what it reads takes 45 s at the most, and the function is stopped after 75. */
const BEGINS_SECONDS = 20;

/** Starts the plan's next step, at most once: claimed in the incident first; an unknown outcome is put to a person and never retried. */
export const runStep = task({
  input: Where,
  output: MachineOutput,
  async run(ports: Needs, input) {
    const began = ports.wallClock().getTime();
    // steps that need no waiting follow each other within one task: each state of the machine costs money
    for (;;) {
      const output = await stepOnce(ports, input);
      const late = ports.wallClock().getTime() - began > BEGINS_SECONDS * 1000;
      if (output.verdict !== 'next' || late) return forMachine(output, ports.now());
    }
  },
});

async function stepOnce(ports: Needs, at: At): Promise<StepOutput> {
  const claimed = await claim(ports, at);
  if (claimed.verdict !== 'measure' || claimed.index === undefined) return carryOut(ports, at, claimed);
  // what the step depends on is read, and then it is claimed again
  const { pack, step } = await standing(ports, at.incidentId);
  if (step === undefined || step.index !== claimed.index) return { verdict: 'next', visit: claimed.visit };
  const readings = await readAll(ports, pack, checksOfStep(step));
  return carryOut(ports, at, await claim(ports, at, { index: step.index, readings }));
}

/** The claim is in the state: a call whose answer was lost finds it there and does not start twice. */
async function claim(ports: Needs, { incidentId, ...where }: At, seen?: { index: number; readings: Measured[] }) {
  const commandId = once({ incidentId, ...where }, 'mitigate', `claim/${ports.newId()}`);
  return Claimed.parse(
    await claimNextStep(ports, incidentId, where, commandId, seen).catch((error: unknown) =>
      mitigatedBefore(ports, incidentId, where, error),
    ),
  );
}

async function standing(ports: Needs, incidentId: string) {
  const { incident } = await mustLoad(ports, incidentId);
  const pack = await packOf(ports, incident.playbook);
  return { pack, step: current({ state: incident, context: { ...ports.deployed, pack, now: ports.now() } }) };
}

async function carryOut(
  ports: Needs,
  { incidentId, ...where }: At,
  { verdict, visit, index, key, until }: z.infer<typeof Claimed>,
): Promise<StepOutput> {
  // the plan has moved on between our two looks
  if (verdict === 'measure') return { verdict: 'next', visit };
  const step = (what: string) => once({ incidentId, ...where }, 'mitigate', what);
  if ((verdict !== 'start' && verdict !== 'read') || index === undefined || key === undefined)
    return { verdict, visit, ...(until === undefined ? {} : { until }) };
  const ended = (outcome: ActionOutcome, output: string, readings?: Measured[]) =>
    sayEnded(
      ports,
      { incidentId, commandId: step(`${stepId(key)}/ended`), where },
      { index, key, outcome, output, ...(readings === undefined ? {} : { readings }) },
    );
  const { pack, step: at } = await standing(ports, incidentId);
  if (at === undefined) return { verdict: 'next', visit };
  if ('read' in at.said) {
    const readings = await readAll(ports, pack, readBy(at.said));
    return ended('succeeded', readingsInWords(readings), readings);
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
  where: Omit<At, 'incidentId'>,
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
