import * as z from 'zod';
import { Conflict, InvalidInput } from '#core/errors';
import { oneLine } from '#core/message/plain-text';
import { commandOfPerson } from '../command-of.ts';
import { goOnIfFree } from '../kept.ts';
import { tasksOf, tickable } from '../work.ts';

/** A person ticks a task; the last one that holds the incident lets it be resolved, or closes it. */
export const tick = commandOfPerson('tick', { item: z.string() }, (t, { by, item }) => {
  const known = tickable(t.playbook);
  if (!known.includes(item))
    throw new InvalidInput(
      `item: ${item} is not ${known.length === 0 ? 'a task: the playbook gives none' : `one of ${known.join(', ')}`}`,
    );
  const given = tasksOf(t.state, t.playbook).find(({ task }) => task.item === item);
  if (given === undefined) throw new Conflict(`${item} is not given: ${t.state.id} is ${t.state.life}`);
  if (given.by !== undefined) return;
  const { text } = given;
  t.emit(
    { type: 'ChecklistTicked', item, by, ...(text === undefined ? {} : { text }) },
    `“${given.task.text}” ticked by ${by}${text === undefined ? '' : `: ${oneLine(text)}`}`,
  );
  goOnIfFree(t, `“${given.task.text}” is done`);
});
