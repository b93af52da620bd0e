import * as z from 'zod';
import type { Change, Effect } from './system.ts';

const Anything = z.record(z.string(), z.unknown());
/** The body of a request for an action. */
export const Call = z.strictObject({
  incidentId: z.string().min(1).max(256).optional(),
  parameters: Anything.default({}),
});

/** One thing that was done to the system. */
export interface Done {
  at: string;
  name: string;
  parameters: Record<string, unknown>;
  runId: string;
  key: string | null;
  incidentId: string | null;
}
/** How a run stands. */
export interface Look {
  runId: string;
  name: string;
  status: 'running' | 'succeeded' | 'failed';
  output: string | null;
}
interface Run {
  done: Done;
  effect: Effect;
  dueAt: number;
  settled: boolean;
  asked: string;
}

/** What can be done to the system and what was. A run ends when its time is over; nothing ticks: `settle` catches up. */
export const actionRuns = (now: () => Date, apply: (change: Change) => void) => {
  const effects = new Map<string, Effect>();
  const runs: Run[] = [];
  const settle = () => {
    const due = runs.filter((run) => !run.settled && run.dueAt <= now().getTime());
    for (const run of due.toSorted((a, b) => a.dueAt - b.dueAt)) {
      run.settled = true;
      if (!run.effect.fails) apply(run.effect);
    }
  };
  return {
    settle,
    define: (name: string, effect: Effect) => effects.set(name, effect),
    effect: (name: string): Effect | undefined => effects.get(name),
    names: (): string[] => [...effects.keys()],
    /** The run that this key has started before, if any; `conflict` when that was a different request. */
    begun(name: string, key: string | null, call: z.infer<typeof Call>): Done | 'conflict' | undefined {
      const run = key === null ? undefined : runs.find((one) => one.done.key === key);
      if (!run) return undefined;
      return run.done.name === name && run.asked === JSON.stringify(call) ? run.done : 'conflict';
    },
    begin(name: string, effect: Effect, key: string | null, call: z.infer<typeof Call>): Done {
      const at = now();
      const done = {
        at: at.toISOString(),
        name,
        parameters: call.parameters,
        runId: `run-${String(runs.length + 1).padStart(6, '0')}`,
        key,
        incidentId: call.incidentId ?? null,
      };
      runs.push({
        done,
        effect,
        dueAt: at.getTime() + effect.seconds * 1000,
        settled: false,
        asked: JSON.stringify(call),
      });
      settle();
      return done;
    },
    look(runId: string): Look | undefined {
      settle();
      const run = runs.find((one) => one.done.runId === runId);
      if (!run) return undefined;
      const { name } = run.done;
      if (!run.settled) return { runId, name, status: 'running', output: null };
      return run.effect.fails
        ? { runId, name, status: 'failed', output: `${name} did not work` }
        : { runId, name, status: 'succeeded', output: `${name} is done` };
    },
    done: (): Done[] => runs.map((run) => structuredClone(run.done)),
  };
};
export type ActionRuns = ReturnType<typeof actionRuns>;
