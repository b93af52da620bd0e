import { type ChoiceStep, titleOf } from '#core/playbook/runbook';
import { isBack, timesBack } from '../going-on.ts';
import { type CurrentStep, current, endStep, runbookOf } from '../plan.ts';
import type { Turn } from '../turn.ts';
import { approval, mayApprove } from './approval.ts';
import { askOnce, type Wording } from './put.ts';
import type { Said, SlotRecord } from './slot.ts';

/** A step for a person, a choice, or the unknown outcome of an action. */
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

function wordsOf(t: Turn, at: CurrentStep): Wording {
  const { status, output } = at.step;
  const { said } = at;
  const { ask, again } = t.playbook.choice;
  const because = titleOf(said);
  const done = [
    { id: 'done', title: 'Done' },
    { id: 'failed', title: 'Failed' },
  ];
  if ('human' in said && status === 'asked')
    return { ask: said.human, text: said.instruction, options: done, again: said.again ?? again, because };
  if ('choice' in said && status === 'asked')
    return { ask: said.choice, text: said.text, options: offered(t, said), again: said.again ?? again, because };
  return {
    ask,
    text: `${because}: outcome unknown (${output ?? 'no answer'}). Did it succeed?`,
    options: [...done, { id: 'start-again', title: 'Start it again' }],
    again,
    because: `outcome unknown: ${because}`,
  };
}

/** The options of a choice; one that goes further up only as often as the runbook says. */
const offered = (t: Turn, said: ChoiceStep): Wording['options'] =>
  Object.entries(said.options)
    .filter(
      ([, { goto: to, atMost = 0 }]) => backOf(t, said, to) === undefined || timesBack(t, said.id, `${to}`) < atMost,
    )
    .map(([id, { title }]) => ({ id, title: title ?? id }));

const backOf = (t: Turn, { id }: ChoiceStep, to: string | undefined): string | undefined =>
  to !== undefined && isBack(runbookOf(t)?.steps ?? [], id, to) ? to : undefined;

function answer(t: Turn, { option, by }: Said): void {
  const at = current(t);
  if (at === undefined) return;
  if ('choice' in at.said && at.step.status === 'asked') {
    choose(t, at, at.said, { option, by });
    return;
  }
  if (option !== 'start-again') {
    const outcome = option === 'done' ? 'done' : 'failed';
    endStep(t, at.index, at.step, { outcome, output: `reported by ${by}` });
    return;
  }
  const { id, way, tries, parameters } = at.step;
  // who answers knows of the start before, which may still be running
  const beside = [at.key];
  const approved = mayApprove(t, at, by) ? { approvedBy: by } : {};
  t.emit(
    {
      type: 'StepChanged',
      index: at.index,
      step: {
        id,
        way,
        status: 'waiting',
        tries: tries + 1,
        beside,
        ...approved,
        ...(parameters === undefined ? {} : { parameters }),
      },
    },
    `another start approved by ${by}`,
  );
}

function choose(t: Turn, { index, step: asked }: CurrentStep, said: ChoiceStep, { option, by }: Said): void {
  const chosen = Object.entries(said.options).find(([id]) => id === option)?.[1];
  const output = `${chosen?.title ?? option}, chosen by ${by}`;
  if (chosen?.goto === undefined) {
    endStep(t, index, asked, { outcome: 'failed', output });
    return;
  }
  const back = backOf(t, said, chosen.goto);
  const noted = { ...asked, ...(back === undefined ? {} : { back }) };
  endStep(t, index, noted, { outcome: 'done', output, goto: chosen.goto });
}
