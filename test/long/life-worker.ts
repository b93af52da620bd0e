import { parentPort } from 'node:worker_threads';
import { type FaultKind, faultKinds, planOf } from '#simulator/faults/plan';
import { run } from '#simulator/faults/run';
import { deploymentOf } from '../faults/deployment.ts';

/** A seed to run: once, twice to compare the traces, or once more without each of its kinds of fault. */
export interface Job {
  seed: number;
  twice: boolean;
  without: boolean;
}
/** What came of it. */
export interface Life {
  seed: number;
  violation?: string;
  incidents: number;
  events: number;
  /** Faults that the plan begins, and how often each kind has struck. */
  faults: number;
  struck: ReadonlyMap<FaultKind, number>;
  /** Whether the second run had another trace. */
  differs: boolean;
  /** Kinds of fault that were left out in turn, and those without which the trace was another. */
  tried: FaultKind[];
  changed: FaultKind[];
}

async function live({ seed, twice, without }: Job): Promise<Life> {
  const plan = planOf(seed);
  const deployment = deploymentOf(seed);
  const { violation, trace, incidents, events, struck } = await run(plan, deployment);
  const differs = twice && (await run(plan, deployment)).trace !== trace;
  const kindOf = (step: (typeof plan.steps)[number]) => (step.do === 'fault' ? step.fault.kind : undefined);
  const kinds = plan.steps.map(kindOf);
  const tried = without ? faultKinds.filter((kind) => kinds.includes(kind)) : [];
  const changed: FaultKind[] = [];
  for (const kind of tried) {
    const left = { ...plan, steps: plan.steps.filter((step) => kindOf(step) !== kind) };
    if ((await run(left, deployment)).trace !== trace) changed.push(kind);
  }
  const faults = kinds.filter((kind) => kind !== undefined).length;
  const broken = violation === undefined ? {} : { violation };
  return { seed, ...broken, incidents, events, faults, struck, differs, tried, changed };
}

parentPort?.on('message', (job: Job) => {
  void live(job).then((life) => parentPort?.postMessage(life));
});
