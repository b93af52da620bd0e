import type { Plan } from './plan.ts';

/** A smaller plan that fails as well: parts are left out, halves first, as long as something does. `fails` says of a plan whether it still does. */
export async function shrink(plan: Plan, fails: (plan: Plan) => Promise<boolean>, most = 200): Promise<Plan> {
  let { steps } = plan;
  let tried = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1; ) {
    let left = false;
    for (let from = 0; from < steps.length && tried < most; ) {
      const without = [...steps.slice(0, from), ...steps.slice(from + size)];
      tried += 1;
      if (await fails({ ...plan, steps: without })) {
        steps = without;
        left = true;
      } else from += size;
    }
    if (tried >= most) break;
    if (size === 1 && !left) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return { ...plan, steps };
}
