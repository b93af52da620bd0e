import * as z from 'zod';
import { Conflict } from '#core/errors';
import { end, resolved } from '../closing.ts';
import { commandOfPerson } from '../command-of.ts';
import { mustBeFree } from '../kept.ts';
import { replacePlan } from '../plan.ts';
import { jump } from '../position.ts';
import { beginToVerify } from '../verifying.ts';

/** A person says how it ended. `fixed` starts verification, and the incident resolves when that holds, or at once where only a signal keeps it open; the others end it at once. */
export const resolve = commandOfPerson(
  'resolve',
  {
    as: z.enum(['fixed', 'recovered', 'false-alarm', 'duplicate']),
    of: z.string().optional(),
    reason: z.string(),
  },
  (t, c) => {
    if (t.state.life !== 'open') throw new Conflict(`${t.state.id} is already ${t.state.life}`);
    const because = `${c.reason} (${c.by})`;
    if (c.as !== 'fixed') {
      end(t, c.as, c.of, because);
      return;
    }
    if (t.state.verifying?.held === true) {
      mustBeFree(t);
      resolved(t, because, true);
      return;
    }
    // verification runs already, and is not exhausted
    if (t.state.phase === 'resolve' && t.state.verifying?.exhausted !== true) return;
    replacePlan(t, because);
    t.emit({ type: 'FixReported', by: c.by, reason: c.reason }, `reported as fixed, verification starts: ${because}`);
    jump(t, 'resolve', because);
    // not by the machine, which may only notice at its next look at a running action
    beginToVerify(t);
  },
);
