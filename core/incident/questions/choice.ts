import { holdersInWords } from '#core/action/holder';
import { own } from '../../own.ts';
import { toDo } from '../going-on.ts';
import { holderOf } from '../holder-of.ts';
import { questionOf, unendedActions } from '../state.ts';
import type { Turn } from '../turn.ts';
import { askOnce, putAnew } from './put.ts';
import type { Said, SlotRecord } from './slot.ts';

/** Which option of the playbook to mitigate with. */
export const choice: SlotRecord = {
  phase: 'mitigate',
  name: 'resolution-type',
  ask(t) {
    const { plan, attempts } = t.state;
    if (plan?.outcome === 'running') return plan.option;
    if (startsByItself(t)) return start(t);
    const waiting =
      attempts === 0
        ? 'waiting for a mitigation decision'
        : `attempt ${attempts} did not hold: waiting for the next mitigation decision`;
    const { options: _, text: __, ...question } = t.playbook.choice;
    askOnce(t, 'choice', { ...question, ...worded(t), because: t.because(waiting, 'choice') });
    return undefined;
  },
  answer: choose,
};

/** The question with the options that fit; what a rule proposes stands first, whatever it fits. */
function worded(t: Turn): { text: string; options: { id: string; title: string }[] } {
  const { rule, proposal } = t.state;
  const { options, text } = t.playbook.choice;
  const proposed = options.filter(({ id }) => id === proposal?.option);
  const fitting = options.filter(
    (o) => !proposed.includes(o) && (o.rules === undefined || rule === undefined || o.rules.includes(rule)),
  );
  const running = unendedActions(t.state).map((a) => holderOf(t.state, t.context.pack, a));
  const proposes = proposed.map(({ title }) => ` Proposed by rule ${proposal?.rule}: ${title}.`).join('');
  return {
    text: `${text}${proposes}${holdersInWords(running, t.playbook.zone, t.state.id)}`,
    options: [...proposed, ...fitting].map(({ id, title }) => ({ id, title })),
  };
}

/** Whether the runbook that a rule proposes may be started by rules, which it is once in a cycle: what did not hold is for a person to repeat. */
function startsByItself({ state: { proposal, startedByRule = [] }, context }: Turn): boolean {
  const runbook = own(context.pack.runbooks, proposal?.runbook ?? '');
  return runbook?.automatic === true && !startedByRule.includes(runbook.id);
}

/** Starts what a rule proposes; gives its option. */
function start(t: Turn): string {
  const { option = '', rule = '' } = t.state.proposal ?? {};
  const by = `rule ${rule}`;
  t.emit({ type: 'DecisionMade', question: 'choice', option, by }, `${option} started by ${by}`);
  choose(t, { option, by }, true);
  return option;
}

/** A rule proposes a runbook. Where the choice is open already it is put anew, or taken where the runbook may be started by rules. */
export function propose(t: Turn, rule: string, runbook: string, because: string): void {
  const option = t.playbook.choice.options.find((o) => o.runbook === runbook);
  if (option === undefined) throw new Error(`no option runs ${runbook}`);
  t.emit({ type: 'RunbookProposed', proposal: { rule, option: option.id, runbook } }, because);
  const open = questionOf(t.state);
  if (open?.slot !== 'choice') return;
  if (!startsByItself(t)) putAnew(t, worded(t), because);
  else t.effect(`answer.${open.id}`, { do: 'answer', slot: 'choice', output: { verdict: start(t) } });
}

/** The chosen option becomes a plan; the status says so, and those whom the playbook names are told. */
function choose(t: Turn, { option, by }: Said, byRule = false): void {
  const index = t.playbook.choice.options.findIndex((o) => o.id === option);
  const chosen = t.playbook.choice.options[index];
  const runbook = own(t.context.pack.runbooks, chosen?.runbook ?? '');
  if (chosen === undefined || (chosen.runbook !== undefined && runbook === undefined))
    throw new Error(`no runbook for ${option}`);
  const steps = (runbook?.steps ?? []).map(toDo);
  const because = t.because(`${chosen.title}, ${byRule ? 'started' : 'chosen'} by ${by}`, `choice.options.${index}`);
  const attempt = t.state.attempts + 1;
  const plan = { attempt, option, runbook: chosen.runbook, chosenBy: by, steps, outcome: 'running' as const };
  t.emit({ type: 'PlanMade', plan, ...(byRule ? { byRule: true as const } : {}) }, because);
  t.status('mitigating', because);
  t.happen('mitigation-started', because);
}
