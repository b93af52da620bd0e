import { execFileSync } from 'node:child_process';
import { type Plan, planOf } from '#simulator/faults/plan';
import { run } from '#simulator/faults/run';
import { shrink } from '#simulator/faults/shrink';
import { deploymentOf } from './deployment.ts';

const commit = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

/** What a person needs of a seed that failed: where, what, the few steps that are enough for it, and how to see it again. */
export async function reportOf(seed: number, violation: string): Promise<string> {
  const invariant = violation.split(':')[0] ?? '';
  const deployment = deploymentOf(seed);
  const fails = async (plan: Plan): Promise<boolean> =>
    (await run(plan, deployment)).violation?.startsWith(`${invariant}:`) === true;
  const small = await shrink(planOf(seed), fails);
  const steps = small.steps.map((step) => `  ${JSON.stringify(step)}`).join('\n');
  const last = (await run(small, deployment)).violation ?? violation;
  return `seed ${seed} at commit ${commit()}: ${last}\n${steps}\nagain: FAULT_SEED=${seed} npm test -- --project faults`;
}
