import { turnOf } from '#app/aggregates/timed';
import type { StorePorts } from '#app/store/stored';
import { NotFound } from '#core/errors';
import { timedReadiness } from './timed-readiness.ts';

/** A cover has come or gone: the entries that tell of hand-overs of its rotation are planned anew. One that has not begun to run is planned when it does. */
export async function planHandOvers(ports: StorePorts, rotation: string): Promise<void> {
  for (const { id, handover } of ports.deployed.pack.playbook.readiness) {
    if (handover !== rotation) continue;
    try {
      await turnOf(ports, timedReadiness, id, {}, (state) => ({ state }));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }
}
