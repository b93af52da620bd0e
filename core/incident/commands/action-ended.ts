import * as z from 'zod';
import { ActionOutcome, isWatched } from '#core/action/action';
import { commandOf } from '../command-of.ts';
import { holderOf } from '../holder-of.ts';
import { current, isAwaited } from '../plan.ts';
import { questionOf } from '../state.ts';
import type { Turn } from '../turn.ts';

/**
 * What became of an action whose plan is over, or that outlived its phase or its cycle: it stands on the timeline, and those whom the playbook
 * names are told. While the machine still waits for the step, it is the machine's to say.
 */
export const actionEnded = commandOf(
  'action-ended',
  { key: z.string(), outcome: ActionOutcome, output: z.string() },
  (t, { key, outcome, output }) => {
    const action = t.state.actions?.find((a) => a.key === key);
    if (action === undefined || !isWatched(action)) return;
    if (isAwaited(t, key)) return;
    const { attempt, step } = action;
    const { title } = holderOf(t.state, t.context.pack, action);
    const because = `${title} (attempt ${attempt}): ${outcome === 'unknown' ? 'outcome unclear: ' : ''}${output}`;
    t.emit({ type: 'ActionEnded', key, step, outcome, output }, because);
    t.happen('action-ended', because, { action: { title, attempt, outcome, output } });
    goOnWithout(t, key, because);
  },
);

/** A step that was held because of this action is looked at again: the question said that it still runs. */
function goOnWithout(t: Turn, key: string, because: string): void {
  const question = questionOf(t.state);
  if (question?.slot !== 'approval' || current(t)?.step.busy?.some((b) => b.key === key) !== true) return;
  t.emit({ type: 'QuestionWithdrawn', question: question.id }, because);
  t.effect(`answer.${question.id}`, { do: 'answer', slot: 'step', output: { verdict: 'next' } });
}
