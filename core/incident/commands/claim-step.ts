import { commandOfTask } from '../command-of.ts';
import { actionName, current, finishPlan, stepAnswer, unclear } from '../plan.ts';

/** Mitigate, at most once: a step is claimed in the incident before anything is started. */
export const claimStep = commandOfTask('claim-step', 'mitigate', {}, (t) => {
  const { plan } = t.state;
  if (plan === undefined || plan.outcome !== 'running') return stepAnswer(t, 'choose');
  const at = current(t);
  if (at === undefined) return finishPlan(t);
  const { index, step, said } = at;
  const key = `${t.state.id}.${actionName(t.state.cycle, plan.attempt, index, step)}`;
  const answer = (verdict: string) => stepAnswer(t, verdict, { index, key });
  if (step.status === 'running') return answer('look');
  if (step.status === 'unknown' || step.status === 'asked') return answer('ask-person');
  if (step.status === 'claimed') {
    // what only reads may be read again
    if (said.kind === 'read') return answer('read');
    unclear(t, index, step, 'it was claimed and no result came back, so it may have run');
    return answer('ask-person');
  }
  const byHand = said.kind === 'human' && step.way === 'do';
  t.emit(
    { type: 'StepChanged', index, step: { ...step, status: byHand ? 'asked' : 'claimed', startedAt: t.at } },
    `${step.way === 'undo' ? 'undo: ' : ''}${said.title}`,
  );
  return answer(byHand ? 'ask-person' : said.kind === 'read' ? 'read' : 'start');
});
