import * as z from 'zod';
import { Conflict } from '#core/errors';
import { commandOfPerson } from '../command-of.ts';
import { wholeSecond } from '../time.ts';

/** Planned work that goes on has another end; an end that has come is not moved. */
export const moveWindow = commandOfPerson(
  'move-window',
  { until: z.string(), reason: z.string().optional() },
  (t, c) => {
    const { maintenance, life, cycle, id } = t.state;
    if (maintenance === undefined) throw new Conflict(`${id} is no planned work`);
    if (life !== 'open' || cycle > 1 || maintenance.ended === true)
      throw new Conflict(`${id}: the end of the planned work has come`);
    if (Date.parse(c.until) <= t.context.now.getTime()) throw new Conflict(`${c.until} is past`);
    const until = wholeSecond(c.until);
    if (until === maintenance.until) return;
    t.emit(
      { type: 'WindowMoved', until, by: c.by },
      `planned work ends at ${until}${c.reason === undefined ? '' : `: ${c.reason}`} (${c.by})`,
    );
  },
);
