import { Superseded } from '#core/errors';
import type { Where } from '../command.ts';
import type { Phase } from '../state.ts';
import type { Turn } from '../turn.ts';

/** A task whose run, cycle, phase or visit is over is superseded. */
export function stand(t: Turn, where: Where, phase: Phase | 'communicate'): void {
  const { run, cycle, visit, communicateVisit } = t.state;
  const here = phase === 'communicate' ? communicateVisit : visit;
  const at = `${t.state.id} stands at run ${run.n}, cycle ${cycle}, ${t.state.phase} visit ${here}`;
  if (where.run !== run.n || where.cycle !== cycle || where.visit !== here) {
    throw new Superseded(`${at}; the task at run ${where.run}, cycle ${where.cycle}, visit ${where.visit}`);
  }
  if (phase !== 'communicate' && t.state.phase !== phase) throw new Superseded(`${at}; the task at ${phase}`);
  if (phase === 'communicate' && t.state.phase === 'over') throw new Superseded(at);
}

/** Leaves the present phase as its machine does when it ends. */
export function go(t: Turn, phase: Phase, because: string): void {
  t.emit({ type: 'PhaseEntered', phase, jump: false }, because);
}

/** Leaves the present phase over the head of its machine: what runs there is superseded, and asks where we are. */
export function jump(t: Turn, phase: Phase, because: string): void {
  t.emit({ type: 'PhaseEntered', phase, jump: true }, because);
  if (t.state.question !== undefined) t.emit({ type: 'QuestionWithdrawn', question: t.state.question.id }, because);
  t.effect(`supersede.${t.state.visit}`, { do: 'supersede' });
}
