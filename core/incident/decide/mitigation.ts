import type { Command, Where } from '../command.ts';
import { readingsInWords } from '../judge.ts';
import type { Answer } from '../outbox.ts';
import type { Turn } from '../turn.ts';
import { ask } from './questions.ts';
import { stand } from './where.ts';

export function evidenceGathered(t: Turn, c: Extract<Command, { do: 'evidence-gathered' }>): Answer {
  stand(t, c, 'mitigate');
  t.emit({ type: 'EvidenceGathered', readings: c.readings }, readingsInWords(c.readings));
  return { verdict: 'gathered' };
}

/** Asks how to mend it, unless an answer stands already. */
export function askChoice(t: Turn, where: Where): Answer {
  stand(t, where, 'mitigate');
  if (t.state.plan?.outcome === 'running') return { answered: t.state.plan.option };
  const { choice, options } = t.playbook.mitigation;
  const fitting = options.filter(
    (o) => o.rules === undefined || t.state.rule === undefined || o.rules.includes(t.state.rule),
  );
  const because = t.because(
    t.state.attempts === 0
      ? 'how to mend it is a person’s choice'
      : `attempt ${t.state.attempts} did not hold: asked anew`,
    'mitigation.choice',
  );
  ask(t, 'choice', {
    ask: choice.ask,
    text: choice.text,
    options: fitting.map(({ id, title }) => ({ id, title })),
    again: choice.again,
    ...(choice.tellLevel === undefined ? {} : { tellLevel: choice.tellLevel }),
    because,
  });
  return { answered: false };
}

/** The chosen way becomes a plan; the status says so, and those whom the playbook names are told. */
export function choose(t: Turn, option: string, by: string): void {
  const index = t.playbook.mitigation.options.findIndex((o) => o.id === option);
  const chosen = t.playbook.mitigation.options[index];
  const runbook = chosen === undefined ? undefined : t.context.pack.runbooks[chosen.runbook];
  if (chosen === undefined || runbook === undefined) throw new Error(`no runbook for ${option}`);
  const steps = runbook.steps.map((s) => ({ id: s.id, way: 'do' as const, status: 'waiting' as const, tries: 0 }));
  const because = t.because(`${chosen.title}, chosen by ${by}`, `mitigation.options.${index}`);
  const plan = {
    attempt: t.state.attempts + 1,
    option,
    runbook: chosen.runbook,
    chosenBy: by,
    steps,
    outcome: 'running' as const,
  };
  t.emit({ type: 'PlanMade', plan }, because);
  t.status('mitigating', because);
  t.tell('mitigation-started', because);
}
