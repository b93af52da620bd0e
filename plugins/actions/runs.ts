import * as z from 'zod';
import type { Actions } from '#app/ports';
import { NotConfigured, Undeliverable } from '#core/errors';
import { parsedJson } from '#core/json';
import type { Act } from '#core/playbook/mitigation';
import { connected } from '#plugins/connect';
import type { ActionPlugin, ActionPorts, Runner } from './action.ts';

/** What is kept of a start: a run to look at or, of what was over at once, the end itself. */
const Handle = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('run'), id: z.string() }),
  z.strictObject({ is: z.literal('over'), status: z.enum(['succeeded', 'failed']), output: z.string() }),
]);
const handleOf = (handle: z.infer<typeof Handle>) => ({ handle: JSON.stringify(handle) });

/** Mitigation by the actions of a registry, at most once a key. */
export const runs = (plugins: readonly ActionPlugin[], ports: ActionPorts): Actions => {
  const connectedTo = connected(plugins, ports);
  const runnerOf = async ({ kind }: Act): Promise<Runner> => {
    const runner = await connectedTo(kind);
    if (runner === undefined) throw new NotConfigured(`this release has no action of kind ${kind}`);
    return runner;
  };
  return {
    async start(key, act, incidentId) {
      const started = await (await runnerOf(act)).start(key, act, incidentId);
      return handleOf('handle' in started ? { is: 'run', id: started.handle } : { is: 'over', ...started });
    },
    async look(act, handle, incidentId) {
      const known = Handle.safeParse(parsedJson(handle));
      if (!known.success) throw new Undeliverable('the handle is not one of ours', { cause: known.error });
      if (known.data.is === 'over') return { status: known.data.status, output: known.data.output };
      return (await runnerOf(act)).look(act, known.data.id, incidentId);
    },
    async stop(act, handle, incidentId) {
      const known = Handle.safeParse(parsedJson(handle));
      if (!known.success || known.data.is === 'over') return false;
      const { stop } = await runnerOf(act);
      if (stop === undefined) return false;
      await stop(act, known.data.id, incidentId);
      return true;
    },
  };
};
