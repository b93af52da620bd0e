import type { Key, Ports } from '#app/ports';
import { mustLoad, packOf } from '#app/store/incidents';
import { keys } from '#app/store/keys';
import type { StorePorts } from '#app/store/stored';
import { isWatched } from '#core/action/action';
import { isAwaited } from '#core/incident/plan';
import { tellEnd } from './end.ts';
import { outcomeOf } from './look.ts';
import { isLost, nextLook, Watched } from './watched.ts';

type Needs = StorePorts & Pick<Ports, 'actions'>;

/**
 * Looks at an action that may have outlived its plan, its phase or its cycle, until it ends or its time is over; then its incident is told. One
 * that the machine still waits for is left to it. Tells whether it has ended.
 */
export async function watchAction(ports: Needs, key: string): Promise<boolean> {
  const row = await ports.table.get(keys.action(key));
  if (row === undefined) return false;
  const action = Watched.parse(row);
  if (!isWatched(action)) return false;
  const { incident: incidentId } = action;
  const { incident } = await mustLoad(ports, incidentId);
  const pack = await packOf(ports, incident.playbook);
  const awaited = isAwaited({ state: incident, context: { ...ports.deployed, pack, now: ports.now() } }, key);
  // before the look, which a tool can hold up until this function is stopped: the others are then looked at first
  await ports.table.write([{ update: keys.action(key), set: { dueAt: nextLook(action, ports.wallClock()) } }]);
  const ended = awaited ? undefined : await endOf(ports, action);
  if (ended === undefined) return false;
  await tellEnd(ports, incidentId, { key, ...ended });
  return true;
}

async function endOf(ports: Needs, action: Watched) {
  const { incident: incidentId, handle, act, until, timeout } = action;
  if (handle !== undefined) return outcomeOf(ports, { act, handle, incidentId, until, timeout });
  return isLost(action, ports.wallClock())
    ? { outcome: 'unknown' as const, output: 'it was claimed and no result came back, so it may have run' }
    : undefined;
}

/** The action's key, of the key of its row. */
export const actionOf = ({ pk }: Key): string => pk.slice(keys.action('').pk.length);
