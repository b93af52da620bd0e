import * as z from 'zod';
import { InvalidInput } from '#core/errors';
import { commandOfPerson } from '../command-of.ts';
import { pageByHand } from '../escalation.ts';
import { mustBeOpen } from '../position.ts';

/** Pages a level of the ladder, or any person, role or rotation. */
export const escalate = commandOfPerson(
  'escalate',
  { level: z.number().optional(), to: z.string().optional(), reason: z.string() },
  (t, c) => {
    mustBeOpen(t, 'there is nothing to escalate');
    if (c.level === undefined) {
      if (c.to === undefined)
        throw new InvalidInput('level: give an escalation level, or to: a person, role or rotation');
      pageByHand(t, c.by, c.reason, { to: c.to });
      return;
    }
    const { levels } = t.playbook;
    const level = levels.find((l) => l.level === c.level);
    if (level === undefined)
      throw new InvalidInput(`level: ${c.level} is not one of ${levels.map((l) => l.level).join(', ')}`);
    pageByHand(t, c.by, c.reason, { level });
  },
);
