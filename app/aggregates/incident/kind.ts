import type { AggregateKind } from '#app/aggregates/kind';
import type { Key } from '#app/ports';
import { load, turn } from '#app/store/incidents';
import { due, ranksOf } from '#app/store/keys';
import type { StorePorts } from '#app/store/stored';
import { NotFound } from '#core/errors';
import { PLANNING } from '#core/planning';

const rings = (ports: StorePorts, id: string, at: string) =>
  turn(ports, id, `${id}/time/${Date.parse(at) / 1000}`, { do: 'time-passed', due: at });

/** Plans an incident anew whose row another release has planned; nothing else of it changes. */
async function replanned(ports: StorePorts, { pk: id }: Key): Promise<boolean> {
  const stored = await load(ports, id);
  if (stored === undefined || stored.row['planned'] === PLANNING) return false;
  await turn(ports, id, `${id}/replan/${PLANNING}/${stored.version}`, { do: 'replan' });
  return true;
}

/** Incidents: what is due of their escalations, updates, questions, runs and windows. */
export const incident: AggregateKind = {
  kind: 'incident',
  partitions: ranksOf(due.aggregate),
  overdueSeconds: 30,
  limits: { aSweep: 200, atOnce: 10 },
  async takeUp(ports, { pk, dueAt }) {
    await rings(ports, pk, dueAt);
    return true;
  },
  async timePassed(ports, id, at) {
    try {
      await rings(ports, id, at);
      return true;
    } catch (error) {
      // only where it is not there is looked again: every other clock reads its incident once
      if (error instanceof NotFound && (await load(ports, id)) === undefined) return false;
      throw error;
    }
  },
  // every incident that is not over has a row of its run; of one that is over, updates may still be due
  replan: { mark: PLANNING, partitions: [due.run, ...ranksOf(due.aggregate)], one: replanned },
  leftToSweeper: false,
};
