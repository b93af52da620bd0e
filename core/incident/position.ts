import { Conflict, Superseded } from '#core/errors';
import { isOneOfEach } from './each.ts';
import { type Phase, questionOf } from './state.ts';
import type { Turn } from './turn.ts';
import type { Where } from './where.ts';

/** A task whose run, cycle, phase or visit is over is superseded. */
export function stand(t: Turn, where: Where, phase: Phase | 'communicate'): void {
  const { run, cycle, visit, communicateVisit } = t.state;
  const here = phase === 'communicate' ? communicateVisit : visit;
  const at = `${t.state.id} is at run ${run.n}, cycle ${cycle}, ${t.state.phase} visit ${here}`;
  if (where.run !== run.n || where.cycle !== cycle || where.visit !== here) {
    throw new Superseded(`${at}; the task is at run ${where.run}, cycle ${where.cycle}, visit ${where.visit}`);
  }
  if (phase !== 'communicate' && t.state.phase !== phase) throw new Superseded(`${at}; the task belongs to ${phase}`);
  if (phase === 'communicate' && t.state.phase === 'over') throw new Superseded(at);
}

/** Leaves the present phase as its machine does when it ends. */
export function go(t: Turn, phase: Phase, because: string): void {
  t.emit({ type: 'PhaseEntered', phase, jump: false }, because);
}

/** Leaves the present phase while its machine still runs: what runs there is superseded, and asks where the incident stands. */
export function jump(t: Turn, phase: Phase, because: string): void {
  t.emit({ type: 'PhaseEntered', phase, jump: true }, because);
  const question = questionOf(t.state);
  if (question !== undefined) t.emit({ type: 'QuestionWithdrawn', question: question.id }, because);
  t.effect(`supersede.${t.state.visit}`, { do: 'supersede' });
}

/** Throws where no acknowledgement of this person stands, and says whose does. */
export function mustHaveAcknowledged(t: Turn, by: string): void {
  mustBeOpen(t, 'there is no acknowledgement to take back');
  const { acknowledged } = t.state;
  if (acknowledged === undefined) throw new Conflict(`${t.state.id} is not acknowledged`);
  if (acknowledged.by !== by && !isOneOfEach(t.state, by))
    throw new Conflict(`${acknowledged.by} has acknowledged it, not ${by}, at ${acknowledged.at}`);
}

/** Throws where the incident is not open; `what` says what there is none of then. */
export function mustBeOpen(t: Turn, what: string): void {
  if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is ${t.state.life}: ${what}`);
}
