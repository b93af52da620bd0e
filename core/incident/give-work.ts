import { own } from '#core/own';
import { formOfFact } from '#core/playbook/facts';
import { list } from '#core/rules/expand';
import type { Recipient } from './recipients.ts';
import { fallbackOf, sendTo } from './recipients.ts';
import type { Turn } from './turn.ts';
import { doers, firstHeld, formsOf, type GivenForm, type GivenTask, tasksOf } from './work.ts';

/** What one receiver is told of: at most one message of tasks and one of facts in a turn, however many rules gave them. */
interface Told {
  who: Recipient;
  tasks: GivenTask[];
  forms: GivenForm[];
}

/**
 * Tells those who are to do it of the tasks and forms that this turn has given. Work belongs to a role: who has taken the role in this turn
 * is told of what was open before.
 */
export function tellWork(t: Turn): void {
  const rules = new Set(t.events.flatMap((e) => (e.type === 'RuleActed' ? [e.rule] : [])));
  const roles = new Set(t.events.flatMap((e) => (e.type === 'RoleAssigned' ? [e.role] : [])));
  if (rules.size === 0 && roles.size === 0) return;
  const isNew = (rule: string, who: string | readonly string[]): boolean => {
    if (rules.has(rule)) return true;
    const held =
      roles.size === 0 || !list(who).some((word) => roles.has(word)) ? undefined : firstHeld(t.state, t.context, who);
    return held !== undefined && roles.has(held.word);
  };
  const told = new Map<string, Told>();
  const at = (who: Recipient): Told => {
    const found = told.get(who.to) ?? { who, tasks: [], forms: [] };
    told.set(who.to, found);
    return found;
  };
  for (const task of tasksOf(t.state, t.playbook))
    if (task.by === undefined && isNew(task.rule.id, task.task.task))
      for (const who of doers(t, task.task.task)) at(who).tasks.push(task);
  for (const form of formsOf(t.state, t.playbook))
    if (form.missing.length > 0 && isNew(form.rule.id, form.ask.ask))
      for (const who of doers(t, form.ask.ask)) at(who).forms.push(form);
  for (const { who, tasks, forms } of told.values()) {
    if (tasks.length > 0) giveTasks(t, who, tasks);
    if (forms.length > 0) askFor(t, who, forms, 1);
  }
}

/** A message names so many tasks; the incident has them all. */
const NAMED = 20;

function giveTasks(t: Turn, who: Recipient, tasks: readonly GivenTask[]): void {
  const [first] = tasks;
  if (first === undefined) return;
  const count = tasks.length === 1 ? `“${first.task.text}”` : `${tasks.length} tasks`;
  sendTo(t, 'task-given', who, t.because(`${count} of ${named(tasks)}`, first.rule.path), {
    work: {
      ...forWhom(t, who, first.task.task),
      tasks: tasks.slice(0, NAMED).map(({ task, due, text }) => ({
        item: task.item,
        text: task.text,
        due: due ?? null,
        prepared: text ?? null,
      })),
      more: Math.max(0, tasks.length - NAMED),
    },
  });
}

const forWhom = (t: Turn, who: Recipient, words: string | readonly string[]) => ({
  for: list(words).join(' or '),
  held: who.place !== fallbackOf(t).place,
  tasks: [],
  more: 0,
  facts: [],
  due: null,
  times: 1,
});

const named = (given: readonly { rule: { id: string } }[]): string =>
  [...new Set(given.map(({ rule }) => rule.id))].join(', ');

function askFor(t: Turn, who: Recipient, forms: readonly GivenForm[], times: number): void {
  const [first] = forms;
  if (first === undefined) return;
  const names = [...new Set(forms.flatMap(({ missing }) => missing))];
  const dues = forms.flatMap(({ due }) => due ?? []).sort((a, b) => Date.parse(a) - Date.parse(b));
  const again = times > 1 ? `, asked ${times} times` : '';
  sendTo(
    t,
    'facts-asked',
    who,
    t.because(`rule ${named(forms)} asks for ${names.join(', ')}${again}`, first.rule.path),
    {
      work: {
        ...forWhom(t, who, first.ask.ask),
        facts: names.flatMap((name) => {
          const fact = own(t.playbook.facts, name);
          return fact === undefined ? [] : [{ name, title: fact.title, form: formOfFact(fact) }];
        }),
        due: dues[0] ?? null,
        times,
      },
    },
  );
}

/** The clock has found facts of a form missing: they are asked for again. */
export function askForFacts(t: Turn, form: string): void {
  const found = formsOf(t.state, t.playbook).find(({ ask }) => ask.form === form);
  if (found === undefined) return;
  const times = (t.state.asked?.[form] ?? 1) + 1;
  t.emit(
    { type: 'FactsAsked', form, times },
    t.because(`not stated yet: ${found.missing.join(', ')}`, found.rule.path),
  );
  for (const who of doers(t, found.ask.ask)) askFor(t, who, [found], times);
}
