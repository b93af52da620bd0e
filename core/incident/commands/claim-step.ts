import * as z from 'zod';
import { Holder } from '#core/action/holder';
import { targetOf } from '#core/action/target';
import { commandOfTask } from '../command-of.ts';
import { actOf, type CurrentStep, current, finishPlan, stepAnswer, unclear } from '../plan.ts';
import { questionOf } from '../state.ts';
import type { Turn } from '../turn.ts';

/** Mitigate, at most once: a step is claimed in the incident before anything is started. `busy`: what holds the target of the next step. */
export const claimStep = commandOfTask(
  'claim-step',
  'mitigate',
  { busy: z.array(Holder).optional() },
  (t, { busy = [] }) => {
    const { plan } = t.state;
    if (plan === undefined || plan.outcome !== 'running') return stepAnswer(t, 'choose');
    const at = current(t);
    if (at === undefined) return finishPlan(t);
    const { index, step, said, key } = at;
    const answer = (verdict: string) => stepAnswer(t, verdict, { index, key });
    switch (step.status) {
      case 'running':
        return answer('look');
      case 'unknown':
      case 'asked':
        return answer('ask-person');
      case 'claimed':
        // what only reads may be read again
        if (said.kind === 'read') return answer('read');
        unclear(t, index, step, 'it was claimed and no result came back, so it may have run');
        return answer('ask-person');
      case 'waiting':
      case 'held':
        if (hold(t, at, busy)) return answer('ask-person');
        return answer(claim(t, at));
      // the current step is none that is over
      case 'done':
      case 'failed':
      case 'skipped':
        return answer('next');
    }
  },
);

/** Holds an action that needs a person's approval: a destructive one, or one whose target is taken by what its approver was not told of. */
function hold(t: Turn, { index, step, said }: CurrentStep, busy: Holder[]): boolean {
  if (said.kind !== 'act') return false;
  const destructive = said.destructive && step.way === 'do' && step.approvedBy === undefined;
  const untold = busy.some((b) => step.beside?.includes(b.key) !== true);
  if (!destructive && !untold) return false;
  const keys = (some: Holder[] = []): string => some.map((b) => `${b.key} ${b.state}`).join();
  if (step.status === 'held' && keys(step.busy) === keys(busy)) return true;
  const reason = untold ? 'its target is taken' : 'it is destructive';
  t.emit(
    { type: 'StepChanged', index, step: { ...step, status: 'held', busy } },
    `${said.title}: needs approval, ${reason}`,
  );
  // what is asked of it no longer says who holds the target; the machine asks anew
  const question = questionOf(t.state);
  if (question?.slot === 'approval') t.emit({ type: 'QuestionWithdrawn', question: question.id }, reason);
  return true;
}

function claim(t: Turn, { index, step, said }: CurrentStep): string {
  const byHand = said.kind === 'human' && step.way === 'do';
  const act = actOf({ step, said });
  const target = act === undefined ? undefined : targetOf(t.context.vocabulary, act);
  const { busy: _, ...rest } = step;
  t.emit(
    {
      type: 'StepChanged',
      index,
      step: {
        ...rest,
        status: byHand ? 'asked' : 'claimed',
        startedAt: t.at,
        ...(target === undefined ? {} : { target }),
      },
    },
    `${step.way === 'undo' ? 'undo: ' : ''}${said.title}`,
  );
  return byHand ? 'ask-person' : said.kind === 'read' ? 'read' : 'start';
}
