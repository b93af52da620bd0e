import { holdersInWords } from '#core/action/holder';
import { own } from '../../own.ts';
import { toDo } from '../going-on.ts';
import { holderOf } from '../holder-of.ts';
import { unendedActions } from '../state.ts';
import type { Turn } from '../turn.ts';
import { askOnce } from './put.ts';
import type { Said, SlotRecord } from './slot.ts';

/** Which option of the playbook to mitigate with. */
export const choice: SlotRecord = {
  phase: 'mitigate',
  name: 'resolution-type',
  ask(t) {
    const { plan, rule, attempts } = t.state;
    if (plan?.outcome === 'running') return plan.option;
    const { options, ...question } = t.playbook.choice;
    const fitting = options.filter((o) => o.rules === undefined || rule === undefined || o.rules.includes(rule));
    const waiting =
      attempts === 0
        ? 'waiting for a mitigation decision'
        : `attempt ${attempts} did not hold: waiting for the next mitigation decision`;
    const running = unendedActions(t.state).map((a) => holderOf(t.state, t.context.pack, a));
    askOnce(t, 'choice', {
      ...question,
      text: `${question.text}${holdersInWords(running, t.playbook.zone, t.state.id)}`,
      options: fitting.map(({ id, title }) => ({ id, title })),
      because: t.because(waiting, 'choice'),
    });
    return undefined;
  },
  answer: choose,
};

/** The chosen option becomes a plan; the status says so, and those whom the playbook names are told. */
function choose(t: Turn, { option, by }: Said): void {
  const index = t.playbook.choice.options.findIndex((o) => o.id === option);
  const chosen = t.playbook.choice.options[index];
  const runbook = own(t.context.pack.runbooks, chosen?.runbook ?? '');
  if (chosen === undefined || (chosen.runbook !== undefined && runbook === undefined))
    throw new Error(`no runbook for ${option}`);
  const steps = (runbook?.steps ?? []).map(toDo);
  const because = t.because(`${chosen.title}, chosen by ${by}`, `choice.options.${index}`);
  const attempt = t.state.attempts + 1;
  const plan = { attempt, option, runbook: chosen.runbook, chosenBy: by, steps, outcome: 'running' as const };
  t.emit({ type: 'PlanMade', plan }, because);
  t.status('mitigating', because);
  t.happen('mitigation-started', because);
}
