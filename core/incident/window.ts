import { firingCount, whatFires } from './firing.ts';
import { changeSeverity, raises, worstGiven } from './rating.ts';
import { verifyAll } from './recovery.ts';
import type { Turn } from './turn.ts';

/**
 * The end of planned work has come. Alarms that still fire are no longer expected, and rate it as they would have done; where none does, it is
 * verified as any incident whose alarms have recovered. What a worse severity makes due is left to the caller.
 */
export function endWindow(t: Turn): void {
  const fires = whatFires(t);
  const said = `planned work was to end by now${fires === undefined ? '' : `, and ${fires}`}`;
  t.emit({ type: 'WindowEnded', firing: firingCount(t) }, said);
  const worst = worstGiven(t);
  if (worst !== undefined && raises(t.state, t.playbook, worst)) changeSeverity(t, worst, 'rule', said);
  if (fires === undefined) verifyAll(t, `${said}, and no alarm fires`);
}
