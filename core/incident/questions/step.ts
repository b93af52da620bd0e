import { type CurrentStep, current, endStep } from '../plan.ts';
import type { Turn } from '../turn.ts';
import { approval, mayApprove } from './approval.ts';
import { askOnce } from './put.ts';
import type { Said, SlotRecord } from './slot.ts';

/** A step for a person, or the unknown outcome of an action. */
export const step: SlotRecord = {
  phase: 'mitigate',
  name: 'step',
  ask(t) {
    const at = current(t);
    if (at?.step.status === 'held') return approval.ask(t);
    if (at === undefined || (at.step.status !== 'asked' && at.step.status !== 'unknown')) return 'next';
    askOnce(t, 'step', wordsOf(t, at));
    return undefined;
  },
  answer,
};

function wordsOf(t: Turn, { step: { status, output }, said }: CurrentStep) {
  const done = [
    { id: 'done', title: 'Done' },
    { id: 'failed', title: 'Failed' },
  ];
  if (said.kind === 'human' && status === 'asked')
    return { ask: said.ask, text: said.instruction, options: done, again: said.again, because: said.title };
  const { ask, again } = t.playbook.mitigation.choice;
  return {
    ask,
    text: `${said.title}: outcome unknown (${output ?? 'no answer'}). Did it succeed?`,
    options: [...done, { id: 'start-again', title: 'Start it again' }],
    again,
    because: `outcome unknown: ${said.title}`,
  };
}

function answer(t: Turn, { option, by }: Said): void {
  const at = current(t);
  if (at === undefined) return;
  if (option !== 'start-again') {
    endStep(t, at.index, at.step, option === 'done' ? 'done' : 'failed', `reported by ${by}`);
    return;
  }
  const { id, way, tries } = at.step;
  // who answers knows of the start before, which may still be running
  const beside = [at.key];
  const approved = mayApprove(t, by) ? { approvedBy: by } : {};
  t.emit(
    {
      type: 'StepChanged',
      index: at.index,
      step: { id, way, status: 'waiting', tries: tries + 1, beside, ...approved },
    },
    `another start approved by ${by}`,
  );
}
