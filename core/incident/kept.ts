import { Conflict } from '#core/errors';
import { closeIfDone, resolved } from './closing.ts';
import { whatFires } from './firing.ts';
import { verifyingOf } from './state.ts';
import type { Turn } from './turn.ts';
import { blockedBy } from './work.ts';

/** What keeps a stable incident from being resolved, in words: alarms that fire, or a task that must be done first. */
export function whatKeeps(t: Turn): string | undefined {
  const fires = whatFires(t);
  if (fires !== undefined) return fires;
  const blocked = blockedBy(t, 'resolved');
  return blocked === undefined ? undefined : `“${blocked.task.text}” is not ticked`;
}

/** Resolves or closes what only a task or its condition has held. */
export function goOnIfFree(t: Turn, said: string): void {
  if (verifyingOf(t.state)?.held === true && whatKeeps(t) === undefined) resolved(t, `verified, and ${said}`, true);
  else closeIfDone(t);
}

/** A person may end what a signal holds open, and not what a task holds: throws `Conflict` then, and says which task. */
export function mustBeFree(t: Turn): void {
  const blocked = blockedBy(t, 'resolved');
  if (blocked !== undefined)
    throw new Conflict(
      `${t.state.id} is not resolved before “${blocked.task.text}” is done: tick ${blocked.task.item} first`,
    );
}
