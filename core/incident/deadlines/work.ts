import { own } from '#core/own';
import type { Playbook } from '#core/playbook/schema';
import { rulesOf, valueFor } from '#core/rules/expand';
import { msOf } from '#core/time/iso';
import { after, inWords } from '../time.ts';
import { formsOf, type GivenForm, type GivenTask, tasksOf } from '../work.ts';
import type { Deadline } from './deadline.ts';
import type { Grounds } from './grounds.ts';

/** Tasks that are due, and facts that are asked for again until somebody states them. */
export function* work(i: Grounds, playbook: Playbook): Generator<Deadline> {
  for (const [first, ...rest] of dueTogether(tasksOf(i, playbook))) {
    const { task, rule, due = '', at } = first;
    const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
    yield {
      does: 'miss',
      missed: { target: 'task', within: task.within ?? '0s', items: [task.item, ...rest.map((one) => one.task.item)] },
      what: `“${task.text}”${more} within ${inWords(task.within ?? '0s')}`,
      path: rule.path,
      key: `task-missed/${rule.id}/${task.within}`,
      from: at,
      due,
    };
  }
  for (const form of formsOf(i, playbook)) if (form.missing.length > 0) yield* facts(i, form, playbook);
  if (playbook.severities.find(({ id }) => id === i.severity)?.pagesNobody !== undefined) return;
  const again = valueFor(playbook.again, i.severity);
  if (again === undefined) return;
  for (const [rule, { askedAt, times }] of Object.entries(i.approvals ?? {}))
    yield {
      does: 'ask-approval',
      rule,
      path: rulesOf(playbook).find(({ id }) => id === rule)?.path ?? '',
      key: `ask-approval/${rule}/${askedAt}/${times}`,
      due: after(askedAt, again, i.speed),
    };
}

/** Those of one rule that are due at one instant are missed together: one line and one notice. */
function dueTogether(tasks: readonly GivenTask[]): [GivenTask, ...GivenTask[]][] {
  const groups = new Map<string, [GivenTask, ...GivenTask[]]>();
  for (const task of tasks) {
    if (task.due === undefined || task.by !== undefined) continue;
    const key = `${task.rule.id}/${task.due}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [task]);
    else group.push(task);
  }
  return [...groups.values()];
}

function* facts(i: Grounds, { ask, at, due, missing, rule }: GivenForm, playbook: Playbook): Generator<Deadline> {
  const what = `${missing.map((name) => own(playbook.facts, name)?.title ?? name).join(', ')} stated`;
  if (due !== undefined)
    yield {
      does: 'miss',
      missed: { target: 'answer', within: ask.within ?? '0s', items: missing },
      what: `${what} within ${inWords(ask.within ?? '0s')}`,
      path: rule.path,
      key: `answer-missed/${ask.form}`,
      from: at,
      due,
    };
  // a severity that wakes nobody asks nobody twice
  if (playbook.severities.find(({ id }) => id === i.severity)?.pagesNobody !== undefined) return;
  const again = valueFor(playbook.again, i.severity);
  if (again === undefined) return;
  const asked = own(i.done, `asked/${ask.form}`);
  const last = asked !== undefined && msOf(asked) > msOf(at) ? asked : at;
  yield {
    does: 'ask-facts',
    form: ask.form,
    key: `ask-again/${ask.form}/${last}`,
    due: after(last, again, i.speed),
  };
}
