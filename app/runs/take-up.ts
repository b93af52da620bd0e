import type { Ports } from '#app/ports';
import { load, turn } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import { once } from '#app/store/note';
import type { StorePorts } from '#app/store/stored';
import { textOf } from '#core/json';
import { executionName, type MachineName } from '#core/machines';

type Needs = StorePorts & Pick<Ports, 'executions'>;
const UNSEEN_SECONDS = 90;

/**
 * Looks whether an incident's run has died: the execution of the lifecycle, of its open phase, or of communicate has ended without the
 * incident knowing, or, where the caller asks for that too, it should have been running for more than 90 s and nobody has ever seen it. Then the
 * next run takes the incident up from its own state.
 */
export async function takeUpIfDead(
  ports: Needs,
  id: string,
  { orUnseen = false }: { orUnseen?: boolean } = {},
): Promise<boolean> {
  const stored = await load(ports, id);
  if (stored === undefined || stored.incident.phase === 'over' || stored.incident.run.retryAt !== undefined)
    return false;
  const { run, phase, visit, communicateVisit } = stored.incident;
  const executions: [MachineName, string][] = [
    ['lifecycle', executionName(id, run.n)],
    [phase, executionName(id, run.n, phase, visit)],
    ['communicate', executionName(id, run.n, 'communicate', communicateVisit)],
  ];
  for (const [machine, name] of executions) {
    const status = await ports.executions.status(machine, name);
    const over =
      status === 'FAILED' ||
      status === 'TIMED_OUT' ||
      status === 'ABORTED' ||
      (machine === 'lifecycle' && status === 'SUCCEEDED');
    const unseen =
      orUnseen && machine === 'lifecycle' && status === undefined && (await age(ports, id)) > UNSEEN_SECONDS * 1000;
    if (!over && !unseen) continue;
    const how = over ? `${machine} ended as ${status}` : 'was never seen to run';
    await turn(ports, id, `${id}/died/${run.n}`, { do: 'run-died', run: run.n, how });
    return true;
  }
  return false;
}

/** Milliseconds that a run should have been running: its row may have been put behind others since, and one of the release before says it by its place alone. */
async function age(ports: Needs, id: string): Promise<number> {
  const key = keys.run(id);
  const row = await ports.table.get(key);
  if (row === undefined) return 0;
  const since = textOf(row['since'] ?? row.dueAt);
  // it is kept before a sweep puts the row behind others, which would make it young again
  if (row['since'] === undefined)
    await once(ports, { update: key, set: { since }, when: { pk: { present: true }, since: { absent: true } } });
  return ports.wallClock().getTime() - Date.parse(since);
}
