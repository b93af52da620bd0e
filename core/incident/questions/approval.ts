import { holdersInWords } from '#core/action/holder';
import { Conflict } from '#core/errors';
import { inFull } from '#core/playbook/act-text';
import { titleOf } from '#core/playbook/runbook';
import { meantBy } from '../meant-by.ts';
import { actOf, type CurrentStep, current, endStep } from '../plan.ts';
import type { Turn } from '../turn.ts';
import { askOnce } from './put.ts';
import type { Said, SlotRecord } from './slot.ts';

/** Whether a held step is started: its runbook asks for approval, or another action holds its target. */
export const approval: SlotRecord = {
  phase: 'mitigate',
  name: 'approval',
  token: 'step',
  ask(t) {
    const at = current(t);
    if (at?.step.status !== 'held') return 'next';
    const { step, said } = at;
    const { again, tellLevel } = t.playbook.choice;
    const destructive = 'act' in said && said.destructive && step.way === 'do' ? ' It is destructive.' : '';
    const act = actOf(at);
    const runs = act === undefined ? '' : ` It runs ${inFull(act)}.`;
    const busy = holdersInWords(step.busy ?? [], t.playbook.zone, t.state.id, ' on the same target');
    const title = titleOf(said);
    askOnce(t, 'approval', {
      ask: approver(t, at),
      text: `${step.way === 'undo' ? 'Start the undo of' : 'Start'} "${title}"?${destructive}${runs}${busy}`,
      options: [
        { id: 'approve', title: 'Approve and start' },
        { id: 'refuse', title: 'Refuse' },
      ],
      again,
      tellLevel,
      because: `waiting for approval: ${title}`,
    });
    return undefined;
  },
  answer,
};

/** Who approves the start of a step: whom its runbook names, else who is asked which option to run. */
const approver = (t: Turn, { said }: CurrentStep): string =>
  ('act' in said ? said.approve : undefined) ?? t.playbook.choice.ask;

/** Whether a person is meant by the role or target that approves a step; anybody may refuse. */
export const mayApprove = (t: Turn, at: CurrentStep, by: string): boolean =>
  meantBy(t.state, t.context, approver(t, at)).includes(by);

function answer(t: Turn, { option, by }: Said): void {
  const at = current(t);
  if (at?.step.status !== 'held') return;
  const { index, step } = at;
  if (option === 'refuse') {
    endStep(t, index, step, { outcome: 'failed', output: `refused by ${by}` });
    return;
  }
  if (!mayApprove(t, at, by)) throw new Conflict(whoMust(t, at, by));
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

function whoMust(t: Turn, at: CurrentStep, by: string): string {
  const ask = approver(t, at);
  const meant = meantBy(t.state, t.context, ask);
  return meant.length === 0
    ? `${ask} must approve, and nobody holds that role`
    : `${ask} must approve, which is ${meant.join(' or ')}, not ${by}`;
}
