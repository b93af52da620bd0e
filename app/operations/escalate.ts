import * as z from 'zod';
import { oneOf, Reason } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { incidentCommand } from '../api/incident-command.ts';
import { reachable, unassigned, type Words } from '../api/words.ts';

const levelOf = (words: Words | undefined): z.ZodType<number> => {
  const levels = words?.playbook.levels.map((l) => l.level);
  if (levels === undefined) return z.int();
  const error =
    levels.length === 0 ? 'the playbook has no levels: give to instead' : `is not one of ${levels.join(', ')}`;
  return z.literal(levels, { error });
};

/** Pages the people of an escalation level, or somebody by name, as an escalation. */
export const escalate = incidentCommand({
  name: 'escalate',
  segment: 'escalate',
  role: 'responder',
  summary: 'Escalate an incident to a level of the escalation policy, or to any person, role or rotation',
  body: (words) =>
    z
      .strictObject({
        level: levelOf(words).optional(),
        to: oneOf(words && reachable(words)).optional(),
        reason: Reason,
      })
      .meta({ oneOf: [{ required: ['level'] }, { required: ['to'] }] }),
  between: ({ level, to }) =>
    (level === undefined) === (to === undefined) ? [{ path: 'level', message: 'give either level or to' }] : [],
  conflict: (incident, { to }, words) => unassigned(incident, to, words),
  toCommands: ({ level, to, reason }, by) => [
    { do: 'escalate', by, reason, ...given('level', level), ...given('to', to) },
  ],
  cli: {
    verb: 'escalate',
    options: [
      { flag: '--level <n>', sets: 'body.level', form: 'whole', help: 'level of the escalation policy' },
      { flag: '--to <who>', sets: 'body.to', help: 'person, role or rotation' },
      { flag: '--reason <text>', sets: 'body.reason', required: true, help: 'why, for the timeline' },
    ],
  },
});
