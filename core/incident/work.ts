import type { OnCallPeople } from '#core/on-call';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import type { Playbook } from '#core/playbook/schema';
import { type Ask, list, type Task, type Work, workOf } from '#core/rules/expand';
import { holds } from '#core/rules/holds';
import { LATE } from '#core/rules/rule';
import type { Grounds } from './deadlines/grounds.ts';
import { meantBy } from './meant-by.ts';
import type { Recipient } from './recipients.ts';
import { fallbackOf } from './recipients.ts';
import { knownOf } from './rules/known.ts';
import type { Incident } from './state.ts';
import { after } from './time.ts';
import type { Turn } from './turn.ts';

interface Given {
  rule: Work['rule'];
  at: string;
  /** By when it is to be done, where that is said. */
  due?: string;
}
/** A task that a rule has given in this cycle; `by` has ticked it, `text` was prepared for it. */
export type GivenTask = Given & { task: Task; by?: string; text?: string };
/** A form that a rule has asked for in this cycle; `missing` are the facts that nobody has stated yet. */
export type GivenForm = Given & { ask: Ask; missing: string[] };

/** The names under which the tasks of a playbook are ticked. */
export const tickable = (playbook: Playbook): string[] =>
  workOf(playbook).flatMap(({ act }) => ('task' in act ? [act.item] : []));

/** What is given after the end stays work; of what was given before, only what holds the close. */
function stillCounts({ life }: Grounds, { rule, act }: Work): boolean {
  if (life === 'open') return true;
  if (rule.late || rule.on?.some((event) => LATE.includes(event)) === true) return true;
  return life === 'resolved' && 'task' in act && act.blocks === 'closed';
}

function given(i: Grounds, { rule, act }: Work): Given | undefined {
  const acted = own(i.acts, rule.id);
  if (acted === undefined || acted.skipped) return undefined;
  return { rule, at: acted.at, ...(act.within === undefined ? {} : { due: after(acted.at, act.within, i.speed) }) };
}

/** The tasks that rules have given and that still count, in the order of the playbook, with who has ticked them. */
export function tasksOf(i: Grounds, playbook: Playbook): GivenTask[] {
  const tasks: GivenTask[] = [];
  for (const work of workOf(playbook)) {
    const { act } = work;
    if (!('task' in act) || !stillCounts(i, work)) continue;
    const stands = given(i, work);
    if (stands === undefined) continue;
    const by = own(i.checklist, act.item);
    const text = own(own(i.acts, work.rule.id)?.texts ?? {}, act.item);
    tasks.push({ ...stands, task: act, ...(by === undefined ? {} : { by }), ...(text === undefined ? {} : { text }) });
  }
  return tasks;
}

/** The forms that rules have asked for, with what of them nobody has stated yet. */
export function formsOf(i: Grounds, playbook: Playbook): GivenForm[] {
  const forms: GivenForm[] = [];
  for (const work of workOf(playbook)) {
    const { act } = work;
    if (!('ask' in act) || !stillCounts(i, work)) continue;
    const stands = given(i, work);
    if (stands === undefined) continue;
    forms.push({ ...stands, ask: act, missing: act.facts.filter((name) => own(i.facts, name) === undefined) });
  }
  return forms;
}

/** The first task that keeps the incident from being resolved or closed, while the condition of its rule holds. */
export function blockedBy(
  t: Pick<Turn, 'state' | 'playbook' | 'context'>,
  end: 'resolved' | 'closed',
): GivenTask | undefined {
  const known = knownOf(t.state, t.playbook, t.context.now.getTime());
  return tasksOf(t.state, t.playbook).find(
    ({ task, by, rule }) =>
      by === undefined &&
      task.blocks !== undefined &&
      (task.blocks === end || end === 'closed') &&
      holds(rule.if, known),
  );
}

/** The first of these words that means somebody now, with whom it means; undefined where none does. */
export function firstHeld(
  i: Pick<Incident, 'roles' | 'service' | 'maintenance'>,
  known: { people: OnCallPeople; pack: Pick<Pack, 'playbook'>; now: Date },
  words: string | readonly string[],
): { word: string; people: string[] } | undefined {
  for (const word of list(words)) {
    const people = meantBy(i, known, word).filter((person) => own(known.people.people, person) !== undefined);
    if (people.length > 0) return { word, people };
  }
  return undefined;
}

/** Who does a piece of work: the first of the words that means somebody, else the fallback place hears it. */
export function doers(t: Turn, words: string | readonly string[]): Recipient[] {
  const held = firstHeld(t.state, t.context, words);
  if (held === undefined) return [fallbackOf(t)];
  return held.people.map((person) => ({ place: `person:${person}`, to: `${held.word}/${person}` }));
}
