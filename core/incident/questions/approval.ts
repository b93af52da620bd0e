import { holdersInWords } from '#core/action/holder';
import { Conflict } from '#core/errors';
import { meantBy } from '../meant-by.ts';
import { current, endStep } from '../plan.ts';
import type { Turn } from '../turn.ts';
import { askOnce } from './put.ts';
import type { Said, SlotRecord } from './slot.ts';

/** Whether a held step is started: it is destructive, or another action holds its target. */
export const approval: SlotRecord = {
  phase: 'mitigate',
  name: 'approval',
  token: 'step',
  ask(t) {
    const at = current(t);
    if (at?.step.status !== 'held') return 'next';
    const { step, said } = at;
    const { ask, again, tellLevel } = t.playbook.mitigation.choice;
    const destructive = said.kind === 'act' && said.destructive && step.way === 'do' ? ' It is destructive.' : '';
    const busy = holdersInWords(step.busy ?? [], t.playbook.zone, t.state.id, ' on the same target');
    askOnce(t, 'approval', {
      ask,
      text: `${step.way === 'undo' ? 'Start the undo of' : 'Start'} "${said.title}"?${destructive}${busy}`,
      options: [
        { id: 'approve', title: 'Approve and start' },
        { id: 'refuse', title: 'Refuse' },
      ],
      again,
      tellLevel,
      because: `waiting for approval: ${said.title}`,
    });
    return undefined;
  },
  answer,
};

/** Whether a person is meant by the role or target that approves; anybody may refuse. */
export const mayApprove = (t: Turn, by: string): boolean =>
  meantBy(t.state, t.context, t.playbook.mitigation.choice.ask).includes(by);

function answer(t: Turn, { option, by }: Said): void {
  const at = current(t);
  if (at?.step.status !== 'held') return;
  const { index, step } = at;
  if (option === 'refuse') {
    endStep(t, index, step, 'failed', `refused by ${by}`);
    return;
  }
  if (!mayApprove(t, by)) throw new Conflict(whoMust(t, by));
  const { busy = [], ...rest } = step;
  t.emit(
    {
      type: 'StepChanged',
      index,
      step: { ...rest, status: 'waiting', approvedBy: by, beside: busy.map((b) => b.key) },
    },
    `start approved by ${by}`,
  );
}

function whoMust(t: Turn, by: string): string {
  const { ask } = t.playbook.mitigation.choice;
  const meant = meantBy(t.state, t.context, ask);
  return meant.length === 0
    ? `${ask} must approve, and nobody holds that role`
    : `${ask} must approve, which is ${meant.join(' or ')}, not ${by}`;
}
