import type { Command } from '#core/incident/command';
import { checksOf, criteriaOf } from '#core/incident/judge';
import { type Incident, questionOf } from '#core/incident/state';
import { tasksOf } from '#core/incident/work';
import type { Draw } from './draw.ts';
import type { Life } from './life.ts';

const where = (i: Incident) => ({ run: i.run.n, cycle: i.cycle, visit: i.visit });
const settled = ['done', 'failed', 'skipped'];

/** What checks read; 1 is within every limit of a random playbook. */
export const readings = (life: Life, value: number | null, of = Object.keys(life.pack.playbook.checks)) =>
  of.flatMap((check) => {
    const { title, unit } = life.pack.playbook.checks[check] ?? {};
    if (title === undefined) return [];
    return [{ check, title, value, because: `reads ${value}`, ...(unit === undefined ? {} : { unit }) }];
  });

/** The first option that goes on, mostly. */
function answer(d: Draw, i: Incident): Command | undefined {
  const question = questionOf(i);
  if (question === undefined) return undefined;
  if (question.options.length === 0) throw new Error(`a question without an answer: ${JSON.stringify(question)}`);
  const ids = question.options.map(({ id }) => id);
  const good = ids.find((id) => ['done', 'approve', 'resolve', 'publish', 'on'].includes(id)) ?? d.of(ids);
  return { do: 'answer', by: 'p0', question: question.id, option: d.chance(0.8) ? good : d.of(ids) };
}

/** Somebody approves what a rule waits for, or refuses it; who it is may not be the one who must. */
export function approvalAnswer(d: Draw, i: Incident): Command | undefined {
  const [rule] = Object.keys(i.approvals ?? {});
  if (rule === undefined) return undefined;
  const by = d.of(['p0', 'p0', 'p1', 'p2']);
  return { do: 'answer', by, question: `approve-${rule}`, option: d.chance(0.8) ? 'approve' : 'refuse' };
}

/** What the machine of the present phase, or whoever it waits for, would say next; `undefined` where nothing is left to say. */
export function next(d: Draw, life: Life): Command | undefined {
  const i = life.state;
  const at = where(i);
  const open = tasksOf(i, life.pack.playbook).find((task) => task.by === undefined && task.task.blocks !== undefined);
  if (open !== undefined && d.chance(0.5)) return { do: 'tick', by: 'p0', item: open.task.item };
  const approval = approvalAnswer(d, i);
  if (approval !== undefined && d.chance(0.5)) return approval;
  const asked = answer(d, i);
  if (asked !== undefined) return asked;
  switch (i.phase) {
    case 'detect': {
      const { snapshot, count } = life.pack.playbook.triage;
      const looked = [...new Set([...snapshot, ...(count?.of ?? [])])];
      return { do: 'snapshot-taken', readings: readings(life, d.of([1, 1, 0, null]), looked), ...at };
    }
    case 'assess':
      return d.chance(0.5) ? { do: 'rate-severity', ...at } : { do: 'ask', slot: 'severity', ...at };
    case 'mitigate':
      return mitigate(d, life);
    case 'resolve':
      if (i.life !== 'open' || i.verifying === undefined) return { do: 'begin-verification', ...at };
      if (i.verifying.held || i.verifying.exhausted) return { do: 'ask', slot: 'what-next', ...at };
      life.wind(Date.parse(i.verifying.until), 5);
      return {
        do: 'measured',
        n: i.verifying.n,
        readings: readings(life, d.of([1, 1, 1, 1, 1, 1, 1, 0, null]), checksOf(criteriaOf(i, life.pack))),
        ...at,
      };
    case 'post-mortem':
      return d.of<Command>([
        { do: 'report-written', ...at },
        { do: 'schedule-review', ...at },
        { do: 'ask', slot: 'review', ...at },
      ]);
    case 'over':
      return undefined;
  }
}

function mitigate(d: Draw, life: Life): Command {
  const i = life.state;
  const at = where(i);
  if (i.plan?.outcome !== 'running') return { do: 'ask', slot: 'choice', ...at };
  const index = i.plan.steps.findIndex((step) => !settled.includes(step.status));
  const step = i.plan.steps[index];
  const seen = { index, readings: readings(life, d.chance(0.85) ? 1 : 500) };
  const claim: Command = { do: 'claim-step', busy: [], ...(index < 0 ? {} : { seen }), ...at };
  switch (step?.status) {
    case 'held':
      return { do: 'ask', slot: 'approval', ...at };
    case 'asked':
    case 'unknown':
      return { do: 'ask', slot: 'step', ...at };
    case 'claimed': {
      const outcome = d.of(['done', 'done', 'done', 'done', 'failed', 'unknown'] as const);
      return { do: 'step-ended', index, outcome, output: 'o', ...at };
    }
    case 'running':
      if (step.until !== undefined) life.wind(Date.parse(step.until), 5);
      return claim;
    case 'waiting':
    case 'done':
    case 'failed':
    case 'skipped':
    case undefined:
      return claim;
  }
}
