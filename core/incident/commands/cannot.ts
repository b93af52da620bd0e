import * as z from 'zod';
import { Conflict } from '#core/errors';
import { declinedKey } from '../acknowledgement.ts';
import { commandOfPerson } from '../command-of.ts';
import { lacks } from '../each.ts';
import { handOn } from '../handing-on.ts';
import { mustBeOpen } from '../position.ts';
import { byWhom } from '../way.ts';

/** Somebody who was called cannot take it: the next person is paged at once. Said again before they are paged anew, it pages nobody further. */
export const cannot = commandOfPerson('cannot', { reason: z.string().optional() }, (t, c) => {
  mustBeOpen(t, 'nobody has to take it');
  const { acknowledged, done } = t.state;
  if (acknowledged?.by === c.by) throw new Conflict(`${c.by} has acknowledged it: release it instead`);
  if (acknowledged !== undefined && lacks(t.state, c.by))
    throw new Conflict(`${c.by} is one of a list of which each must acknowledge: escalate to somebody else instead`);
  if (acknowledged !== undefined) throw new Conflict(`${acknowledged.by} has acknowledged it: nobody else is needed`);
  if (done[declinedKey(c.by)] !== undefined) return;
  const why = c.reason === undefined ? '' : `: ${c.reason}`;
  const because = `declined by ${byWhom(c)}${why}`;
  t.emit({ type: 'Declined', by: c.by }, because);
  t.silence(c.by, because);
  handOn(t, c.by, `${c.by} cannot take it`);
});
