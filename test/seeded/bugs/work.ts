import type { Kindless } from './bug.ts';

/** Work that rules give: tasks, facts, tickets, digests. */
export const work: Kindless[] = [
  {
    name: 'a task that blocks does not hold the resolution',
    breaks: 'language: a task with blocks holds the incident there until it is ticked',
    file: 'core/incident/kept.ts',
    right: "const blocked = blockedBy(t, 'resolved');\n  return",
    wrong: 'const blocked = undefined as ReturnType<typeof blockedBy>;\n  return',
    hunters: ['test/stories/work.test.ts > a task that blocks holds'],
  },
  {
    name: 'a task blocks whether or not the condition of its rule holds',
    breaks: 'language: blocks holds while the rule’s if holds',
    file: 'core/incident/work.ts',
    right: ' &&\n      holds(rule.if, known),',
    wrong: ',',
    hunters: ['test/stories/work.test.ts > what blocks does so only while'],
  },
  {
    name: 'who takes a role is not told of its work',
    breaks: 'language 16: the work belongs to the role, and each new holder is told',
    file: 'core/incident/give-work.ts',
    right: 'return held !== undefined && roles.has(held.word);',
    wrong: 'return held !== undefined && held.word === "";',
    hunters: ['test/stories/work.test.ts > tasks go to the role'],
  },
  {
    name: 'a flag that nobody has set is not known',
    breaks: 'language: a flag is false until somebody sets it',
    file: 'core/incident/rules/known.ts',
    right: "?? (own(facts, name)?.type === 'flag' ? false : undefined)",
    wrong: '',
    hunters: ['test/stories/work.test.ts > a rule rates by facts'],
  },
  {
    name: 'a digest names false alarms',
    breaks: 'language 19: a digest has resolved incidents, false alarms not',
    file: 'core/digest/digest.ts',
    right: "i.life !== 'ended' || i.endedAs === 'recovered'",
    wrong: 'i.life.length > 0',
    hunters: ['test/stories/digests.test.ts > a digest has one line'],
  },
  {
    name: 'a ticket hears of every step of one turn',
    breaks: 'decision 37: of several things in one turn a ticket hears the last',
    file: 'core/incident/tickets.ts',
    right:
      't.withdraw((message) => message.place === place && message.template === template && message.opensTicket !== true);',
    wrong: '',
    hunters: ['test/stories/jira.test.ts > an incident has one ticket'],
  },
];
